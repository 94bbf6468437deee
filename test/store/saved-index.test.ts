import {
	mkdir,
	mkdtemp,
	readFile,
	rm,
	stat,
	symlink,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { BoardState } from "../../src/store/board-state.ts";
import {
	type GitObject,
	makeObject,
	printTree,
} from "../../src/store/git/object.ts";
import { emptyTree, type Tree } from "../../src/store/git/tree.ts";
import { loadTree } from "../../src/store/git/tree-loader.ts";
import { taskFolder } from "../../src/store/layout.ts";
import {
	openSavedIndex,
	type SavedIndexOptions,
} from "../../src/store/saved-index.ts";
import {
	boardTree,
	documentsOf,
	said,
	task,
} from "../support/board-answers.ts";

const HEAD = "1".repeat(40);
const LATER = "2".repeat(40);
const MINUTE_MS = 60_000;

describe("the saved index of a board", () => {
	let dir: string;
	let path: string;
	let nowMs: number;
	let problems: unknown[];

	beforeEach(async () => {
		dir = await mkdtemp(join(tmpdir(), "baton-saved-"));
		path = join(dir, "cache/7.index");
		nowMs = 0;
		problems = [];
	});
	afterEach(() => rm(dir, { recursive: true }));

	function open(changes: Partial<SavedIndexOptions> = {}) {
		return openSavedIndex({
			path,
			board: "git.example 7 baton/board",
			build: "1.2.3",
			nowMs: () => nowMs,
			onProblem: (error) => problems.push(error),
			...changes,
		});
	}

	function built(tree: Tree): BoardState {
		const state = new BoardState(emptyTree());
		state.moveTo(tree);
		return state;
	}

	async function saved(tree: Tree = boardTree()): Promise<BoardState> {
		const state = built(tree);
		await open().close({ head: HEAD, state });
		return state;
	}

	it("gives back the board, its files and its head", async () => {
		const state = await saved();
		const found = await open().read();
		expect(found?.head).toBe(HEAD);
		expect(found?.state.tree.rootOid).toBe(state.tree.rootOid);
		expect(found && textsOf(found.state.tree)).toEqual(textsOf(state.tree));
		expect(said(found?.state)).toEqual(said(state));
		expect(problems).toEqual([]);
	});

	it("can be saved again before anything in it was asked for", async () => {
		const state = await saved();
		const first = open();
		const found = await first.read();
		if (found === undefined) throw new Error("nothing was saved");
		await first.close({ head: LATER, state: found.state });
		const again = await open().read();
		expect(again?.head).toBe(LATER);
		expect(said(again?.state)).toEqual(said(state));
	});

	it("keeps what has no place in a board, and what is empty", async () => {
		const tree = await oddTree();
		await saved(tree);
		const found = (await open().read())?.state;
		expect(found?.tree.rootOid).toBe(tree.rootOid);
		expect(found?.tree.list("")).toEqual(tree.list(""));
		expect(said(found)).toEqual(said(built(tree)));
		const change = new Map([["tasks/new", new TextEncoder().encode("x")]]);
		expect(found?.tree.with(change).tree.rootOid).toBe(
			tree.with(change).tree.rootOid,
		);
	});

	it("is nothing when there is none, without a complaint", async () => {
		expect(await open().read()).toBeUndefined();
		expect(problems).toEqual([]);
	});

	it.each([
		["build", { build: "1.2.4" }],
		["branch or repository", { board: "git.example 8 baton/board" }],
	])("of another %s is none", async (_, changes) => {
		await saved();
		expect(await open(changes).read()).toBeUndefined();
		expect(await open().read()).toBeDefined();
	});

	it("of another format is none", async () => {
		await saved();
		const bytes = await readFile(path);
		const at = bytes.indexOf('"format":1') + '"format":'.length;
		bytes.write("2", at);
		await writeFile(path, bytes);
		expect(await open().read()).toBeUndefined();
	});

	it("that is cut off anywhere is none", async () => {
		await saved(small());
		const bytes = await readFile(path);
		for (let length = 0; length < bytes.length; length++) {
			await writeFile(path, bytes.subarray(0, length));
			expect(await open().read()).toBeUndefined();
		}
		await writeFile(path, Buffer.concat([bytes, Buffer.from("x")]));
		expect(await open().read()).toBeUndefined();
		await writeFile(path, bytes);
		expect(await open().read()).toBeDefined();
	});

	it("with a byte changed anywhere is none", async () => {
		await saved(small());
		const bytes = await readFile(path);
		for (let at = 0; at < bytes.length; at++) {
			const damaged = Buffer.from(bytes);
			damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
			await writeFile(path, damaged);
			expect(await open().read()).toBeUndefined();
		}
	});

	it("that is no file is none", async () => {
		await mkdir(path, { recursive: true });
		expect(await open().read()).toBeUndefined();
		expect(problems).toHaveLength(1);
	});

	it("is none when the disk is full, and what was there stays whole", async () => {
		const state = await saved();
		await symlink("/dev/full", `${path}.new`);
		const index = open();
		await index.close({ head: LATER, state });
		expect(problems).toMatchObject([{ code: "ENOSPC" }]);
		expect((await open().read())?.head).toBe(HEAD);
		await index.close({ head: LATER, state });
		expect((await open().read())?.head).toBe(LATER);
	});

	it("costs nothing but itself where nothing can be written", async () => {
		await writeFile(join(dir, "cache"), "not a directory");
		const index = open();
		index.offer({ head: HEAD, state: built(boardTree()) });
		await index.close({ head: LATER, state: built(boardTree()) });
		expect(problems).toHaveLength(2);
		expect(await index.read()).toBeUndefined();
	});

	it("is not larger than it may be", async () => {
		const state = await saved();
		const { size } = await stat(path);
		await open({ maxBytes: size - 1 }).close({ head: LATER, state });
		expect((await open().read())?.head).toBe(HEAD);
		expect(await open({ maxBytes: size - 1 }).read()).toBeUndefined();
		expect(problems).toHaveLength(2);
		await open({ maxBytes: size }).close({ head: LATER, state });
		expect((await open({ maxBytes: size }).read())?.head).toBe(LATER);
	});

	it("is written at once by who found none, then every ten minutes at most", async () => {
		const state = built(boardTree());
		const index = open();
		index.offer({ head: HEAD, state });
		await index.close(undefined);
		expect((await open().read())?.head).toBe(HEAD);
		nowMs = 9 * MINUTE_MS;
		index.offer({ head: LATER, state });
		await index.close(undefined);
		expect((await open().read())?.head).toBe(HEAD);
		nowMs = 10 * MINUTE_MS;
		index.offer({ head: LATER, state });
		await index.close(undefined);
		expect((await open().read())?.head).toBe(LATER);
	});

	it("is as the board was when it was offered, whatever happens to that meanwhile", async () => {
		const state = built(boardTree());
		const before = said(state);
		const index = open();
		index.offer({ head: HEAD, state });
		state.moveTo(emptyTree());
		await index.close(undefined);
		expect(said((await open().read())?.state)).toEqual(before);
	});
});

/** A board of one task. */
function small(): Tree {
	return emptyTree().with(new Map(documentsOf(task("1")))).tree;
}

function textsOf(tree: Tree): unknown {
	const decoder = new TextDecoder();
	return [...tree.entries()].map(([path, oid, bytes]) => [
		path,
		oid,
		decoder.decode(bytes),
	]);
}

/** A board with a link, a submodule, a tree under a file's mode, and an empty file and directory. */
async function oddTree(): Promise<Tree> {
	const objects = new Map<string, GitObject>();
	const put = (object: GitObject) =>
		objects.set(object.oid, object) && object.oid;
	const blob = put(makeObject("blob", Buffer.from("a: 1\n")));
	const empty = put(makeObject("blob", new Uint8Array()));
	const nothing = put(makeObject("tree", new Uint8Array()));
	const task = put(
		makeObject(
			"tree",
			printTree([
				{ mode: "120000", name: "link", oid: blob },
				{ mode: "100644", name: "task.yaml", oid: blob },
			]),
		),
	);
	const [, spread = "", key = ""] = taskFolder("42").split("/");
	const tasks = (name: string, oid: string) =>
		put(makeObject("tree", printTree([{ mode: "40000", name, oid }])));
	const root = put(
		makeObject(
			"tree",
			printTree([
				{ mode: "160000", name: "module", oid: HEAD },
				{ mode: "100644", name: "no-file", oid: task },
				{ mode: "40000", name: "no-directory", oid: blob },
				{ mode: "100755", name: "empty", oid: empty },
				{ mode: "40000", name: "void", oid: nothing },
				{ mode: "40000", name: "tasks", oid: tasks(spread, tasks(key, task)) },
			]),
		),
	);
	return loadTree({ read: async (oid) => objects.get(oid) }, root, emptyTree());
}
