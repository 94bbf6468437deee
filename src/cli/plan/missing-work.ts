import { type Refusal, refuse } from "../../core/errors.ts";
import type { Phase } from "../../core/plan/plan.ts";
import { gitOutput } from "./git-output.ts";

/** The refusal to judge files that the recorded work of a phase is not part of, if so. */
export async function missingWork(
	top: string,
	{ steps }: Phase,
): Promise<Refusal | undefined> {
	for (const { id, status, attempts } of steps) {
		const commit = status === "complete" ? attempts.at(-1)?.commit : undefined;
		if (commit === undefined) continue;
		const isIn = await gitOutput(top, [
			...["merge-base", "--is-ancestor", "--end-of-options"],
			...[commit, "HEAD"],
		]);
		if (isIn === undefined) return notCheckedOut(id, commit);
	}
	return undefined;
}

function notCheckedOut(step: string, commit: string): Refusal {
	return refuse(
		"VALIDATION",
		`The commit ${commit.slice(0, 12)} of step ${step} is not part of what is checked out: the gate would prove something without it.`,
		"Check out the branch that has it. If the work is in another commit by now, retry the step and record it with that one.",
		{ step, commit },
	);
}
