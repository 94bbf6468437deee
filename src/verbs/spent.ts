import { countFor } from "../core/agent-stats.ts";
import type { Command } from "../core/command.ts";
import type { Draft } from "../core/draft.ts";
import type { Task, Tokens } from "../core/task.ts";
import { isNothing, withTokens } from "../core/tokens.ts";

interface Spending {
	readonly tokens?: Tokens | undefined;
	readonly cost?: number | undefined;
}

/**
 * The task with what its holder says was used, added to the holder's own record as well; the same task when that is nothing.
 * The caller writes the task.
 */
export function withSpent(
	draft: Draft,
	task: Task,
	{ command, input }: { command: Command; input: Spending },
): Task {
	const said = spentOf(input);
	if (said === undefined) return task;
	countFor(draft, command.agent, { tokens: said });
	return withTokens(task, said);
}

function spentOf({ tokens, cost }: Spending): Tokens | undefined {
	const said = {
		...(tokens ?? { input: 0, output: 0 }),
		...(cost === undefined ? {} : { cost_usd: cost }),
	};
	return isNothing(said) ? undefined : said;
}
