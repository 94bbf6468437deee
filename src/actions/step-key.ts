import { createHash } from "node:crypto";
import type { ActionContext } from "./action-context.ts";

/**
 * Verbs that take a lease, keep it or give it up. An earlier attempt's lease may be long over: what was answered about that one says
 * nothing about this one's. Said anew they do no harm, for whoever holds no lease is refused by the board.
 */
const OF_ONE_LEASE: readonly string[] = [
	"claim",
	"claim-next",
	"dispatched",
	"heartbeat",
	"release",
	"fail",
];

/**
 * The idempotency key of a step's n-th command: the same at each attempt of its run, so that a job that is run again says nothing
 * twice, and another one for each job, leg of a matrix and step. What is about a lease is said anew at each attempt.
 */
export function stepKey(
	{ run, input }: Pick<ActionContext, "run" | "input">,
	verb: string,
	index: number,
): string {
	const own = input("key");
	const place =
		own === ""
			? [run.id, run.job, input("matrix-leg"), run.step]
			: [run.id, own];
	const attempt = OF_ONE_LEASE.includes(verb) ? [run.attempt] : [];
	const hex = createHash("sha256")
		.update(JSON.stringify([...place, index, ...attempt]))
		.digest("hex");
	return `actions-${hex.slice(0, 40)}`;
}
