import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/** Nothing of the machine's or the person's own git configuration reaches the repositories here. */
const ENVIRONMENT: NodeJS.ProcessEnv = {
	PATH: process.env.PATH,
	GIT_CONFIG_NOSYSTEM: "1",
	GIT_CONFIG_GLOBAL: "/dev/null",
	GIT_TERMINAL_PROMPT: "0",
	LC_ALL: "C",
};

/** Starts git in a repository. `protocol` is what the client sent as `Git-Protocol`. */
export function startGit(
	dir: string,
	args: readonly string[],
	protocol?: string,
): ChildProcessWithoutNullStreams {
	const env =
		protocol === undefined
			? ENVIRONMENT
			: { ...ENVIRONMENT, GIT_PROTOCOL: protocol };
	return spawn("git", args, { cwd: dir, env, stdio: ["pipe", "pipe", "pipe"] });
}

/** How a git ended: its exit code and what it printed; bytes, for names and contents need not be text. */
export interface GitEnd {
	/** Null when a signal ended it. */
	readonly code: number | null;
	readonly stdout: Buffer;
	readonly stderr: string;
}

/** Runs git to its end, however that is. Throws when it cannot be started. */
export async function gitEnd(
	dir: string,
	args: readonly string[],
	input: string | Buffer = "",
): Promise<GitEnd> {
	const child = startGit(dir, args);
	const [out, err]: [Buffer[], Buffer[]] = [[], []];
	child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
	child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
	// Git may end before it has read everything; its exit code tells what came of it.
	child.stdin.on("error", () => {});
	child.stdin.end(input);
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once("error", (cause) =>
			reject(
				new Error("git could not be started; is it installed?", { cause }),
			),
		);
		child.once("close", resolve);
	});
	const stderr = Buffer.concat(err).toString("utf8").trim();
	return { code, stdout: Buffer.concat(out), stderr };
}

/** Runs git and answers what it printed. Throws with what it complained of when it fails. */
export async function git(
	dir: string,
	args: readonly string[],
	input: string | Buffer = "",
): Promise<Buffer> {
	const { code, stdout, stderr } = await gitEnd(dir, args, input);
	if (code !== 0)
		throw new Error(`git ${args[0]} ended with ${code}: ${stderr}`);
	return stdout;
}

/** The lines of a text, without an empty last one. */
export function linesOf(output: Buffer): string[] {
	return output
		.toString("utf8")
		.split("\n")
		.filter((line) => line !== "");
}
