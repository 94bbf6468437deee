import { readEvents } from "./event-stream.ts";
import { noBaton, type Server, whoHeaders } from "./server-request.ts";

/** What a server's feed is followed with. */
export interface FollowFeed {
	/** Called whenever the board may have moved. */
	readonly act: () => void;
	readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>;
	readonly signal: AbortSignal;
}

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

/**
 * Follows the feed at `path` until the signal ends it. A stream that breaks off is taken up where it ended; while none is
 * there, each try counts as a move, because nobody knows.
 */
export async function followFeed(
	server: Server,
	path: string,
	{ act, pause, signal }: FollowFeed,
): Promise<void> {
	let last: string | undefined;
	let pauseMs = FIRST_PAUSE_MS;
	while (!signal.aborted) {
		try {
			for await (const { id, event } of eventsOf(server, path, {
				last,
				signal,
			})) {
				pauseMs = FIRST_PAUSE_MS;
				const isFirst = last === undefined && event === "cursor";
				last = id ?? last;
				// Where the feed begins is no move; what was told before it is not known to be old.
				if (!isFirst) act();
			}
		} catch {
			// What is wrong is told to whoever says something next.
		}
		if (signal.aborted) return;
		await pause(pauseMs, signal).catch(() => undefined);
		pauseMs = Math.min(MAX_PAUSE_MS, 2 * pauseMs);
		if (!signal.aborted) act();
	}
}

async function* eventsOf(
	server: Server,
	path: string,
	{ last, signal }: { last: string | undefined; signal: AbortSignal },
) {
	const response = await server.fetch(new URL(`/api/v1/${path}`, server.url), {
		headers: {
			accept: "text/event-stream",
			...whoHeaders(server),
			...(last === undefined ? {} : { "last-event-id": last }),
		},
		redirect: "manual",
		signal,
	});
	const kind = response.headers.get("content-type") ?? "";
	if (!response.ok || !kind.startsWith("text/event-stream")) {
		await response.body?.cancel();
		throw noBaton(server.url, response);
	}
	if (response.body !== null) yield* readEvents(response.body);
}
