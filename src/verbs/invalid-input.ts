import type { z } from "zod";
import { type Refusal, refuse } from "../core/errors.ts";
import type { Verb } from "./verb.ts";

/** The refusal of an input that does not fit its verb's schema: each field and what is wrong with it, in plain words. */
export function invalidInput(
	verb: Verb,
	error: z.ZodError,
	input: unknown,
): Refusal {
	const problems = error.issues.slice(0, 5).map((issue) => {
		const field = String(issue.path[0] ?? "input");
		return {
			field,
			problem:
				valueAt(input, issue.path) === undefined
					? "is missing"
					: plain(issue.message),
		};
	});
	const sentence = problems
		.map(({ field, problem }) => `${field} ${problem}`)
		.join("; ");
	const usage =
		verb.examples[0] === undefined ? "" : ` Usage: \`${verb.examples[0]}\`.`;
	const below =
		verb.payload === problems[0]?.field
			? " The block goes right below the command."
			: "";
	return refuse(
		"VALIDATION",
		`\`${verb.name}\`: ${sentence}.`,
		`Correct it and say it again.${usage}${below}`,
		{ problems },
	);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce<unknown>(
		(value, name) =>
			(value as Record<PropertyKey, unknown> | undefined)?.[name],
		input,
	);
}

const BOUNDS = {
	"<=": "at most",
	">=": "at least",
	"<": "less than",
	">": "more than",
} as const;

/** The schema library's messages, as the middle of a sentence of ours. */
function plain(message: string): string {
	return message
		.replace(
			/^Invalid option: expected one of (.*)$/,
			(_, options: string) =>
				`must be one of ${options.replaceAll('"', "").replaceAll("|", ", ")}`,
		)
		.replace(/^Unrecognized keys?: /, "has no field ")
		.replace(
			/^Invalid input: expected (\w+), received (\w+)$/,
			"must be a $1, not a $2",
		)
		.replace(/^Too small: expected \w+ to have >=1 \w+$/, "is empty")
		.replace(
			/^Too (?:big|small): expected \w+ to (?:have|be) ([<>]=?)(\S+)(?: (\w+))?$/,
			(_, sign: string, limit: string, unit = "") =>
				`must ${unit === "" ? "be" : "have"} ${BOUNDS[sign as keyof typeof BOUNDS]} ${limit} ${unit}`.trim(),
		);
}
