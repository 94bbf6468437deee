import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { run } from "../../src/cli/run.ts";
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
export async function baton(
	directory: string,
	...argv: readonly string[]
): Promise<Ran> {
	const out: string[] = [];
	const err: string[] = [];
	const code = await run(argv, {
		out: (text) => out.push(text),
		err: (text) => err.push(text),
		directory,
		nowMs: Date.now,
	});
	return { code, out: out.join("\n"), err: err.join("\n") };
}
