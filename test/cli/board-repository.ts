import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { run } from "../../src/cli/run.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { ObjectDirectory } from "../../src/store/git/object-directory.ts";
import type { Bench } from "../support/bench.ts";

const runFile = promisify(execFile);

/** Runs git and answers what it printed, without the last line break. */
export async function git(
	directory: string,
	...args: readonly string[]
): Promise<string> {
	const { stdout } = await runFile("git", ["-C", directory, ...args]);
	return stdout.trimEnd();
}

/** A work tree with one commit on `main`; boards can be put into it. */
export interface BoardRepository {
	readonly directory: string;
	/** Makes the branch hold what the bench's board holds now. */
	take(bench: Bench, branch?: string): Promise<void>;
	remove(): Promise<void>;
}

export async function makeRepository(): Promise<BoardRepository> {
	const directory = await mkdtemp(join(tmpdir(), "baton-cli-"));
	await git(directory, "init", "--quiet", "--initial-branch=main");
	await git(
		directory,
		...["-c", "user.name=dev", "-c", "user.email=dev@example.com"],
		...["commit", "--quiet", "--allow-empty", "-m", "start"],
	);
	return {
		directory,
		async take({ repository }, branch = "baton/board") {
			const objects = new ObjectDirectory(join(directory, ".git", "objects"));
			// One at a time, so that each is a file of its own that a test can damage.
			for (const object of repository.objects.values())
				await objects.write([object]);
			objects.close();
			const head = repository.head as string;
			await git(directory, "update-ref", `refs/heads/${branch}`, head);
		},
		remove: () => rm(directory, { recursive: true, force: true }),
	};
}

/** What a command line came to: its exit code, and what it printed where. */
export interface Ran {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

/** Runs `baton` with these words in a directory. */
export function baton(
	directory: string,
	...argv: readonly string[]
): Promise<Ran> {
	return batonWith({ directory }, ...argv);
}

/** The same where something is set in the environment, or the clock is another one. */
export async function batonWith(
	place: Pick<Terminal, "directory"> &
		Partial<Pick<Terminal, "env" | "nowMs" | "stdin">>,
	...argv: readonly string[]
): Promise<Ran> {
	const out: string[] = [];
	const err: string[] = [];
	const code = await run(argv, {
		out: (text) => out.push(text),
		err: (text) => err.push(text),
		nowMs: Date.now,
		...place,
	});
	return { code, out: out.join("\n"), err: err.join("\n") };
}

/** A repository with one commit, in which git knows who works. */
export async function makeWorkplace(
	user: { readonly name: string; readonly email: string } = ADA,
): Promise<BoardRepository> {
	const repository = await makeRepository();
	const { directory } = repository;
	await git(directory, "config", "user.name", user.name);
	await git(directory, "config", "user.email", user.email);
	return repository;
}

/** Who works in the tests of the local form. */
export const ADA = { name: "Ada Lovelace", email: "ada@example.com" };

/** Plans a task by the tests' own plan, and answers its key. `plan` is YAML. */
export async function planned(
	directory: string,
	title = "Log requests",
	plan = TWO_STEPS,
): Promise<string> {
	const path = join(directory, ".git", "plan.yaml");
	await writeFile(path, plan);
	const ran = await baton(
		directory,
		...["plan", title, "--import", path, "--save", "--json"],
	);
	if (ran.code !== 0) throw new Error(ran.err + ran.out);
	return JSON.parse(ran.out).id;
}

export const TWO_STEPS = `phases:
  - name: Build
    steps:
      - { role: backend-engineer, task: Write it }
      - { role: test-engineer, task: Test it }
`;
