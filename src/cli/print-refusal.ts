import type { Refusal } from "../core/errors.ts";
import { cliWords } from "./cli-words.ts";
import { complain } from "./complain.ts";
import { EXIT, type Terminal } from "./terminal.ts";

/** Says why something was not done, and answers the exit code for that. With `json` the refusal is the answer. */
export function printRefusal(
	terminal: Pick<Terminal, "out" | "err">,
	refusal: Refusal,
	json: boolean,
): number {
	const message = cliWords(refusal.message);
	const hint = stepHint(refusal) ?? cliWords(refusal.hint);
	if (json)
		terminal.out(JSON.stringify({ ...refusal, message, hint }, undefined, 2));
	else complain(terminal, message, hint);
	return EXIT.refused;
}

/** A step that is not its speaker's, or not any more, is taken by a command that only says so. */
function stepHint({ code, data }: Refusal): string | undefined {
	return code === "LEASE_EXPIRED" && typeof data?.step === "string"
		? `\`baton execute dispatched --step-id ${data.step}\` takes the step; then say it again.`
		: undefined;
}
