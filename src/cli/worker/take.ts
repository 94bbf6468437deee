import type { JsonObject, Refusal } from "../../core/errors.ts";
import { toMs } from "../../core/instant.ts";
import type { Done } from "../../engine/answer.ts";
import type { Candidate } from "./candidate.ts";
import { sayPatiently } from "./say-patiently.ts";
import type { Held, Shift } from "./shift.ts";

/** What came of reaching for a task: it is held, somebody was quicker, or why it is not to be had. */
export type Taken =
	| { readonly kind: "held"; readonly held: Held; readonly data: JsonObject }
	| { readonly kind: "late" }
	| { readonly kind: "refused"; readonly refusal: Refusal };

/** The refusals of a task that was free a moment ago. */
const LATE: ReadonlySet<string> = new Set([
	"STALE",
	"CONFLICT_LOCKED",
	"INVALID_TRANSITION",
	"WIP_EXCEEDED",
	"QUOTA_EXCEEDED",
	"NOT_FOUND",
]);

/**
 * Claims a task as it was offered. Its version goes along: of two workers under one name the second would else be answered with
 * the lease of the first, and both would do the work.
 */
export async function take(
	shift: Shift,
	{ task, step, address, title, version }: Candidate,
): Promise<Taken> {
	const { lease } = shift.options;
	const input = {
		...(version === undefined ? {} : { version }),
		...(lease === undefined ? {} : { for: lease }),
	};
	const saying = { verb: "claim", task, step, input };
	const answer = await sayPatiently(shift, saying, shift.noMore);
	if (!answer.ok)
		return LATE.has(answer.code)
			? { kind: "late" }
			: { kind: "refused", refusal: asLease(answer) };
	const held = heldOf(answer, shift.nowMs());
	return held === undefined
		? { kind: "late" }
		: {
				kind: "held",
				held: { ...held, task, step, address, title },
				data: answer.data,
			};
}

/** A refusal of how long a lease was asked for, told of the option that a worker is asked with. */
function asLease<T extends Refusal>(refusal: T): T {
	if (refusal.data?.field !== "for") return refusal;
	const hint =
		"Choose `--lease` within these bounds, or leave it out for the board's own.";
	return { ...refusal, hint, data: { ...refusal.data, field: "lease" } };
}

function heldOf({ data, commit }: Done, nowMs: number) {
	const { agent, fence, acquired_at, expires_at } = data;
	// An answer of long ago tells no lease: nobody knows whether it is still held.
	if (
		typeof agent !== "string" ||
		typeof fence !== "number" ||
		typeof acquired_at !== "string" ||
		typeof expires_at !== "string"
	)
		return undefined;
	const lengthMs = toMs(expires_at) - toMs(acquired_at);
	return {
		...{ agent, fence, commit, lengthMs },
		endsAtMs: nowMs + lengthMs,
		boardAheadMs: toMs(acquired_at) - nowMs,
	};
}
