import { parseArgs } from "node:util";
import { githubIdentity } from "../engine/identity.ts";
import { type Verification, verify } from "../engine/verify.ts";
import { openLocalStore } from "../store/local-store.ts";

/** Where a command line runs. */
export interface Terminal {
	readonly out: (text: string) => void;
	readonly err: (text: string) => void;
	readonly directory: string;
}

/** Exit codes of every command (protocol section 7). */
export const EXIT = { ok: 0, refused: 1, usage: 2, unavailable: 3 } as const;

const USAGE = `Usage: baton verify [--repo <directory>] [--branch <name>] [--json]

  verify   replays a board's branch from its first commit and names the first one that does not follow
           from its parent. Reads the git repository at hand; needs no server.

  --repo    the git repository, bare or not (default: here)
  --branch  the board's branch (default: baton/board)
  --json    the answer as JSON`;

/** Runs one command line and answers its exit code. Never throws for what a user can cause. */
export async function run(
	argv: readonly string[],
	terminal: Terminal,
): Promise<number> {
	const parsed = parse(argv);
	if (typeof parsed === "string") {
		terminal.err(`baton: ${parsed}\n\n${USAGE}`);
		return EXIT.usage;
	}
	const { values, positionals } = parsed;
	const [command, ...rest] = positionals;
	if (values.help === true || command === undefined || command === "help") {
		terminal.out(USAGE);
		return command === undefined && values.help !== true ? EXIT.usage : EXIT.ok;
	}
	if (command !== "verify" || rest.length > 0) {
		terminal.err(
			`baton: there is no command ${JSON.stringify([command, ...rest].join(" "))} here\n\n${USAGE}`,
		);
		return EXIT.usage;
	}
	return verifyBranch(
		{
			directory: values.repo ?? terminal.directory,
			branch: values.branch ?? "baton/board",
			json: values.json === true,
		},
		terminal,
	);
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
				help: { type: "boolean", short: "h" },
			},
		});
	} catch (error) {
		return (error as Error).message;
	}
}

async function verifyBranch(
	wanted: { directory: string; branch: string; json: boolean },
	terminal: Terminal,
): Promise<number> {
	try {
		const store = await openLocalStore({
			dir: wanted.directory,
			branch: wanted.branch,
		});
		const head = await store.head();
		if (head === null) {
			terminal.err(
				`baton: there is no branch ${wanted.branch} in ${wanted.directory}; fetch it first, or name another with --branch`,
			);
			return EXIT.refused;
		}
		const verification = await verify(store, {
			head,
			identity: githubIdentity({ id: 0, login: "" }),
		});
		terminal.out(
			wanted.json
				? JSON.stringify(verification, undefined, 2)
				: sentence(wanted.branch, verification),
		);
		return verification.ok ? EXIT.ok : EXIT.refused;
	} catch (error) {
		if ((error as { code?: string }).code !== "STORE_UNAVAILABLE") throw error;
		terminal.err(`baton: ${(error as Error).message}`);
		return EXIT.unavailable;
	}
}

function sentence(branch: string, found: Verification): string {
	if (found.ok)
		return `${branch}: ${found.commits} commits, each follows from its parent; head ${found.head?.slice(0, 12)}`;
	const paths = found.paths.map((path) => `\n  differs: ${path}`).join("");
	return `${branch}: ${found.commits} commits hold, then ${found.commit.slice(0, 12)} does not: ${found.reason}\n  ${found.subject}${paths}`;
}
