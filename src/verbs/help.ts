import { z } from "zod";
import type { BoardConfig } from "../core/config.ts";
import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import { neededRole } from "./authorize.ts";
import { nearest } from "./nearest.ts";
import { boardVerb, SPOKEN, type Verb } from "./verb.ts";
import { type VerbInput, verbInputs } from "./verb-inputs.ts";

/** Makes the verb that describes the verbs, itself included. */
export function makeHelp(verbs: () => readonly Verb[]): Verb {
	return boardVerb({
		name: "help",
		summary: "Lists the commands, or explains one.",
		input: z.strictObject({
			verb: z.string().max(40).optional(),
			full: z
				.boolean()
				.optional()
				.describe("Of every door's verbs, with their inputs and examples"),
		}),
		role: "read",
		doors: SPOKEN,
		examples: ["/baton help", "/baton help claim"],
		errors: ["NOT_FOUND"],
		words: ["verb"],
		reads: true,
		run({ input: { verb: asked, full }, config }) {
			const known = verbs().filter(({ doors }) =>
				full === true
					? doors.some((door) => door !== "app")
					: doors.includes("comment"),
			);
			const describe = (verb: Verb) =>
				full === true ? wholeOf(verb, config) : line(verb);
			if (asked === undefined)
				return {
					ok: true,
					summary: "help",
					data: { verbs: known.map(describe) },
				};
			const name = asked.replace(/^\//, "");
			const verb = known.find((one) => one.name === name);
			if (verb === undefined) return unknown(name, known);
			const { examples, errors } = verb;
			const told = { ...describe(verb), examples, errors };
			return { ok: true, summary: "help", data: { verb: told } };
		},
	});
}

function line({ name, summary, role, examples }: Verb): JsonObject {
	return { name, summary, role, usage: examples[0] ?? name };
}

/** All there is to know of a verb before saying it. */
function wholeOf(verb: Verb, config: BoardConfig): JsonObject {
	const { doors, target, step, payload, reads, examples, errors } = verb;
	const { words } = verb;
	return {
		...line(verb),
		role: neededRole(verb, config),
		doors,
		target,
		...(typeof words === "object" ? { words } : {}),
		...(step === undefined ? {} : { step }),
		...(payload === undefined ? {} : { payload }),
		reads: reads === true,
		examples,
		inputs: verbInputs(verb).map(inputOf),
		errors,
	};
}

function inputOf({
	name,
	type,
	isRequired,
	about,
	values,
}: VerbInput): JsonObject {
	const plain = type.startsWith("list of ") ? "list of string" : "string";
	return {
		name,
		type: values === undefined ? type : plain,
		...(values === undefined ? {} : { values }),
		required: isRequired,
		...(about === "" ? {} : { about }),
	};
}

function unknown(asked: string, known: readonly Verb[]): Refusal {
	const close = nearest(
		asked,
		known.map(({ name }) => name),
	);
	return refuse(
		"NOT_FOUND",
		"There is no such command.",
		close === undefined
			? "`/baton help` lists them all."
			: `Did you mean \`${close}\`?`,
		close === undefined ? {} : { did_you_mean: close },
	);
}
