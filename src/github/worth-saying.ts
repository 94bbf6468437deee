import type { Answer } from "../engine/answer.ts";
import { findVerb } from "../verbs/index.ts";

/** Of several commands that ended in a refusal all are told of, so that nobody says the first ones again. */
export function worthSaying(answers: readonly Answer[]): readonly Answer[] {
	return answers.every(({ ok }) => ok)
		? answers.filter(isWorthSaying)
		: answers;
}

function isWorthSaying({ verb, ...answer }: Answer): boolean {
	// What leads on to something else says so: a plan is followed by its answers.
	const { warnings, said, next } = answer.data ?? {};
	const known = findVerb(verb);
	return (
		!answer.ok ||
		warnings !== undefined ||
		said !== undefined ||
		next !== undefined ||
		known?.reads === true ||
		known?.answers === true
	);
}
