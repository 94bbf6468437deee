import type { RunCommand } from "../command-spec.ts";
import { printMisuse } from "../misuse.ts";
import { EXIT } from "../terminal.ts";
import { bashScript } from "./bash-script.ts";
import { completionTree } from "./completion-tree.ts";
import { fishScript } from "./fish-script.ts";
import { zshScript } from "./zsh-script.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `baton completion <shell>`: prints the script that the shell has to read. */
export const completionCommand: RunCommand = async (said, terminal) => {
	const [shell = ""] = said.words;
	const script = Object.entries(SCRIPTS).find(([name]) => name === shell)?.[1];
	if (script === undefined) {
		const problem = `there is no completion for ${JSON.stringify(shell.slice(0, 60))}`;
		const hint = `There is one for ${Object.keys(SCRIPTS).join(", ")}.`;
		return printMisuse(terminal, { problem, hint }, said.json);
	}
	terminal.out(script(await completionTree()).trimEnd());
	return EXIT.ok;
};
