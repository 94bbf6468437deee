import type { Terminal } from "./terminal.ts";

/** An error in the form that all of them have, with the next step below it where there is one. */
export function complain(
	{ err }: Pick<Terminal, "err">,
	message: string,
	hint?: string,
): void {
	err(`error: ${message}${hint === undefined ? "" : `\n  hint: ${hint}`}`);
}
