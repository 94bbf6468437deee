import { execFile } from "node:child_process";
import { readRef } from "../store/git/ref.ts";
import type { Oid } from "../store/store.ts";
import { StoreUnavailable } from "../store/store-unavailable.ts";

/** A branch of a remote, as the git of whoever asks reaches it: with their transports, credentials and hooks. */
export interface RemoteBranch {
	/** Where git is run. */
	readonly dir: string;
	readonly gitdir: string;
	/** A remote's name, or its address. Does not begin with `-`. */
	readonly remote: string;
	/** Without `refs/heads/`. */
	readonly branch: string;
}

/** What became of a push. `moved`: the remote's branch has something that is not known here. `refused`: what the remote said. */
export type PushOutcome =
	| { readonly kind: "accepted" | "moved" }
	| { readonly kind: "refused"; readonly reason: string };

/** No transfer is waited for longer. */
const TIMEOUT_MS = 600_000;
const OUTPUT_BYTES = 1_000_000;
/** What git answers when another push came first, as a client and as a server. */
const LOST_RACE =
	/fetch first|non-fast-forward|stale info|failed to update ref|cannot lock ref|incorrect old value|already exists/i;

/**
 * Fetches the branch into a ref of this repository and answers its commit; null when the remote has no such branch. Throws
 * `STORE_UNAVAILABLE` when the remote cannot be reached.
 */
export async function fetchBranch(
	{ dir, gitdir, remote, branch }: RemoteBranch,
	into: string,
): Promise<Oid | null> {
	const ref = `refs/heads/${branch}`;
	const listed = await git(dir, ["ls-remote", "--quiet", "--", remote, ref]);
	const isThere = listed.stdout
		.split("\n")
		.some((line) => line.endsWith(`\t${ref}`));
	if (listed.code !== 0) throw unreachable(remote, listed.stderr);
	if (!isThere) return null;
	const fetched = await git(dir, [
		"fetch",
		...["--quiet", "--no-tags", "--no-write-fetch-head"],
		...["--no-recurse-submodules", "--", remote, `+${ref}:${into}`],
	]);
	if (fetched.code !== 0) throw unreachable(remote, fetched.stderr);
	return readRef({ gitdir, ref: into });
}

/**
 * Pushes exactly this commit, and only if it comes after what the remote has. Throws `STORE_UNAVAILABLE` when the remote gives
 * no answer: whether it took the commit shows at the next fetch.
 */
export async function pushCommit(
	{ dir, remote, branch }: RemoteBranch,
	commit: Oid,
): Promise<PushOutcome> {
	const pushed = await git(dir, [
		"push",
		...["--porcelain", "--no-follow-tags", "--recurse-submodules=no"],
		...["--", remote, `${commit}:refs/heads/${branch}`],
	]);
	const line = pushed.stdout
		.split("\n")
		.find((one) => one.includes(`:refs/heads/${branch}\t`));
	if (line === undefined) throw unreachable(remote, pushed.stderr);
	if (!line.startsWith("!")) return { kind: "accepted" };
	const reason = line.split("\t").slice(2).join(" ").trim();
	return LOST_RACE.test(reason)
		? { kind: "moved" }
		: { kind: "refused", reason: spoken(`${reason}\n${pushed.stderr}`) };
}

interface Ran {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs git without a shell. Its messages are read, so they are asked for in the language that is known. */
function git(dir: string, args: readonly string[]): Promise<Ran> {
	const options = {
		cwd: dir,
		env: { ...process.env, LC_ALL: "C" },
		timeout: TIMEOUT_MS,
		maxBuffer: OUTPUT_BYTES,
	};
	return new Promise((resolve, reject) => {
		execFile("git", [...args], options, (error, stdout, stderr) => {
			const code = error === null ? 0 : error.code;
			if (typeof code === "number") resolve({ code, stdout, stderr });
			else if (code === "ENOENT")
				reject(
					new StoreUnavailable("git could not be started", { cause: error }),
				);
			else resolve({ code: 1, stdout, stderr: `${stderr}\n${error?.message}` });
		});
	});
}

function unreachable(remote: string, stderr: string): StoreUnavailable {
	return new StoreUnavailable(
		`${spoken(remote)} gave no answer that can be used: ${spoken(stderr)}`,
	);
}

/** What git printed, on one line, without the credentials that an address may hold. */
function spoken(text: string): string {
	return text
		.replace(/\/\/[^/@\s]*@/g, "//")
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "")
		.slice(-4)
		.join(" | ")
		.replace(/\p{Cc}/gu, " ")
		.slice(0, 500);
}
