import { createHash } from "node:crypto";
import type { ActionContext } from "./action-context.ts";

/**
 * The idempotency key of a step's n-th command: the same at each attempt of its run, so that a job that is run again says nothing
 * twice, and another one for each job, leg of a matrix and step.
 */
export function stepKey(
	{ run, input }: Pick<ActionContext, "run" | "input">,
	index: number,
): string {
	const own = input("key");
	const place =
		own === ""
			? [run.id, run.job, input("matrix-leg"), run.step]
			: [run.id, own];
	const hex = createHash("sha256")
		.update(JSON.stringify([...place, index]))
		.digest("hex");
	return `actions-${hex.slice(0, 40)}`;
}
