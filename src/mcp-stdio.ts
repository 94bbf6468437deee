import { randomUUID } from "node:crypto";
import type { Said } from "./cli/command-spec.ts";
import { printUnavailable } from "./cli/print-unavailable.ts";
import { EXIT, type Terminal } from "./cli/terminal.ts";
import { ownVersion } from "./cli/version.ts";
import { withBoardDoor } from "./cli/with-door.ts";
import { serveBoardOnStdio } from "./mcp/serve-stdio.ts";
import { toolSetsOf } from "./mcp/tool-sets.ts";

/** How the program was started. */
export interface McpStdioOptions {
	/** The options of the command line that were given. */
	readonly values: Said["values"];
	/** Nothing but the protocol goes to standard output: everything that is told here goes to `err`. */
	readonly terminal: Terminal;
	/** Resolves when the client is gone, or the program is to end. */
	readonly gone: Promise<unknown>;
}

/** Speaks MCP about the board of a repository on this machine, or on a server. Answers the exit code. */
export async function mcpStdio({
	values,
	terminal,
	gone,
}: McpStdioOptions): Promise<number> {
	const sets = toolSetsOf(values.tools);
	if ("code" in sets) {
		terminal.err(`baton mcp: ${sets.message}\n${sets.hint}`);
		return EXIT.usage;
	}
	const said: Said = {
		...{ name: "mcp", words: [], values, lists: {}, json: false },
		flags: new Set(),
	};
	try {
		return await withBoardDoor(said, terminal, async (door) => {
			const end = serveBoardOnStdio({
				...{ door, sets, version: ownVersion(), newId: randomUUID },
				onDefect: (error, id) =>
					terminal.err(`${id}: ${String((error as Error).stack ?? error)}`),
			});
			await gone;
			await end();
			return EXIT.ok;
		});
	} catch (error) {
		return printUnavailable(terminal, error as Error, false);
	}
}
