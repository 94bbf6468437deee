import { defaultAgent } from "../../core/agent.ts";
import type { LocalDoor } from "../local-door.ts";
import { workTreeAt } from "../own-gitdir.ts";
import { hasContextFile } from "../plan/has-context-file.ts";
import { stepPrompt } from "../plan/step-prompt.ts";
import { readKnowledge } from "../read-knowledge.ts";
import type { Shift } from "./shift.ts";

/** What a worker knows of the board only where the repository is at hand: who it is, and the prompts of steps. */
export async function knownHere(
	door: LocalDoor,
	{
		agent,
		directory,
	}: { readonly agent: string | undefined; readonly directory: string },
): Promise<Pick<Shift, "agent" | "promptOf" | "frozen">> {
	const user = agent === undefined ? await door.who() : undefined;
	const own =
		user === undefined
			? agent
			: await door.look(({ board }) => defaultAgent(board?.config, user));
	return {
		agent: own,
		frozen: door.frozen,
		promptOf: (key, step) => promptHere(door, { key, step, directory }),
	};
}

/** The prompt of a step, with what lies in the checkout. Its command runs there, bound to the task. */
async function promptHere(
	door: LocalDoor,
	{
		key,
		step,
		directory,
	}: {
		readonly key: string;
		readonly step: string;
		readonly directory: string;
	},
): Promise<string> {
	const top = (await workTreeAt(directory))?.top;
	const pages = top === undefined ? [] : (await readKnowledge(top)).pages;
	const hasFile = top !== undefined && (await hasContextFile(top, key));
	return door.look((board) =>
		stepPrompt(board, {
			...{ key, step, pages },
			...{ hasContextFile: hasFile, isBound: true },
		}),
	);
}
