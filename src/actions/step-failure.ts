import { type Refusal, refuse } from "../core/errors.ts";
import { messageOf, type Trouble } from "./action-log.ts";

const PERMISSIONS =
	"Give the job `permissions:` as `.github/workflows/baton.yml` does: contents, issues and checks: write.";

/** What a step is told to have failed with when something was thrown at it. */
export function failureOf(error: unknown): Refusal {
	const { status, code } = rootOf(error);
	const said = messageOf(error);
	if (code === "POSTPONED" || status === 429 || isRateLimit(status, said))
		return refuse(
			"RATE_LIMITED",
			said,
			"Nothing is lost: the next run goes on from here.",
		);
	if (status === 401)
		return refuse(
			"UNAUTHENTICATED",
			said,
			"The token is none that GitHub knows: leave the input `token` out, so that it is the job's own.",
		);
	if (status === 403) return refuse("FORBIDDEN", said, PERMISSIONS);
	return refuse(
		"INTERNAL",
		said,
		"Run the job again: whatever took effect does so once. If it stays, the log with debug logging tells more.",
	);
}

/**
 * Why a run has failed, if it has: what was refused for want of permissions, and what could not be done although the run waited
 * for it. Everything else was made good in the same run, or never can be and keeps nothing back.
 */
export function failureIn(
	troubles: readonly Trouble[],
	{ isThrough }: { readonly isThrough: boolean },
): Refusal | undefined {
	const failures = troubles.map(({ error, what }) => {
		const failure = failureOf(error);
		return { ...failure, message: `${what}: ${failure.message}` };
	});
	const isBarred = ({ code }: Refusal) =>
		code === "UNAUTHENTICATED" || code === "FORBIDDEN";
	return failures.find(isBarred) ?? (isThrough ? undefined : failures.at(-1));
}

/** The facts of an error that tell what it is, wherever in its causes they stand. */
function rootOf(error: unknown): { status?: unknown; code?: unknown } {
	let one = Object(error) as {
		status?: unknown;
		code?: unknown;
		cause?: unknown;
	};
	for (let depth = 0; depth < 5; depth++) {
		const isKnown = typeof one.status === "number" || one.code === "POSTPONED";
		if (isKnown || one.cause === undefined) break;
		one = Object(one.cause);
	}
	return one;
}

function isRateLimit(status: unknown, said: string): boolean {
	return status === 403 && /rate limit|abuse/i.test(said);
}
