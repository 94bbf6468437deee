import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { githubIdentity } from "../../src/engine/identity.ts";
import { Engine } from "../../src/engine/perform.ts";
import { verify } from "../../src/engine/verify.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import { taskFolder, taskPath } from "../../src/store/layout.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import type { Store } from "../../src/store/store.ts";
import { APP, type Bench, makeBench } from "../support/bench.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { openBoard, say } from "../support/speak.ts";
import { git, gitWith } from "../support/staging.ts";

const BRANCH = "baton/board";
const TASK = taskPath("42", "task");

/** What somebody does to task 42 by hand, and what is said of it then. */
const BAD_INPUT: readonly (readonly [
	name: string,
	spoil: (text: string) => string | Uint8Array,
	reason: string,
])[] = [
	[
		"conflict markers",
		(text) => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> theirs\n`,
		"merge conflict marker",
	],
	["a byte order mark", (text) => `\ufeff${text}`, "byte order mark"],
	["CRLF", (text) => text.replaceAll("\n", "\r\n"), "CRLF"],
	["a duplicate key", (text) => `${text}status: done\n`, "occurs twice"],
	["an empty file", () => "", "it is empty"],
	["two documents", (text) => `${text}---\n${text}`, "more than one document"],
	["1 MB", (text) => `${text}# ${"x".repeat(1_000_000)}\n`, "larger than"],
	["an anchor", (text) => text.replace("title: ", "title: &a "), "anchors"],
	["a tag", (text) => text.replace("title: ", "title: !!str "), "tags"],
	["__proto__", (text) => `${text}__proto__: {}\n`, "__proto__"],
	[
		"the key of another task",
		(text) => text.replace(/key: .*/, 'key: "41"'),
		"the key of another task",
	],
	["bytes that are no text", () => Uint8Array.of(0xff, 0xfe, 0), "UTF-8"],
	[
		"a status that nothing leads to",
		(text) =>
			text
				.replace("status: ready", "status: review")
				.replace(/version: (\d+)/, (_, n) => `version: ${Number(n) + 1}`),
		"from ready to review",
	],
	[
		"a version that did not rise",
		(text) => text.replace("priority: normal", "priority: high"),
		"version",
	],
];

/** A board in a repository that people push to with plain git. */
interface Place {
	readonly bench: Bench;
	readonly engine: Engine;
	readonly store: Store;
	/** A clone of somebody's. */
	readonly clone: string;
	/** Where the repository itself lies. */
	readonly bare: string;
}

let directory: string;
let server: GitServer;

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "baton-foreign-"));
	server = await startGitServer();
});

afterAll(async () => {
	await server.close();
	await rm(directory, { recursive: true, force: true });
});

async function openPlace(kind: "local" | "http"): Promise<Place> {
	const bare = await server.create(kind);
	const url = kind === "http" ? server.url(kind) : bare;
	const store =
		kind === "http"
			? await openHttpStore({
					url,
					branch: BRANCH,
					cacheDir: join(directory, "cache"),
				})
			: await openLocalStore({ dir: bare, branch: BRANCH });
	const memory = makeBench();
	const engine = new Engine({
		store,
		identity: githubIdentity(APP),
		nowMs: memory.nowMs,
		pause: async () => undefined,
		build: "test",
		onDefect: (error) => {
			throw error;
		},
	});
	const bench = { ...memory, engine, store };
	await openBoard(bench, {}, ["41", "42"]);
	const clone = join(directory, kind);
	await git(directory, "clone", "-q", "--branch", BRANCH, url, clone);
	return { bench, engine, store, clone, bare };
}

/** Somebody commits files and pushes them. */
async function push(
	{ clone }: Place,
	files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
	await git(clone, "pull", "-q", "--ff-only", "origin", BRANCH);
	for (const [path, content] of Object.entries(files))
		await writeFile(join(clone, path), content);
	await git(clone, "add", "--all");
	await git(clone, "commit", "-q", "-m", "by hand");
	await git(clone, "push", "-q", "origin", `HEAD:${BRANCH}`);
}

async function textOf({ clone }: Place, path: string): Promise<string> {
	await git(clone, "pull", "-q", "--ff-only", "origin", BRANCH);
	return readFile(join(clone, path), "utf8");
}

async function ask(place: Place, verb: string, task: string, input = {}) {
	const { bench, engine } = place;
	const [answer] = await engine.perform([
		say(bench, "alice", verb, { task, input }),
	]);
	return answer;
}

/** Task 42 is set apart with this reason, everything else goes on. */
async function expectSetApart(place: Place, reason: string): Promise<void> {
	const why = expect.stringContaining(reason);
	expect(await ask(place, "show", "42")).toMatchObject({
		ok: true,
		data: { quarantined: why, task: { status: "ready", title: "Task 42" } },
	});
	expect(await ask(place, "note", "42", { body: "no" })).toMatchObject({
		ok: false,
		code: "VALIDATION",
		message: why,
	});
	expect(await ask(place, "note", "41", { body: "yes" })).toMatchObject({
		ok: true,
	});
	const [told] = await place.engine.perform([
		say(place.bench, "guest", "doctor", { role: "read" }),
	]);
	expect(told).toMatchObject({
		data: {
			healthy: false,
			quarantined: [{ task: "42", reason: why }],
			said: why,
		},
	});
}

describe.each(["local", "http"] as const)("by hand, on a %s store:", (kind) => {
	let place: Place;

	beforeAll(async () => {
		place = await openPlace(kind);
	});

	afterAll(() => place.engine.close());

	test.each(BAD_INPUT)(
		"%s sets the task apart until it is mended, and is left as it was pushed",
		async (_, spoil, reason) => {
			const good = await textOf(place, TASK);
			const bad = spoil(good);
			await push(place, { [TASK]: bad });
			await expectSetApart(place, reason);
			await textOf(place, TASK);
			const found = await readFile(join(place.clone, TASK));
			expect(found.equals(Buffer.from(bad))).toBe(true);
			await push(place, { [TASK]: good });
			expect(await ask(place, "note", "42", { body: "again" })).toMatchObject({
				ok: true,
			});
		},
	);

	test("a folder that was moved sets the task apart, and is named", async () => {
		const folder = taskFolder("42");
		await textOf(place, TASK);
		await git(place.clone, "mv", "tasks", "elsewhere");
		await git(place.clone, "checkout", "-q", "HEAD", "--", taskFolder("41"));
		await git(place.clone, "rm", "-rq", "--cached", "elsewhere");
		await git(place.clone, "clean", "-fdq");
		const blob = await git(place.clone, "rev-parse", `HEAD:${TASK}`);
		await git(
			place.clone,
			"update-index",
			"--add",
			"--cacheinfo",
			`100644,${blob.trim()},tasks/00/42/task.yaml`,
		);
		await git(place.clone, "commit", "-q", "-m", "moved");
		await git(place.clone, "push", "-q", "origin", `HEAD:${BRANCH}`);
		await expectSetApart(place, "removed");
		const [told] = await place.engine.perform([
			say(place.bench, "guest", "doctor", { role: "read" }),
		]);
		expect(told).toMatchObject({ data: { strays: ['"tasks/00/42"'] } });
		await git(place.clone, "reset", "-q", "--hard", "HEAD");
		await git(place.clone, "checkout", "-q", "HEAD~", "--", folder);
		await push(place, {});
		expect(await ask(place, "note", "42", { body: "again" })).toMatchObject({
			ok: true,
		});
	});

	test("an entry with an impossible name sets the task apart and stays", async () => {
		await textOf(place, TASK);
		const blob = (
			await gitWith(place.clone, "x", "hash-object", "-w", "--stdin")
		).trim();
		const head = await pushOddEntry(place, { name: "../x", blob });
		await expectSetApart(place, "../x");
		expect(
			await git(place.bare, "ls-tree", "-r", "-z", BRANCH, taskFolder("42")),
		).toContain("../x");
		// The way back, with plain git: the folder as it was.
		await git(place.bare, "update-ref", `refs/heads/mend`, head);
		await pushTree(place, `${head}:tasks`);
		expect(await ask(place, "note", "42", { body: "again" })).toMatchObject({
			ok: true,
		});
	});

	test("all of it verifies: every edit is acknowledged", async () => {
		expect(
			await verify(place.store, { identity: githubIdentity(APP) }),
		).toMatchObject({ ok: true });
	});
});

/** Commits a tree object below `tasks` that git's own commands would not make. Answers the commit before. */
async function pushOddEntry(
	{ clone }: Place,
	entry: { readonly name: string; readonly blob: string },
): Promise<string> {
	const head = (await git(clone, "rev-parse", "HEAD")).trim();
	const raw = (mode: string, name: string, oid: string) =>
		Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, "hex")]);
	const listed = await git(clone, "ls-tree", `HEAD:${taskFolder("42")}`);
	const files = [...listed.matchAll(/^(\d+) \w+ (\w{40})\t(.*)$/gm)].map(
		([, mode = "", oid = "", name = ""]) => raw(mode, name, oid),
	);
	const folder = await gitWith(
		clone,
		Buffer.concat([raw("100644", entry.name, entry.blob), ...files]),
		"hash-object",
		"-t",
		"tree",
		"-w",
		"--stdin",
		"--literally",
	);
	const shard = dirname(taskFolder("42"));
	const shards = await git(clone, "ls-tree", `HEAD:${shard}`);
	const changed = shards.replace(
		/^040000 tree \w{40}\t42$/m,
		`040000 tree ${folder.trim()}\t42`,
	);
	const shardOid = (await gitWith(clone, changed, "mktree")).trim();
	const all = (await git(clone, "ls-tree", "HEAD:tasks")).replace(
		new RegExp(`^040000 tree \\w{40}\\t${shard.slice(-2)}$`, "m"),
		`040000 tree ${shardOid}\t${shard.slice(-2)}`,
	);
	await commitTasks(clone, (await gitWith(clone, all, "mktree")).trim());
	return head;
}

async function pushTree(place: Place, tasks: string): Promise<void> {
	const { clone } = place;
	await git(clone, "fetch", "-q", "origin", BRANCH);
	const oid = (await git(clone, "rev-parse", tasks)).trim();
	// Task 41 went on meanwhile: only the folder of 42 goes back.
	const shard = dirname(taskFolder("42")).slice(-2);
	const now = await git(clone, "ls-tree", "FETCH_HEAD:tasks");
	const before = await git(clone, "ls-tree", oid);
	const line = new RegExp(`^040000 tree \\w{40}\\t${shard}$`, "m");
	const mended = now.replace(line, line.exec(before)?.[0] ?? "");
	await commitTasks(clone, (await gitWith(clone, mended, "mktree")).trim());
}

/** Commits a tree as the board's `tasks`, on top of where the branch is, and pushes it. */
async function commitTasks(clone: string, tasks: string): Promise<void> {
	await git(clone, "fetch", "-q", "origin", BRANCH);
	const root = (await git(clone, "ls-tree", "FETCH_HEAD")).replace(
		/^040000 tree \w{40}\ttasks$/m,
		`040000 tree ${tasks}\ttasks`,
	);
	const tree = (await gitWith(clone, root, "mktree")).trim();
	const parent = (await git(clone, "rev-parse", "FETCH_HEAD")).trim();
	const commit = (
		await git(clone, "commit-tree", tree, "-p", parent, "-m", "by hand")
	).trim();
	await git(clone, "push", "-q", "origin", `${commit}:refs/heads/${BRANCH}`);
}
