import { complain } from "../complain.ts";
import { printRefusal } from "../print-refusal.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import type { Tally } from "./work-board.ts";

/** Prints what it all came to, and answers the exit code. With `json` it is one object, with the refusal that ended it where one did. */
export function printTally(
	{ outcomes, refusal, isHopeless }: Tally,
	{
		terminal,
		json,
		program,
	}: {
		readonly terminal: Pick<Terminal, "out" | "err">;
		readonly json: boolean;
		/** What was run for each task. */
		readonly program: string;
	},
): number {
	const counted = Object.entries(outcomes).filter(([, count]) => count > 0);
	const text = counted.map(([name, count]) => `${count} ${name}`).join(", ");
	if (!json)
		terminal.err(`baton work: ${text === "" ? "nothing was done" : text}`);
	if (refusal !== undefined)
		return printRefusal(terminal, { ...refusal, ...{ outcomes } }, json);
	if (json) terminal.out(JSON.stringify({ outcomes }, undefined, 2));
	if (isHopeless) {
		complain(
			terminal,
			`${program} cannot be started`,
			"See that it is there and may be run; words for a shell go behind `sh -c`.",
		);
		return EXIT.refused;
	}
	// Work that is done and not on the board is nothing to pass over in silence.
	return outcomes["not reported"] > 0 ? EXIT.refused : EXIT.ok;
}
