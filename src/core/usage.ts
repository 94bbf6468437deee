import { type BoardRun, tokensKnown } from "./dashboard.ts";
import { type Attempt, type Step, stepsOf } from "./plan/plan.ts";

/** What was used under one name, and how much of the work it is known of. */
export interface UsageRow {
	readonly name: string;
	readonly tokens: number;
	/** Attempts that ended, and those of them that told their tokens. */
	readonly attempts: number;
	readonly told: number;
	/** Only by task, where somebody told a cost. */
	readonly cost_usd?: number;
}

/** Tokens of all runs, added up four ways; the largest amount stands first in every list. */
export interface Usage {
	readonly tokens: number;
	/** Tokens that were told of a task and of none of its steps: they are in no list but `by_task`. */
	readonly of_no_step: number;
	readonly attempts: number;
	readonly told: number;
	readonly by_task: readonly UsageRow[];
	readonly by_agent: readonly UsageRow[];
	readonly by_role: readonly UsageRow[];
	/** By the model that the plan names, `none` where it names none: which one really did the work nobody tells. */
	readonly by_model: readonly UsageRow[];
}

interface Work {
	readonly step: Step;
	readonly attempt: Attempt;
}

/** What the runs of a board used. Steps run as a command, without an agent, are left out: they use nothing. */
export function usageOf(runs: readonly BoardRun[]): Usage {
	const all = runs.flatMap(worksOf);
	const byTask = runs
		.filter((run) => worksOf(run).length > 0 || tokensKnown(run) > 0)
		.map((run): UsageRow => {
			const { cost_usd } = run.task.tokens ?? {};
			return {
				...rowOf(run.key, worksOf(run)),
				tokens: tokensKnown(run),
				...(cost_usd === undefined ? {} : { cost_usd }),
			};
		});
	const whole = rowOf("", all);
	const tokens = byTask.reduce((sum, row) => sum + row.tokens, 0);
	return {
		tokens,
		of_no_step: tokens - whole.tokens,
		attempts: whole.attempts,
		told: whole.told,
		by_task: ordered(byTask),
		by_agent: groups(all, ({ attempt }) => attempt.agent),
		by_role: groups(all, ({ step }) => step.role),
		by_model: groups(all, ({ step }) => step.model ?? "none"),
	};
}

function worksOf({ plan }: BoardRun): readonly Work[] {
	return stepsOf(plan)
		.filter(({ command }) => command === undefined)
		.flatMap((step) =>
			step.attempts
				.filter(({ result }) => result !== "skipped")
				.map((attempt) => ({ step, attempt })),
		);
}

function groups(
	works: readonly Work[],
	nameOf: (work: Work) => string,
): readonly UsageRow[] {
	const found = new Map<string, Work[]>();
	for (const work of works) {
		const name = nameOf(work);
		const own = found.get(name);
		if (own === undefined) found.set(name, [work]);
		else own.push(work);
	}
	return ordered([...found].map(([name, own]) => rowOf(name, own)));
}

function rowOf(name: string, works: readonly Work[]): UsageRow {
	return {
		name,
		tokens: works.reduce((sum, { attempt }) => sum + (attempt.tokens ?? 0), 0),
		attempts: works.length,
		told: works.filter(({ attempt }) => attempt.tokens !== undefined).length,
	};
}

function ordered(rows: readonly UsageRow[]): readonly UsageRow[] {
	return [...rows].sort(
		(a, b) => b.tokens - a.tokens || (a.name < b.name ? -1 : 1),
	);
}
