import type { z } from "zod";
import { type Refusal, refuse } from "../core/errors.ts";
import { nearest } from "../verbs/nearest.ts";
import type { Tool } from "./tool.ts";

/** How many problems are told at once. */
const MAX_TOLD = 5;

/** The refusal of arguments that a tool does not take as they are: each argument and what is wrong with it. */
export function invalidArguments(
	tool: Tool,
	error: z.ZodError,
	known: readonly string[],
): Refusal {
	const problems = error.issues
		.flatMap((issue) => problemsOf(issue, known))
		.slice(0, MAX_TOLD);
	const sentence = problems
		.map(({ field, problem }) => `${field} ${problem}`)
		.join("; ");
	return refuse(
		"VALIDATION",
		`${tool.name}: ${sentence}.`,
		"Correct the arguments and call it again.",
		{ field: problems[0]?.field ?? "arguments", problems },
	);
}

interface Problem {
	readonly [name: string]: string;
	readonly field: string;
	readonly problem: string;
}

function problemsOf(
	issue: z.core.$ZodIssue,
	known: readonly string[],
): readonly Problem[] {
	const path = issue.path.map(String);
	if (issue.code === "unrecognized_keys")
		return issue.keys.map((name) => {
			const meant = path.length === 0 ? nearest(name, known) : undefined;
			return {
				field: [...path, name.slice(0, 60)].join("."),
				problem: `is no argument of it${meant === undefined ? "" : `; ${meant} may be meant`}`,
			};
		});
	return [{ field: path.join(".") || "arguments", problem: plain(issue) }];
}

function plain(issue: z.core.$ZodIssue): string {
	if (issue.code === "invalid_value")
		return `is not one of ${issue.values.map(String).join(", ")}`;
	if (issue.code === "too_small" && issue.origin !== "string")
		return `is less than ${issue.minimum}`;
	if (issue.code === "too_big" && issue.origin !== "string")
		return `is more than ${issue.maximum}`;
	if (issue.code !== "invalid_type") return "is not what it takes";
	return /received undefined/.test(issue.message)
		? "is missing"
		: `is not ${articleFor(issue.expected)} ${issue.expected}`;
}

function articleFor(word: string): string {
	return /^[aeiou]/.test(word) ? "an" : "a";
}
