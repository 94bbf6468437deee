import type { Json, JsonObject, Refusal } from "../core/errors.ts";
import type { Tool } from "./tool.ts";
import { verbField } from "./verb-field.ts";

type Names = ReadonlyMap<string, string>;

/** A refusal with the fields of the verb's input under the names of the tool's arguments, in its data and in its sentences. */
export function renamedRefusal(tool: Tool, refusal: Refusal): Refusal {
	const names = namesOf(tool);
	const { field, problems: listed } = refusal.data ?? {};
	const problems = problemsIn(listed);
	const rename = (name: unknown) => names.get(String(name)) ?? String(name);
	return {
		...refusal,
		message: problems.reduce(
			(text, { field: name, problem }) =>
				withName(text, `${name} ${problem}`, `${rename(name)} ${problem}`),
			typedNames(refusal.message, names),
		),
		hint: typedNames(refusal.hint, names),
		...(refusal.data === undefined
			? {}
			: {
					data: {
						...refusal.data,
						...(field === undefined ? {} : { field: rename(field) }),
						...(problems.length === 0
							? {}
							: {
									problems: problems.map((one) => ({
										...one,
										field: rename(one.field),
									})),
								}),
					},
				}),
	};
}

/** What a caller knows each field of the verb as. */
function namesOf({ task, inner = {}, ...tool }: Tool): Names {
	return new Map([
		...(task === undefined ? [] : [["task", task.named] as const]),
		...Object.entries(inner),
		...Object.entries(tool.arguments).map(
			([name, argument]) => [verbField(name, argument), name] as const,
		),
	]);
}

/** One problem of the sentence that lists them: the first stands behind a colon, the others behind semicolons. */
function withName(text: string, said: string, renamed: string): string {
	return [": ", "; "].reduce(
		(before, mark) => before.replace(mark + said, () => mark + renamed),
		text,
	);
}

/** A field as it is typed into a comment, `for=30m`, is the argument `leaseSeconds`. */
function typedNames(text: string, names: Names): string {
	return text.replace(
		/`([a-z_]+)=([^`]*)`/g,
		(typed, field: string, value: string) => {
			const name = names.get(field);
			if (name === undefined) return typed;
			return value === "" ? `\`${name}\`` : `\`${name}: ${value}\``;
		},
	);
}

function problemsIn(problems: Json | undefined): readonly JsonObject[] {
	return Array.isArray(problems) ? (problems as readonly JsonObject[]) : [];
}
