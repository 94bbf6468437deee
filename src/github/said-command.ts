import { defaultAgent } from "../core/agent.ts";
import type { BoardReader } from "../core/board.ts";
import type { Command } from "../core/command.ts";
import { fromMs } from "../core/instant.ts";
import type { Occasion } from "./api.ts";
import type { Standing } from "./hear.ts";
import type { Said } from "./said.ts";

/** What was said in a comment as the command it will be, for a look at what the board would make of it. */
export function commandOf(
	{
		said,
		comment,
		role,
		opId,
	}: Standing & { readonly said: Said; readonly comment: Occasion },
	{ board, nowMs }: { readonly board: BoardReader; readonly nowMs: number },
): Command {
	const { id, login } = comment.author;
	const actor = { id, login };
	const { step } = said;
	return {
		verb: said.verb.name,
		input: said.input as Command["input"],
		task: said.task ?? String(comment.issue),
		...(step === undefined ? {} : { step }),
		actor,
		role,
		agent: said.agent ?? defaultAgent(board.board?.config, actor),
		opId,
		now: fromMs(nowMs),
	};
}
