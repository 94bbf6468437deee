import fs from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { init, writeCommit } from "isomorphic-git";
import { describe, expect, it } from "vitest";

import {
	parseCommit,
	printCommit,
	stageCommit,
} from "../../src/store/git/commit.ts";
import { makeObject } from "../../src/store/git/object.ts";
import { emptyTree } from "../../src/store/git/tree.ts";
import type { Version } from "../../src/store/store.ts";
import { AUTHOR, bytes, COMMITTER, stage } from "../support/staging.ts";

const NOTHING: Version = { oid: null, tree: emptyTree() };

describe("stageCommit", () => {
	it("makes the commit that isomorphic-git makes", async () => {
		const gitdir = await mkdtemp(join(tmpdir(), "baton-commit-"));
		try {
			await init({ fs, gitdir, bare: true });
			const root = stage(NOTHING, { a: "1" }, "first\n");
			const second = stage(root, { a: "2" }, "second\n\nBaton-Kind: op\n");
			const [author, committer] = [AUTHOR, COMMITTER].map(
				({ name, email, at }) => ({
					name,
					email,
					timestamp: at,
					timezoneOffset: 0,
				}),
			);
			if (author === undefined || committer === undefined)
				throw new Error("two people");
			const commit = {
				message: second.message,
				tree: second.tree.rootOid,
				parent: [root.oid],
				author,
				committer,
			};
			expect(await writeCommit({ fs, gitdir, commit })).toBe(second.oid);
		} finally {
			await rm(gitdir, { recursive: true, force: true });
		}
	});

	it("gives every object the remote may lack, the commit last", () => {
		const root = stage(NOTHING, { "a/b": "1", c: "2" });
		expect(root.objects.map(({ type }) => type)).toEqual([
			"blob",
			"tree",
			"blob",
			"tree",
			"commit",
		]);
		const second = stage(root, { c: "3" });
		expect(second.objects.map(({ type }) => type)).toEqual([
			"blob",
			"tree",
			"commit",
		]);
		expect(second.parent).toBe(root.oid);
	});

	it("refuses a change that changes nothing", () => {
		const root = stage(NOTHING, { a: "1" });
		expect(() => stage(root, { a: "1", b: null })).toThrow(TypeError);
		expect(() => stage(NOTHING, {})).toThrow(TypeError);
	});

	it("ends the message with a newline and lets no NUL or broken text into it", () => {
		expect(stage(NOTHING, { a: "1" }, "no end").message).toBe("no end\n");
		expect(stage(NOTHING, { a: "1" }, "a\0b\ud800\n\n").message).toBe(
			"ab\ufffd\n\n",
		);
	});

	it.each([
		["a \u0001 b", "a b"],
		["a\u0001b", "ab"],
		[" <> ", "octocat"],
		["a\r\n\tb\ufeff", "a b"],
	])("writes the name %j as %j", (name, shown) => {
		const author = { name, email: "octocat@example.com", at: 1 };
		const { objects } = stageCommit(NOTHING, {
			files: new Map([["a", bytes("1")]]),
			message: "m",
			author,
			committer: COMMITTER,
		});
		const commit = objects.find(({ type }) => type === "commit");
		expect(commit && parseCommit(commit).author).toEqual({
			...author,
			name: shown,
		});
	});

	it("refuses a time that is no whole second", () => {
		const change = {
			files: new Map([["a", bytes("1")]]),
			message: "m",
			committer: COMMITTER,
		};
		for (const at of [1.5, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
			expect(() =>
				stageCommit(NOTHING, { ...change, author: { ...AUTHOR, at } }),
			).toThrow(RangeError);
		}
	});
});

describe("parseCommit", () => {
	it("reads back what printCommit prints, whatever people and messages say", () => {
		const text = fc.string({ unit: "binary", maxLength: 40 });
		const person = fc.record({ name: text, email: text, at: fc.nat() });
		fc.assert(
			fc.property(person, person, text, (author, committer, message) => {
				const commit = {
					treeOid: "1".repeat(40),
					parents: ["2".repeat(40)],
					author,
					committer,
					message,
				};
				const once = parseCommit(makeObject("commit", printCommit(commit)));
				expect(once.parents).toEqual(commit.parents);
				expect(once.author.at).toBe(author.at);
				expect(once.author.name).not.toBe("");
				const twice = parseCommit(makeObject("commit", printCommit(once)));
				expect(twice).toEqual({ ...once, oid: twice.oid });
				expect(printCommit(once).equals(printCommit(commit))).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});

	it("reads malformed people as nobody, and refuses what is no commit", () => {
		const record = parseCommit(
			makeObject(
				"commit",
				bytes(`tree ${"1".repeat(40)}\nauthor nonsense\n\nm`),
			),
		);
		expect(record.author).toEqual({ name: "", email: "", at: 0 });
		expect(record.committer).toEqual({ name: "", email: "", at: 0 });
		expect(() => parseCommit(makeObject("blob", bytes("tree x\n\n")))).toThrow(
			"is not a commit",
		);
		expect(() => parseCommit(makeObject("commit", bytes("nothing")))).toThrow(
			"is not a commit",
		);
	});
});
