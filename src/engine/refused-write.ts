import { refuse } from "../core/errors.ts";
import type { Answer } from "./answer.ts";

/** True for an answer whose effect was written just now. */
export function isFresh(answer: Answer): boolean {
	return answer.ok && answer.commit !== undefined && answer.repeated !== true;
}

/** The answers of a script that the remote would not take: reads before its first write stand, that write is refused. */
export function refuseFirstWrite(
	script: readonly Answer[],
	reason: string,
): readonly Answer[] {
	const firstWrite = script.findIndex(isFresh);
	const refused = script[firstWrite];
	if (refused === undefined) return script;
	const refusal = refuse(
		"VALIDATION",
		`The repository refused what this would write: ${reason.slice(0, 300)}`,
		"Leave out what looks like a secret and say it again; if a rule of the repository stands against it, an administrator can see which.",
	);
	return [
		...script.slice(0, firstWrite),
		{ ...refusal, verb: refused.verb, opId: refused.opId },
	];
}
