import { parseArgs } from "node:util";
import {
	type Asked,
	type CliCommand,
	EXIT,
	type PlaceCommand,
	type Terminal,
} from "./terminal.ts";

const USAGE = `Usage: baton verify  [--from-start] [--json]
       baton doctor  [--json]
       baton show    <task> [--at <commit or time>]
       baton history <task> [--limit <number>] [--before <commit>]
       baton feed    [--cursor <commit>] [--limit <number>]
       baton export  [--at <commit or time>]
       baton sync    [--remote <remote>] [--push] [--json]

  verify   replays a board's branch and names the first commit that does not follow from its parent; goes
           on from where it was verified before
  doctor   says what is wrong with a board's branch, and what to do about it
  show     prints a task, as it is or as it was, as JSON
  history  prints the newest patches of a task's baton, as JSON
  feed     prints what happened since a cursor, as JSON; without one, the cursor to begin with
  export   prints the whole board as JSON
  sync     takes in what a remote's branch has, and decides the commands given here anew on top of it; lists
           those that are refused there, and sends nothing unless told to

All work on the git repository at hand and need no server; sync alone writes, and to that branch alone.

  --repo        the git repository, bare or not (default: here)
  --branch      the board's branch (default: baton/board)
  --at          a commit of that branch (7 to 40 hex digits), or a time such as 2026-11-20T19:30Z
  --from-start  verifies every commit anew
  --remote      the remote to bring the branch in line with (default: origin)
  --push        sends the result to it
  --json        the answer as JSON`;

/** What a command takes beside `--repo`, `--branch` and `--help`. Its code is loaded once it is known to be asked for. */
interface CommandLine {
	readonly load: () => Promise<PlaceCommand>;
	readonly options: readonly string[];
	readonly words: number;
}

const COMMANDS: Readonly<Record<string, CommandLine>> = {
	verify: {
		load: async () =>
			onBranch((await import("./verify-branch.ts")).verifyBranch),
		options: ["from-start", "json"],
		words: 0,
	},
	doctor: {
		load: async () => onBranch((await import("./doctor.ts")).doctor),
		options: ["json"],
		words: 0,
	},
	show: { load: () => answers("show"), options: ["at"], words: 1 },
	history: {
		load: () => answers("history"),
		options: ["limit", "before"],
		words: 1,
	},
	feed: { load: () => answers("feed"), options: ["cursor", "limit"], words: 0 },
	export: {
		load: async () => onBranch((await import("./print-export.ts")).printExport),
		options: ["at"],
		words: 0,
	},
	sync: {
		load: async () => (await import("./sync.ts")).sync,
		options: ["remote", "push", "json"],
		words: 0,
	},
};

async function answers(
	verb: "show" | "history" | "feed",
): Promise<PlaceCommand> {
	return onBranch((await import("./print-answer.ts")).printAnswer(verb));
}

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
	const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
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
		cursor: values.cursor,
		remote: values.remote ?? "origin",
		push: values.push === true,
	};
	return carryOut(command, asked, terminal);
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
				cursor: { type: "string" },
				remote: { type: "string" },
				push: { type: "boolean" },
				help: { type: "boolean", short: "h" },
			},
		});
	} catch (error) {
		return (error as Error).message;
	}
}

async function carryOut(
	command: CommandLine,
	asked: Asked,
	terminal: Terminal,
): Promise<number> {
	const { repo, branch } = asked;
	// Both are many files: they are loaded side by side.
	const [{ openBoardStore }, carry] = await Promise.all([
		import("./open-store.ts"),
		command.load(),
	]);
	try {
		const place = await openBoardStore(repo, branch);
		if (place === undefined)
			return misused(
				`${JSON.stringify(branch)} is no name of a branch`,
				terminal,
			);
		try {
			return await carry(asked, place, terminal);
		} finally {
			await place.store.close();
		}
	} catch (error) {
		if ((error as { code?: string }).code !== "STORE_UNAVAILABLE") throw error;
		terminal.err(`baton: ${(error as Error).message}`);
		return EXIT.unavailable;
	}
}

/** A command about what is on the branch, with its refusal where there is no branch. */
function onBranch(command: CliCommand): PlaceCommand {
	return async (asked, place, terminal) => {
		const head = await place.store.head();
		if (head !== null) return command(asked, { ...place, head }, terminal);
		terminal.err(
			`baton: there is no branch ${asked.branch} in ${asked.repo}; fetch it first, or name another with --branch`,
		);
		return EXIT.refused;
	};
}
