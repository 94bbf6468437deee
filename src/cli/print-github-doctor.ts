import { diagnose } from "../verbs/doctor/diagnosis.ts";
import type { GitHubFacts } from "../verbs/doctor/github-facts.ts";
import { printMisuse } from "./misuse.ts";
import { printDiagnosis } from "./print-diagnosis.ts";
import { printUnavailable } from "./print-unavailable.ts";
import type { Terminal } from "./terminal.ts";

/** What came of asking GitHub as the App: what was found out there, or why nothing was. */
export type AskedAsApp =
	| { readonly host: string; readonly facts: GitHubFacts }
	| {
			readonly problem: string;
			/** True where asking again later may help; otherwise it was asked wrongly. */
			readonly isUnavailable: boolean;
	  };

/** Prints what is wrong with a repository's place on GitHub, and answers the exit code. */
export function printGitHubDoctor(
	terminal: Pick<Terminal, "out" | "err">,
	asked: AskedAsApp,
	{ repository, json }: { readonly repository: string; readonly json: boolean },
): number {
	if ("facts" in asked)
		return printDiagnosis(terminal, diagnose({ github: asked.facts }), {
			place: `${repository} on ${asked.host}`,
			json,
		});
	const { problem, isUnavailable } = asked;
	if (isUnavailable)
		return printUnavailable(terminal, new Error(problem), json);
	const hint =
		"Set both as the server has them: the id and a private key of one App.";
	return printMisuse(terminal, { problem, hint }, json);
}
