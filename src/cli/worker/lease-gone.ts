import type { Answer } from "../../engine/answer.ts";

/** The refusals that tell that a lease is not ours any more. */
const GONE: ReadonlySet<string> = new Set([
	"LEASE_EXPIRED",
	"CONFLICT_LOCKED",
	"INVALID_TRANSITION",
]);

/** True for an answer that tells that the lease is gone: taken, over, or gone with its task or step. */
export function isLeaseGone(answer: Answer): boolean {
	if (answer.ok) return false;
	const { code, data } = answer;
	return (
		GONE.has(code) ||
		(code === "NOT_FOUND" &&
			(data?.task !== undefined || data?.step !== undefined))
	);
}

/** True for an answer that finds no board at all. A server that is being started says so too, so it tells nothing of a lease. */
export function isBoardAway(answer: Answer): boolean {
	if (answer.ok || answer.code !== "NOT_FOUND") return false;
	const { retryAfterSeconds: _after, ...told } = answer.data ?? {};
	return Object.keys(told).length === 0;
}
