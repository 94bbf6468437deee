import { type Refusal, refuse } from "../../core/errors.ts";
import type { Engine } from "../../engine/perform.ts";
import type { Occasion } from "../api.ts";
import type { SaidWithFacts } from "../hear.ts";
import type { Said } from "../said.ts";

/**
 * `approve 2` means phase 2 on the issue of a task with a plan, started or not; elsewhere, and written as `#2`, the number names
 * a task. While the task itself waits for its review, no phase can be meant.
 */
export async function phaseMeant(
	{ said, comment }: { readonly said: Said; readonly comment: Occasion },
	engine: Engine,
): Promise<SaidWithFacts | Refusal> {
	const { taskWord = "", input } = said;
	if (!/^[1-9][0-9]{0,2}$/.test(taskWord) || input.phase !== undefined)
		return said;
	const key = String(comment.issue);
	const { isPlanned, status } = await engine.inspect((board) => ({
		isPlanned: board.plan(key) !== undefined,
		status: board.task(key)?.status,
	}));
	if (!isPlanned) return said;
	if (status === "review")
		return refuse(
			"INVALID_TRANSITION",
			`Task ${key} waits for its review as a whole, none of its phases does.`,
			`\`/approve\` accepts its work; another task is named as \`#${taskWord}\`.`,
			{ status },
		);
	const { task: _issue, taskWord: _word, ...rest } = said;
	return { ...rest, input: { ...input, phase: Number(taskWord) } };
}
