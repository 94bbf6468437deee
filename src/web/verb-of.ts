import { type Refusal, refuse } from "../core/errors.ts";
import { findVerb, VERBS } from "../verbs/index.ts";
import { nearest } from "../verbs/nearest.ts";
import type { Verb } from "../verbs/verb.ts";

/** Everything that can be said over HTTP, in the order of the verb table. */
export const SAYABLE: readonly Verb[] = VERBS.filter((verb) =>
	verb.doors.includes("agent"),
);

/** The verb of that name, or what was probably meant. */
export function verbOf(name: string): Verb | Refusal {
	const verb = findVerb(name);
	if (verb?.doors.includes("agent") === true) return verb;
	const close = nearest(
		name,
		SAYABLE.map((sayable) => sayable.name),
	);
	return refuse(
		"NOT_FOUND",
		`There is no command ${JSON.stringify(name.slice(0, 60))}.`,
		close === undefined
			? "GET /api/v1/openapi.json lists them all."
			: `Did you mean \`${close}\`?`,
		close === undefined ? {} : { did_you_mean: close },
	);
}
