import { z } from "zod";
import { type JsonObject, refuse } from "../core/errors.ts";
import { nearest } from "./nearest.ts";
import { boardVerb, SPOKEN, type Verb } from "./verb.ts";

/** Makes the verb that describes the verbs, itself included. */
export function makeHelp(verbs: () => readonly Verb[]): Verb {
	return boardVerb({
		name: "help",
		summary: "Lists the commands, or explains one.",
		input: z.strictObject({ verb: z.string().max(40).optional() }),
		role: "read",
		doors: SPOKEN,
		examples: ["/baton help", "/baton help claim"],
		errors: ["NOT_FOUND"],
		words: ["verb"],
		reads: true,
		run({ input }) {
			const sayable = verbs().filter((verb) => verb.doors.includes("comment"));
			if (input.verb === undefined)
				return {
					ok: true,
					summary: "help",
					data: { verbs: sayable.map(line) },
				};
			const asked = input.verb.replace(/^\//, "");
			const verb = sayable.find(({ name }) => name === asked);
			if (verb !== undefined)
				return {
					ok: true,
					summary: "help",
					data: {
						verb: {
							...line(verb),
							examples: verb.examples,
							errors: verb.errors,
						},
					},
				};
			const names = sayable.map(({ name }) => name);
			const close = nearest(asked, names);
			return refuse(
				"NOT_FOUND",
				"There is no such command.",
				close === undefined
					? "`/baton help` lists them all."
					: `Did you mean \`${close}\`?`,
				{
					...(close === undefined ? {} : { did_you_mean: close }),
				},
			);
		},
	});
}

function line({ name, summary, role, examples }: Verb): JsonObject {
	return { name, summary, role, usage: examples[0] ?? name };
}
