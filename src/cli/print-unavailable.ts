import { cliWords } from "./cli-words.ts";
import { complain } from "./complain.ts";
import { EXIT, type Terminal } from "./terminal.ts";

/** What to do about a repository that cannot be used, by the first words that fit. */
const HINTS: readonly (readonly [RegExp, string])[] = [
	[
		/^not a git repository: [\w-]+\/[\w.-]+$/,
		"A repository on a server is named together with --url or BATON_URL; a directory here as ./owner/name.",
	],
	[
		/^not a git repository/,
		"Make one with `git init`, or name another place with --repo.",
	],
	[
		/cannot be written to|cannot be made|cannot be a directory/,
		"See that you may write to the repository's git directory.",
	],
	[/moved \d+ times/, "Many are writing at the moment: say it again."],
	[/is frozen/, "`baton doctor` says what is wrong and what to do."],
];

/** Says that the repository could not be used, and answers the exit code for that. Saying the same again later is safe. */
export function printUnavailable(
	terminal: Pick<Terminal, "out" | "err">,
	{ message: said, hint: own }: Error & { readonly hint?: string },
	json: boolean,
): number {
	const message = cliWords(said);
	const hint = own ?? HINTS.find(([words]) => words.test(message))?.[1];
	if (json)
		terminal.out(
			JSON.stringify(
				{
					ok: false,
					code: "STORE_UNAVAILABLE",
					message,
					hint,
					retryable: true,
				},
				undefined,
				2,
			),
		);
	else complain(terminal, message, hint);
	return EXIT.unavailable;
}
