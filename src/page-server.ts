import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Said } from "./cli/command-spec.ts";
import { noBoard } from "./cli/door-refusals.ts";
import { printRefusal } from "./cli/print-refusal.ts";
import { printUnavailable } from "./cli/print-unavailable.ts";
import { showPage } from "./cli/show-page.ts";
import { EXIT, type Terminal } from "./cli/terminal.ts";
import { speakerNamed, withDoor } from "./cli/with-door.ts";
import { endServer } from "./end-server.ts";
import { localPageDoors } from "./local-page-doors.ts";
import { listen } from "./running.ts";

const READ_TIMEOUT_MS = 10_000;

/** How the program was started. */
export interface PageServerOptions {
	/** The options of the command line that were given. */
	readonly values: Said["values"];
	readonly terminal: Terminal;
	/** Where the page's files are. */
	readonly pageFolder: string;
	/** Resolves when the page is to end. */
	readonly gone: Promise<unknown>;
}

/** Serves the page of the board of a repository on this machine, on a free port of this machine alone. Answers the exit code. */
export async function pageServer({
	values,
	terminal,
	pageFolder,
	gone,
}: PageServerOptions): Promise<number> {
	const { json: asJson, ...given } = values;
	const json = asJson !== undefined;
	const said: Said = {
		...{ name: "dashboard", words: [], values: given, lists: {}, json },
		flags: new Set(),
	};
	try {
		return await withDoor(said, terminal, async (door) => {
			if (!(await door.isOpen()))
				return printRefusal(
					terminal,
					noBoard(given.branch ?? "baton/board"),
					json,
				);
			const closing = new AbortController();
			setMaxListeners(0, closing.signal);
			const { fetch } = await localPageDoors({
				...{ door, pageFolder, agent: speakerNamed(said, terminal) },
				closing: closing.signal,
				newId: randomUUID,
				steadyMs: () => performance.now(),
				onDefect: (error, id) =>
					terminal.err(`${id}: ${String((error as Error).stack ?? error)}`),
			});
			const listener = getRequestListener(fetch, {
				overrideGlobalObjects: false,
			});
			const server = createServer(
				{ requestTimeout: READ_TIMEOUT_MS },
				(request, response) => void listener(request, response),
			);
			const url = await listen(server, { port: 0, host: "127.0.0.1" });
			await showPage(url, door.place, { terminal, json });
			await gone;
			await endServer(server, () => closing.abort());
			return EXIT.ok;
		});
	} catch (error) {
		return printUnavailable(terminal, error as Error, json);
	}
}
