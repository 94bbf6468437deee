import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { githubIdentity } from "../../src/engine/identity.ts";
import { Engine } from "../../src/engine/perform.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import type { Store } from "../../src/store/store.ts";
import { APP, type Bench, makeBench } from "../support/bench.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { openBoard, say } from "../support/speak.ts";
import { git, gitWith } from "../support/staging.ts";

/** The board's branch in every place. */
export const BRANCH = "baton/board";

/** One thing to put on the branch: a file by default. `name` as bytes where it is no text; no `content` removes what is there. */
export interface Entry {
	readonly name: string | Uint8Array;
	readonly content?: string | Uint8Array;
	readonly mode?: "100644" | "100755" | "120000" | "160000";
}

/** A board in a repository that people push to with plain git, and a process that works on it. */
export interface HandPlace {
	readonly bench: Bench;
	readonly store: Store;
	/** The process at work. */
	readonly engine: Engine;
	/** Another process on the same branch, which starts now. */
	start(): Promise<Engine>;
	/** Somebody commits and pushes. */
	push(entries: readonly Entry[]): Promise<void>;
	/** Somebody puts paths back as they were in a commit, by removing what is there now, and pushes. */
	putBack(commit: string, paths: readonly string[]): Promise<void>;
	head(): Promise<string>;
	/** What plain git finds at a path of the branch. */
	bytesAt(path: string): Promise<string>;
	ask(
		engine: Engine,
		verb: string,
		said?: Parameters<typeof say>[3],
	): ReturnType<Engine["perform"]>;
	close(): Promise<void>;
}

/** Opens a board with these tasks in a repository that is reached as a directory or over HTTP. */
export async function openHandPlace(
	kind: "local" | "http",
	keys: readonly string[],
): Promise<HandPlace> {
	const directory = await mkdtemp(join(tmpdir(), "baton-hand-"));
	const server: GitServer = await startGitServer();
	const bare = await server.create("board");
	const bench = makeBench();
	let caches = 0;
	const open = () =>
		kind === "http"
			? openHttpStore({
					url: server.url("board"),
					branch: BRANCH,
					cacheDir: join(directory, `cache-${++caches}`),
				})
			: openLocalStore({ dir: bare, branch: BRANCH });
	const engineOn = (store: Store) =>
		new Engine({
			store,
			identity: githubIdentity(APP),
			nowMs: bench.nowMs,
			pause: async () => undefined,
			build: "test",
			onDefect: (error) => {
				throw error;
			},
		});
	const store = await open();
	const engine = engineOn(store);
	await openBoard({ ...bench, engine }, {}, keys);
	const clone = join(directory, "clone");
	const url = kind === "http" ? server.url("board") : bare;
	await git(directory, "clone", "-q", "--bare", url, clone);

	async function commit(lines: readonly (string | Uint8Array)[]) {
		await git(clone, "fetch", "-q", url, `+${BRANCH}:refs/heads/now`);
		const start =
			"commit refs/heads/now\ncommitter A person <p@example.com> 1795203000 +0000\ndata 7\nby hand\nfrom refs/heads/now^0\n";
		const script = Buffer.concat(
			[start, ...lines].map((line) => Buffer.from(line)),
		);
		await gitWith(clone, script, "fast-import", "--quiet", "--force");
		await git(clone, "push", "-q", url, `refs/heads/now:refs/heads/${BRANCH}`);
	}

	return {
		bench,
		store,
		engine,
		start: async () => engineOn(await open()),
		push: (entries) => commit(entries.flatMap(linesOf)),
		async putBack(at, paths) {
			const found = await Promise.all(
				paths.map(async (path) => {
					const line = await git(clone, "ls-tree", at, "--", path);
					const [mode = "", , oid = ""] = line.split(/[ \t]/);
					return [`D ${path}\n`, `M ${mode} ${oid} ${path}\n`];
				}),
			);
			await commit(found.flat());
		},
		head: async () => (await git(bare, "rev-parse", BRANCH)).trim(),
		bytesAt: (path) => git(bare, "show", `${BRANCH}:${path}`),
		ask: (one, verb, { role = "admin", ...said } = {}) =>
			one.perform([say(bench, "alice", verb, { ...said, role })]),
		async close() {
			await engine.close();
			await server.close();
			await rm(directory, { recursive: true, force: true });
		},
	};
}

function linesOf({ name, content, mode = "100644" }: Entry) {
	const path = quoted(name);
	if (content === undefined) return ["D ", path, "\n"];
	if (mode === "160000") return [`M ${mode} ${content} `, path, "\n"];
	const bytes = Buffer.from(content);
	return [`M ${mode} inline `, path, `\ndata ${bytes.length}\n`, bytes, "\n"];
}

/** A path as `git fast-import` takes any bytes: in quotes, the odd ones in octal. */
function quoted(name: string | Uint8Array): string {
	const text = [...Buffer.from(name)].map((byte) =>
		byte > 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
			? String.fromCharCode(byte)
			: `\\${byte.toString(8).padStart(3, "0")}`,
	);
	return `"${text.join("")}"`;
}
