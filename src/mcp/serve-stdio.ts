import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { type Refusal, refuse } from "../core/errors.ts";
import type { BoardDoor, BoardPlace } from "../engine/board-door.ts";
import type { FailureOptions } from "../engine/failure-refusal.ts";
import { mcpServer } from "./mcp-server.ts";
import type { ToolSet } from "./tool-sets.ts";

/** What a conversation over standard input and output is about. */
export interface StdioOptions extends FailureOptions {
	readonly door: BoardDoor;
	readonly sets: readonly ToolSet[];
	/** The version that is told to clients. */
	readonly version: string;
}

/** The door knows who speaks; nothing here asks. */
const CALLER = { actor: { id: 0, login: "" } };

/** Speaks MCP over this process's standard input and output, about one board. Ends the conversation when what it answers is called. */
export function serveBoardOnStdio(options: StdioOptions): () => Promise<void> {
	const { door } = options;
	const home = plain(door.place);
	const open = async (place: BoardPlace) =>
		nameOf(place) === nameOf(home) ? door : noOtherBoard(home);
	const conversation = serveStdio(
		() => mcpServer({ ...options, caller: CALLER, open, home }),
		{
			onerror: (error) => {
				if (!/ECONNRESET|EPIPE/.test(String(error)))
					options.onDefect(error, "the connection");
			},
		},
	);
	return () => conversation.close();
}

/** A directory may be called what no repository can be, and lease ids are taken apart again. */
function plain({ owner, repo, board }: BoardPlace): BoardPlace {
	return { owner, repo: repo.replace(/[^\w.-]+/g, "-"), board };
}

function nameOf({ owner, repo, board }: BoardPlace): string {
	return `${owner}/${repo}/${board}`.toLowerCase();
}

function noOtherBoard({ owner, repo, board }: BoardPlace): Refusal {
	return refuse(
		"NOT_FOUND",
		`This connection is about ${owner}/${repo}, board ${board}, and about no other.`,
		"Leave projectId and boardId out.",
		{ projectId: `${owner}/${repo}`, boardId: board },
	);
}
