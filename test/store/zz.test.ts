import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { makeObject, parseTree } from "../../src/store/git/object.ts";
import { diffTrees, emptyTree, type Tree } from "../../src/store/git/tree.ts";
import { bytes, git, gitWith } from "../support/staging.ts";

type Files = Map<string, string>;

/** Few names, so that generated changes meet each other; some sort differently as a file and as a directory. */
const name = fc.constantFrom(
	"a",
	"a.b",
	"a0",
	"a-",
	"b",
	"ä",
	"日本",
	"Z",
	"task.yaml",
);
const path = fc
	.array(name, { minLength: 1, maxLength: 4 })
	.map((names) => names.join("/"));
const change = fc.tuple(
	path,
	fc.option(fc.string({ maxLength: 3 }), { nil: null }),
);
const step = fc.array(change, { maxLength: 6 });

/** What a plain map does with a change; undefined when a file and a directory would need the same name. */
function applyToModel(
	files: Files,
	changes: readonly (readonly [string, string | null])[],
): Files | undefined {
	const next = new Map(files);
	for (const [at, text] of new Map(changes)) if (text === null) next.delete(at);
	for (const [at, text] of new Map(changes))
		if (text !== null) next.set(at, text);
	for (const at of next.keys()) {
		for (const other of next.keys())
			if (other.startsWith(`${at}/`)) return undefined;
	}
	return next;
}

function toChanges(
	changes: readonly (readonly [string, string | null])[],
): Map<string, Uint8Array | null> {
	return new Map(
		changes.map(([at, text]) => [at, text === null ? null : bytes(text)]),
	);
}

function treeOf(files: Files): Tree {
	return emptyTree().with(toChanges([...files])).tree;
}

function toModel(tree: Tree): Files {
	return new Map(
		[...tree.entries()].map(([at, , content]) => [
			at,
			new TextDecoder().decode(content),
		]),
	);
}

function sorted(files: Files): [string, string][] {
	return [...files].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe("Tree", () => {
	it("does what a plain map of paths does, whatever the changes", () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
				let tree = emptyTree();
				let model: Files = new Map();
				for (const changes of steps) {
					const next = applyToModel(model, changes);
					if (next === undefined) {
						expect(() => tree.with(toChanges(changes))).toThrow(TypeError);
						continue;
					}
					tree = tree.with(toChanges(changes)).tree;
					model = next;
					expect(sorted(toModel(tree))).toEqual(sorted(model));
					for (const [at, text] of model)
						expect(tree.get(at)).toEqual(bytes(text));
					expect(tree.rootOid).toBe(treeOf(model).rootOid);
				}
			}),
			{ numRuns: 10000 },
		);
	});

	it("emits exactly the objects that the version before does not have at that place", () => {
		fc.assert(
			fc.property(step, step, (first, second) => {
				const before = applyToModel(new Map(), first);
				const after = before && applyToModel(before, second);
				fc.pre(before !== undefined && after !== undefined);
				const base = treeOf(before as Files);
				const { tree, objects } = base.with(toChanges(second));
				const places = (one: Tree): Map<string, string> => {
					const found = new Map<string, string>([["", one.rootOid]]);
					for (const [at, oid] of one.entries()) {
						found.set(at, oid);
						const names = at.split("/");
						for (let depth = 1; depth < names.length; depth++) {
							const directory = names.slice(0, depth).join("/");
							found.set(directory, one.oidOf(directory) as string);
						}
					}
					return found;
				};
				const known = places(base);
				const expected = new Set(
					[...places(tree)]
						.filter(([at, oid]) => known.get(at) !== oid)
						.map(([, oid]) => oid),
				);
				expect(objects.map(({ oid }) => oid).sort()).toEqual(
					[...expected].sort(),
				);
				for (const { oid, type, body } of objects)
					expect(makeObject(type, body).oid).toBe(oid);
			}),
			{ numRuns: 10000 },
		);
	});

	it("finds exactly the paths at which two trees differ", () => {
		fc.assert(
			fc.property(step, step, (first, second) => {
				const left = applyToModel(new Map(), first);
				const right = applyToModel(new Map(), second);
				fc.pre(left !== undefined && right !== undefined);
				const model = [
					...new Set([...(left as Files).keys(), ...(right as Files).keys()]),
				];
				const differing = model
					.filter((at) => left?.get(at) !== right?.get(at))
					.sort();
				expect(
					diffTrees(treeOf(left as Files), treeOf(right as Files)),
				).toEqual(differing);
			}),
			{ numRuns: 10000 },
		);
	});

	it("names trees as git write-tree does", async () => {
		const directory = await mkdtemp(join(tmpdir(), "baton-tree-"));
		try {
			await git(directory, "init", "--quiet");
			const samples = fc.sample(
				fc.array(change, { minLength: 1, maxLength: 12 }),
				{ numRuns: 60, seed: 7 },
			);
			for (const sample of samples) {
				const model = applyToModel(new Map(), sample);
				if (model === undefined) continue;
				await git(directory, "read-tree", "--empty");
				const lines: string[] = [];
				for (const [at, text] of model) {
					const oid = (
						await gitWith(directory, text, "hash-object", "-w", "--stdin")
					).trim();
					lines.push(`100644 ${oid}\t${at}\0`);
				}
				if (lines.length > 0)
					await gitWith(
						directory,
						lines.join(""),
						"update-index",
						"-z",
						"--index-info",
					);
				expect(treeOf(model).rootOid).toBe(
					(await git(directory, "write-tree")).trim(),
				);
			}
		} finally {
			await rm(directory, { recursive: true, force: true });
		}
	});

	it("shares every directory that a change does not go through", () => {
		const base = treeOf(
			new Map([
				["tasks/01/1", "x"],
				["tasks/02/2", "y"],
				["memory/shared", "z"],
			]),
		);
		const { tree, objects } = base.with(toChanges([["tasks/01/1", "changed"]]));
		expect(objects.map(({ type }) => type).sort()).toEqual([
			"blob",
			"tree",
			"tree",
			"tree",
		]);
		const child = (one: Tree, at: string) =>
			one.root.children[one.root.shape.index.get(at) ?? -1];
		expect(child(tree, "memory")).toBe(child(base, "memory"));
		expect(child(tree, "tasks")).not.toBe(child(base, "tasks"));
	});

	it("answers the very same tree when nothing changes", () => {
		const base = treeOf(new Map([["a/b", "x"]]));
		const same = base.with(
			toChanges([
				["a/b", "x"],
				["not/there", null],
				["a/b/c", null],
				["a", null],
			]),
		);
		expect(same.tree).toBe(base);
		expect(same.objects).toEqual([]);
	});

	it("turns a file into a directory, and back, only when what is in the way goes in the same change", () => {
		const file = treeOf(new Map([["a", "x"]]));
		const directory = file.with(
			toChanges([
				["a", null],
				["a/b", "y"],
			]),
		).tree;
		expect(sorted(toModel(directory))).toEqual([["a/b", "y"]]);
		expect(
			directory.with(
				toChanges([
					["a/b", null],
					["a", "x"],
				]),
			).tree.rootOid,
		).toBe(file.rootOid);
		expect(() => file.with(toChanges([["a/b", "y"]]))).toThrow(
			"not a directory: a",
		);
		expect(() => directory.with(toChanges([["a", "x"]]))).toThrow(
			"a directory, not a file: a",
		);
	});

	it.each([
		"",
		"/a",
		"a/",
		"a//b",
		".",
		"a/..",
		"../a",
		".git/config",
		"a/.GIT",
		"a/.git .",
		"git~1",
		".g\u200dit",
		"a\\b",
		"a\0",
		"\ud800",
	])("refuses the path %j", (bad) => {
		expect(() => emptyTree().with(toChanges([[bad, "x"]]))).toThrow(TypeError);
		expect(() => emptyTree().with(toChanges([[bad, null]]))).toThrow(TypeError);
		expect(emptyTree().get(bad)).toBeUndefined();
	});

	it("refuses a path that is too deep to be read back", () => {
		const deep = (depth: number) => Array(depth).fill("d").join("/");
		expect(toModel(treeOf(new Map([[deep(50), "x"]]))).size).toBe(1);
		expect(() => treeOf(new Map([[deep(51), "x"]]))).toThrow(TypeError);
	});

	it("lists a directory's files and directories", () => {
		const tree = treeOf(
			new Map([
				["a/x", "1"],
				["a/y/z", "2"],
				["b", "3"],
			]),
		);
		expect(tree.list("")).toEqual(["a", "b"]);
		expect(tree.list("a")).toEqual(["x", "y"]);
		expect(tree.list("b")).toEqual([]);
		expect(tree.list("none")).toEqual([]);
	});

	it("costs no more to change in a large directory than a copy of its bytes", () => {
		const files = new Map(
			Array.from({ length: 300 }, (_, number) => [`t${number}`, "x"] as const),
		);
		const base = treeOf(files);
		const changed = base.with(toChanges([["t7", "y"]])).tree;
		expect(changed.root.shape).toBe(base.root.shape);
		expect(changed.rootOid).toBe(
			treeOf(new Map([...files, ["t7", "y"]])).rootOid,
		);
	});
});

describe("parseTree", () => {
	it("answers undefined for malformed bodies instead of failing", () => {
		const whole = treeOf(
			new Map([
				["a", "x"],
				["b", "y"],
			]),
		).root.body;
		for (let length = 1; length < whole.length; length++) {
			const isEntryEnd = length === whole.length / 2;
			expect(parseTree(whole.subarray(0, length)) === undefined).toBe(
				!isEntryEnd,
			);
		}
		expect(parseTree(bytes("no tree at all"))).toBeUndefined();
	});
});
