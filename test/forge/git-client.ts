import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Forge } from "../../src/forge/start-forge.ts";

/** Runs git as Writer; a failure answers what git complained of. */
export async function git(dir: string, ...args: string[]): Promise<string> {
	const env = {
		...process.env,
		GIT_TERMINAL_PROMPT: "0",
		GIT_CONFIG_GLOBAL: "/dev/null",
		GIT_CONFIG_NOSYSTEM: "1",
	};
	const identity = [
		"-c",
		"user.name=Writer",
		"-c",
		"user.email=writer@users.noreply.github.com",
	];
	try {
		const { stdout } = await promisify(execFile)(
			"git",
			[...identity, ...args],
			{ cwd: dir, env },
		);
		return stdout.trim();
	} catch (error) {
		return `failed: ${(error as { stderr: string }).stderr}`;
	}
}

export async function commitFile(
	dir: string,
	path: string,
	content: string | Buffer,
): Promise<string> {
	await writeFile(join(dir, path), content);
	await git(dir, "add", path);
	await git(dir, "commit", "--quiet", "-m", `change ${path}`);
	return git(dir, "rev-parse", "HEAD");
}

/** Clones of a forge's repository, in a directory of their own. */
export interface Clones {
	readonly dir: string;
	/** Where somebody (by login, slug or token; undefined: nobody) reaches a repository. */
	remote(name: string | undefined, repo?: string): string;
	clone(name: string | undefined): Promise<string>;
	remove(): Promise<void>;
}

export function startClones(forge: Forge): Clones {
	const dir = mkdtempSync(join(tmpdir(), "clone-"));
	const remote = (name: string | undefined, repo = "demo") => {
		const url = forge.gitUrl("acme", repo);
		if (name === undefined) return url;
		return url.replace(
			"://",
			`://x-access-token:${forge.tokens[name] ?? name}@`,
		);
	};
	return {
		dir,
		remote,
		async clone(name) {
			const target = join(dir, randomBytes(4).toString("hex"));
			await git(dir, "clone", "--quiet", remote(name), target);
			return target;
		},
		remove: () => rm(dir, { recursive: true, force: true }),
	};
}
