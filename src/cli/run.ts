import { parseArgs } from "node:util";
import { findGitdir } from "../store/git/gitdir.ts";
import { openLocalStore } from "../store/local-store.ts";
import { doctor } from "./doctor.ts";
import { printAnswer } from "./print-answer.ts";
import { printExport } from "./print-export.ts";
import {
	type Asked,
	type CliCommand,
	EXIT,
	type Terminal,
} from "./terminal.ts";
import { verifyBranch } from "./verify-branch.ts";

const USAGE = `Usage: baton verify  [--from-start] [--json]
       baton doctor  [--json]
       baton show    <task> [--at <commit or time>]
       baton history <task> [--limit <number>] [--before <commit>]
       baton export  [--at <commit or time>]

  verify   replays a board's branch and names the first commit that does not follow from its parent; goes
           on from where it was verified before
  doctor   says what is wrong with a board's branch, and what to do about it
  show     prints a task, as it is or as it was, as JSON
  history  prints the newest patches of a task's baton, as JSON
  export   prints the whole board as JSON

All read the git repository at hand and need no server.

  --repo        the git repository, bare or not (default: here)
  --branch      the board's branch (default: baton/board)
  --at          a commit of that branch (7 to 40 hex digits), or a time such as 2026-11-20T19:30Z
  --from-start  verifies every commit anew
  --json        the answer as JSON`;

interface CommandLine {
	readonly run: CliCommand;
	/** What it takes beside `--repo`, `--branch` and `--help`. */
	readonly options: readonly string[];
	readonly words: number;
}

const COMMANDS: ReadonlyMap<string, CommandLine> = new Map([
	["verify", { run: verifyBranch, options: ["from-start", "json"], words: 0 }],
	["doctor", { run: doctor, options: ["json"], words: 0 }],
	["show", { run: printAnswer("show"), options: ["at"], words: 1 }],
	[
		"history",
		{ run: printAnswer("history"), options: ["limit", "before"], words: 1 },
	],
	["export", { run: printExport, options: ["at"], words: 0 }],
]);

const EVERYWHERE = ["repo", "branch", "help"];

/** Runs one command line and answers its exit code. Never throws for what a user can cause. */
export async function run(
	argv: readonly string[],
	terminal: Terminal,
): Promise<number> {
	const parsed = parse(argv);
	if (typeof parsed === "string") return misused(parsed, terminal);
	const { values, positionals } = parsed;
	const [name, ...words] = positionals;
	if (values.help === true || name === undefined || name === "help") {
		terminal.out(USAGE);
		return name === undefined && values.help !== true ? EXIT.usage : EXIT.ok;
	}
	const command = COMMANDS.get(name);
	if (command === undefined || words.length > command.words)
		return misused(
			`there is no command ${JSON.stringify(positionals.join(" "))} here`,
			terminal,
		);
	if (words.length < command.words)
		return misused(`${name} needs a task`, terminal);
	const odd = Object.keys(values).find(
		(option) => ![...EVERYWHERE, ...command.options].includes(option),
	);
	if (odd !== undefined) return misused(`${name} takes no --${odd}`, terminal);
	const asked: Asked = {
		repo: values.repo ?? terminal.directory,
		branch: values.branch ?? "baton/board",
		words,
		json: values.json === true,
		fromStart: values["from-start"] === true,
		at: values.at,
		limit: values.limit,
		before: values.before,
	};
	return carryOut(command.run, asked, terminal);
}

function misused(problem: string, terminal: Terminal): number {
	terminal.err(`baton: ${problem}\n\n${USAGE}`);
	return EXIT.usage;
}

function parse(argv: readonly string[]) {
	try {
		return parseArgs({
			args: [...argv],
			allowPositionals: true,
			options: {
				repo: { type: "string" },
				branch: { type: "string" },
				json: { type: "boolean" },
				"from-start": { type: "boolean" },
				at: { type: "string" },
				limit: { type: "string" },
				before: { type: "string" },
				help: { type: "boolean", short: "h" },
			},
		});
	} catch (error) {
		return (error as Error).message;
	}
}

async function carryOut(
	command: CliCommand,
	asked: Asked,
	terminal: Terminal,
): Promise<number> {
	const { repo, branch } = asked;
	try {
		const gitdir = await findGitdir(repo);
		const store = await openLocalStore({ dir: repo, branch });
		try {
			const head = await store.head();
			if (head !== null)
				return await command(asked, { store, head, gitdir }, terminal);
			terminal.err(
				`baton: there is no branch ${branch} in ${repo}; fetch it first, or name another with --branch`,
			);
			return EXIT.refused;
		} finally {
			await store.close();
		}
	} catch (error) {
		if ((error as { code?: string }).code !== "STORE_UNAVAILABLE") throw error;
		terminal.err(`baton: ${(error as Error).message}`);
		return EXIT.unavailable;
	}
}
