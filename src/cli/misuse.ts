import { refuse } from "../core/errors.ts";
import { complain } from "./complain.ts";
import { EXIT, type Terminal } from "./terminal.ts";

/** A command line that makes no sense, and what to do instead. */
export interface Misuse {
	readonly problem: string;
	readonly hint: string;
}

/** Says what is wrong with a command line, and answers the exit code for that. */
export function printMisuse(
	terminal: Pick<Terminal, "out" | "err">,
	{ problem, hint }: Misuse,
	json: boolean,
): number {
	if (json)
		terminal.out(
			JSON.stringify(refuse("VALIDATION", problem, hint), undefined, 2),
		);
	else complain(terminal, problem, hint);
	return EXIT.usage;
}
