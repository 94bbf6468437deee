import type { LearnedGate, LearnedRole } from "./learned.ts";

/** What tells a gate's entry from another. */
export function gateKey({ command, check, app }: LearnedGate): string {
	return JSON.stringify(command === undefined ? [check, app] : [command]);
}

/** What tells a role's entry from another. */
export function roleKey({ role, model }: LearnedRole): string {
	return JSON.stringify([role, model]);
}

/** Two entries of one gate as one; what is no count is the second's where it has it. */
export function gateSum(a: LearnedGate, b: LearnedGate): LearnedGate {
	return {
		...a,
		...b,
		runs: a.runs + b.runs,
		passed: a.passed + b.passed,
		failed: a.failed + b.failed,
		said_passed: a.said_passed + b.said_passed,
		said_failed: a.said_failed + b.said_failed,
		overridden: a.overridden + b.overridden,
		unpassed_runs: a.unpassed_runs + b.unpassed_runs,
		replaced_runs: a.replaced_runs + b.replaced_runs,
	};
}

/** Two entries of a role under one model as one. */
export function roleSum(a: LearnedRole, b: LearnedRole): LearnedRole {
	return {
		...a,
		...b,
		runs: a.runs + b.runs,
		complete: a.complete + b.complete,
		failed: a.failed + b.failed,
		expired: a.expired + b.expired,
		retries: a.retries + b.retries,
	};
}
