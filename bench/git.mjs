import { spawn } from "node:child_process";

/** The branch every board of the bench lives on. */
export const BRANCH = "baton/board";
export const REF = `refs/heads/${BRANCH}`;

/** No settings of this machine or its user may change what is measured. */
export const GIT_ENV = {
	...process.env,
	GIT_CONFIG_GLOBAL: "/dev/null",
	GIT_CONFIG_SYSTEM: "/dev/null",
	GIT_TERMINAL_PROMPT: "0",
	GIT_AUTHOR_NAME: "bench",
	GIT_AUTHOR_EMAIL: "bench@example.com",
	GIT_COMMITTER_NAME: "bench",
	GIT_COMMITTER_EMAIL: "bench@example.com",
};

/**
 * Starts git in a directory; `done` resolves with its standard output once it ended well and rejects otherwise.
 *
 * @param {string} dir
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env]
 */
export function startGit(dir, args, env = {}) {
	const child = spawn("git", ["-C", dir, ...args], {
		env: { ...GIT_ENV, ...env },
		stdio: ["pipe", "pipe", "pipe"],
	});
	/** @type {Buffer[]} */
	const out = [];
	let complaint = "";
	child.stdout.on("data", (chunk) => out.push(chunk));
	child.stderr.setEncoding("utf8").on("data", (text) => {
		complaint = (complaint + text).slice(-2_000);
	});
	// Git may stop reading early when it fails; how it ended says more.
	child.stdin.on("error", () => {});
	/** @type {Promise<Buffer>} */
	const done = new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code) => {
			if (code === 0) resolve(Buffer.concat(out));
			else reject(new Error(`git ${args[0]} ended with ${code}: ${complaint}`));
		});
	});
	return { stdin: child.stdin, done };
}

/**
 * Runs git to its end and answers what it printed, trimmed.
 *
 * @param {string} dir
 * @param {readonly string[]} args
 * @param {{ input?: string | Uint8Array, env?: Readonly<Record<string, string>> }} [options]
 */
export async function git(dir, args, { input = "", env = {} } = {}) {
	const { stdin, done } = startGit(dir, args, env);
	stdin.end(input);
	return (await done).toString().trim();
}

/**
 * Makes a bare repository whose HEAD is the board's branch, and which never tidies up while something is measured.
 *
 * @param {string} dir Exists.
 */
export async function initBare(dir) {
	await git(dir, ["init", "--quiet", "--bare", `--initial-branch=${BRANCH}`]);
	await settle(dir);
}

/**
 * Copies a bare repository; objects are shared by hard link.
 *
 * @param {string} from
 * @param {string} to Does not exist yet.
 */
export async function copyBare(from, to) {
	await git(from, ["clone", "--quiet", "--bare", "--local", from, to]);
	await settle(to);
}

/** @param {string} dir */
async function settle(dir) {
	await git(dir, ["config", "gc.auto", "0"]);
	await git(dir, ["config", "receive.autogc", "false"]);
}
