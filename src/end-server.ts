import { once } from "node:events";
import type { Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** What is being answered when the server ends may be answered to its end, if that takes no longer. */
const FINISH_WITHIN_MS = 1_000;
const LOOK_EVERY_MS = 10;

/** Takes nothing in any more, calls `end` for what is parked, and cuts what is still there after a second. */
export async function endServer(
	server: Server,
	end: () => void,
): Promise<void> {
	const closed = once(server, "close").then(() => true);
	server.close();
	end();
	for (
		let waitedMs = 0;
		waitedMs < FINISH_WITHIN_MS;
		waitedMs += LOOK_EVERY_MS
	) {
		// A connection that has its answer may stay open for more: it would keep the server from ending.
		server.closeIdleConnections();
		if (await Promise.race([closed, pause(LOOK_EVERY_MS, false)])) return;
	}
	server.closeAllConnections();
	await closed;
}
