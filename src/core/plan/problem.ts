import { parseDuration } from "../duration.ts";
import type { ErrorCode } from "../errors.ts";
import { bytesOf } from "./lookup.ts";
import { pathFlaw } from "./paths.ts";
import { PLAN_LIMITS } from "./plan.ts";

/** One thing that is wrong with a plan: where (`phases[0].steps[1].depends_on[0]`) and what, as a sentence. */
export interface PlanProblem {
	readonly at: string;
	readonly message: string;
	readonly code: Extract<
		ErrorCode,
		"VALIDATION" | "CYCLE_DETECTED" | "QUOTA_EXCEEDED"
	>;
}

/** A problem that is nothing but a wrong input. */
export function problem(at: string, message: string): PlanProblem {
	return { at, message, code: "VALIDATION" };
}

/** A text that has to say something, in so many bytes. */
export function textProblems(
	at: string,
	text: string,
	maxBytes: number,
): readonly PlanProblem[] {
	if (text.replace(/[\s\p{Cf}]/gu, "") === "")
		return [problem(at, "It is empty.")];
	const bytes = bytesOf(text);
	return bytes > maxBytes
		? [problem(at, `It has ${bytes} bytes; at most ${maxBytes} fit.`)]
		: [];
}

/** A text that may be left out. */
export function optionalText(
	at: string,
	text: string | undefined,
	maxBytes: number,
): readonly PlanProblem[] {
	return text === undefined ? [] : textProblems(at, text, maxBytes);
}

/** A duration that may be left out. */
export function durationProblems(
	at: string,
	text: string | undefined,
): readonly PlanProblem[] {
	return text === undefined || parseDuration(text) !== undefined
		? []
		: [
				problem(
					at,
					`${JSON.stringify(text.slice(0, 40))} is not a duration: use 30s, 10m, 2h or 7d.`,
				),
			];
}

/** A list of texts within the limit of entries. */
export function listProblems(
	at: string,
	list: readonly string[],
): readonly PlanProblem[] {
	if (list.length > PLAN_LIMITS.listEntries)
		return [
			problem(
				at,
				`It has ${list.length} entries; at most ${PLAN_LIMITS.listEntries} fit.`,
			),
		];
	return list.flatMap((entry, index) =>
		textProblems(`${at}[${index}]`, entry, PLAN_LIMITS.textBytes),
	);
}

/** Paths within the repository, or patterns for them. */
export function pathProblems(
	at: string,
	paths: readonly string[],
): readonly PlanProblem[] {
	return paths.flatMap((path, index) => {
		const flaw = path.trim() === "" ? undefined : pathFlaw(path);
		return flaw === undefined
			? []
			: [
					problem(
						`${at}[${index}]`,
						`${JSON.stringify(path.slice(0, 80))} ${flaw}.`,
					),
				];
	});
}
