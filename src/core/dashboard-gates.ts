import type { BoardRun } from "./dashboard.ts";
import type { Instant } from "./instant.ts";
import { causeOf } from "./plan/failure.ts";

/** How the gates of all runs did. A gate counts from its first verdict on, passed in the end or not. */
export interface GateFigures {
	/** Gates that had a verdict. */
	readonly judged: number;
	/** Of those, gates whose very first verdict was a pass. */
	readonly first_pass: number;
	/** Their share; null while no gate was judged. */
	readonly first_pass_rate: number | null;
	/** Verdicts: red ones, and passes that were said or overridden and not proven. */
	readonly failures: number;
	readonly unproven: number;
	/** The failures one by one with their causes, newest first, at most 100. */
	readonly failed: readonly {
		readonly task: string;
		readonly phase: number;
		readonly gate: string;
		readonly at: Instant;
		readonly cause: string;
	}[];
}

const MAX_FAILED = 100;

/** Adds up the verdicts of runs. */
export function gateFigures(runs: readonly BoardRun[]): GateFigures {
	const verdicts = runs.flatMap(({ key, plan }) =>
		plan.execution.gates.map((verdict) => ({ key, verdict })),
	);
	const firsts = runs.flatMap(({ plan }) => {
		const byPhase = new Map<number, string>();
		for (const { phase, result } of plan.execution.gates)
			if (!byPhase.has(phase)) byPhase.set(phase, result);
		return [...byPhase.values()];
	});
	const passed = firsts.filter((result) => result === "pass").length;
	const red = verdicts.filter(({ verdict }) => verdict.result === "fail");
	return {
		judged: firsts.length,
		first_pass: passed,
		first_pass_rate: firsts.length === 0 ? null : passed / firsts.length,
		failures: red.length,
		unproven: verdicts.filter(
			({ verdict }) => !verdict.proven && verdict.result !== "fail",
		).length,
		failed: red
			.map(({ key, verdict }) => ({
				task: key,
				phase: verdict.phase,
				gate: verdict.gate,
				at: verdict.at,
				cause: causeOf(verdict),
			}))
			.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
			.slice(0, MAX_FAILED),
	};
}
