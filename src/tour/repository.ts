import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Name } from "./directions.ts";
import { runProgram } from "./run-program.ts";
import type { Tour } from "./tour.ts";
import { Unexpected } from "./unexpected.ts";

/** A clone of the repository, worked in with plain git as somebody. */
export interface Clone {
	readonly who: Name;
	readonly directory: string;
	/** Runs git and answers what it printed, without the last line's end. A failure is an `Unexpected`. */
	git(...words: readonly string[]): Promise<string>;
}

/** Clones a branch (default: the repository's own) into a new folder. */
export async function clone(
	tour: Tour,
	who: Name,
	branch?: string,
): Promise<Clone> {
	const directory = await mkdtemp(join(tour.scratch, `${who}-`));
	const git = async (...words: readonly string[]) => {
		const { code, out, err } = await runProgram({
			file: "git",
			words,
			directory,
			env: environment(who, tour.directions.tokens[who]),
			signal: tour.signal,
		});
		if (code !== 0)
			throw new Unexpected(
				`git ${words.slice(0, 2).join(" ")} to succeed`,
				`exit code ${code}, ${err.trim()}`,
			);
		return out.trimEnd();
	};
	const chosen = branch === undefined ? [] : ["--branch", branch];
	await git("clone", "--quiet", ...chosen, tour.directions.git, ".");
	return { who, directory, git };
}

/** Writes a file, commits it and pushes the branch. Answers the commit's full name. */
export async function pushFile(
	{ directory, git }: Clone,
	file: { path: string; text: string },
	commit: { branch: string; message: string },
): Promise<string> {
	await writeFile(join(directory, file.path), file.text);
	await git("add", file.path);
	await git("commit", "--quiet", "-m", commit.message);
	await git("push", "--quiet", "origin", `HEAD:refs/heads/${commit.branch}`);
	return git("rev-parse", "HEAD");
}

/** Git with nobody's settings but these. The token travels in a header, so that no address and no argument shows it. */
function environment(
	who: Name,
	token: string,
): Readonly<Record<string, string>> {
	const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
	const email = `${who}@example.com`;
	return {
		GIT_CONFIG_GLOBAL: "/dev/null",
		GIT_CONFIG_NOSYSTEM: "1",
		GIT_TERMINAL_PROMPT: "0",
		GIT_CONFIG_COUNT: "1",
		GIT_CONFIG_KEY_0: "http.extraHeader",
		GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
		GIT_AUTHOR_NAME: who,
		GIT_AUTHOR_EMAIL: email,
		GIT_COMMITTER_NAME: who,
		GIT_COMMITTER_EMAIL: email,
	};
}
