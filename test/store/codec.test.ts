import { describe, expect, test } from "vitest";
import type { Note, Task } from "../../src/core/task.ts";
import * as codec from "../../src/store/codec.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (yaml: string) => new TextEncoder().encode(yaml);

const task: Task = {
	format: 1,
	key: "42",
	issue: 42,
	title: "Add request logging",
	status: "in_progress",
	priority: "normal",
	version: 2,
	labels: ["api"],
	capabilities: [],
	blocked_by: ["41"],
	attempts: 0,
	lease: {
		agent: "alice",
		actor: { id: 2, login: "alice" },
		acquired_at: "2026-11-20T19:00:00.000Z",
		expires_at: "2026-11-20T19:10:00.000Z",
	},
	fence: 1,
	artifacts: [],
	inbox: { below: { comment: 0, event: 0 }, seen: ["c5:1"] },
	created_at: "2026-11-20T19:00:00.000Z",
	updated_at: "2026-11-20T19:00:00.000Z",
};

describe("task.yaml", () => {
	test("is read back as it was written", () => {
		expect(codec.decodeTask(codec.encodeTask(task))).toEqual({
			ok: true,
			value: task,
		});
	});

	test("has its fields in the order of the protocol, whatever order they come in", () => {
		const shuffled = Object.fromEntries(
			Object.entries(task).reverse(),
		) as unknown as Task;
		expect(text(codec.encodeTask(shuffled))).toBe(text(codec.encodeTask(task)));
		expect(text(codec.encodeTask(task))).toMatch(
			/^format: 1\nkey: "?42"?\nissue: 42\ntitle: Add request logging\nstatus: in_progress\n/,
		);
	});

	const good = text(codec.encodeTask(task));
	test.each([
		["a newer format", good.replace("format: 1", "format: 2"), "newer"],
		["an unknown field", `${good}colour: red\n`, "colour"],
		["an unknown status", good.replace("in_progress", "dreaming"), "status"],
		["a path for a key", good.replace(/key: .*/, "key: ../x"), "key"],
		[
			"conflict markers",
			`<<<<<<< ours\n${good}=======\n${good}>>>>>>> theirs\n`,
			"",
		],
		["a byte order mark", `\uFEFF${good}`, ""],
		["two documents", `${good}---\n${good}`, ""],
		["a duplicate key", `${good}fence: 2\n`, ""],
		["an empty file", "", ""],
		["an anchor", good.replace("labels:", "labels: &a"), ""],
	])("with %s is refused with a reason", (_, yaml, reason) => {
		expect(codec.decodeTask(bytes(yaml))).toMatchObject({
			ok: false,
			reason: expect.stringContaining(reason),
		});
	});

	test("that is no UTF-8 is refused with a reason", () => {
		expect(codec.decodeTask(new Uint8Array([0xff, 0xfe, 0x00]))).toEqual({
			ok: false,
			reason: "it is not UTF-8",
		});
	});
});

test.each([
	["", "no description"],
	["One line", "one line"],
	["# A heading\n\n```yaml\na: 1\n```\n", "markdown with a line at the end"],
	["\n\nblank lines around\n\n", "blank lines around"],
])("brief.md gives back %j (%s)", (description) => {
	const brief = { title: "A title: with # signs", description };
	expect(codec.decodeBrief(codec.encodeBrief(brief))).toEqual({
		ok: true,
		value: brief,
	});
});

const contextOf = (notes: readonly Note[]) => ({
	notes,
	follow_ups: [],
	memory: [],
});

describe("notes", () => {
	const note = (n: number, body: string): Note => ({
		id: `n${n}`,
		kind: "note",
		body,
		agent: "alice",
		actor: { id: 2, login: "alice" },
		role: "write",
		at: "2026-11-20T19:00:00.000Z",
	});

	test("are spread over pages of 100, and older pages never change", () => {
		const notes = Array.from({ length: 250 }, (_, index) =>
			note(index + 1, `note ${index}`),
		);
		const pages = codec.encodeContext(contextOf(notes));
		expect(pages).toHaveLength(3);
		expect(
			codec
				.encodeContext(contextOf(notes.slice(0, 230)))
				.slice(0, 2)
				.map(text),
		).toEqual(pages.slice(0, 2).map(text));
		expect(codec.decodeContext(pages)).toEqual({
			ok: true,
			value: contextOf(notes),
		});
	});

	test("of 8 kB each stay within what a document may hold, even when every character has to be escaped", () => {
		const notes = Array.from({ length: 60 }, (_, index) =>
			note(index + 1, "\u200b".repeat(2_730)),
		);
		const pages = codec.encodeContext(contextOf(notes));
		for (const page of pages) expect(page.length).toBeLessThan(512_000);
		expect(codec.decodeContext(pages)).toEqual({
			ok: true,
			value: contextOf(notes),
		});
	});
});
