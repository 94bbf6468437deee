import type { Engine } from "../engine/perform.ts";
import type { RepositoryApi } from "./api.ts";
import type { AppSays } from "./app-says.ts";
import { readConfig } from "./config-file.ts";

/** What opening a board needs; `board` is its name. */
export interface OpenBoardOptions {
	readonly engine: Engine;
	readonly api: Pick<RepositoryApi, "account" | "file">;
	readonly board: string;
	readonly onRefusal: (what: string) => void;
}

/** Says the first command of a board where there is none yet: its config, said by the app itself. */
export async function openBoard(
	{ engine, api, board, onRefusal }: OpenBoardOptions,
	say: AppSays,
): Promise<void> {
	const isOpen = await engine.inspect(
		(state) => state.board !== undefined || state.problem !== undefined,
	);
	if (isOpen) return;
	const read = await readConfig(api);
	if (!read.ok) return onRefusal(`the board cannot be opened: ${read.message}`);
	await say(
		"configure",
		{ name: board, config: read.config },
		{ opId: "open" },
	);
}
