import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { STATUSES } from "../../src/core/status.ts";
import { PRIORITIES } from "../../src/core/task.ts";
import { BoardState } from "../../src/store/board-state.ts";
import { emptyTree, type Tree } from "../../src/store/git/tree.ts";
import {
	encodeQuarantine,
	quarantinePath,
} from "../../src/store/journal-quarantine.ts";
import { BOARD_FILE, taskFolder, taskPath } from "../../src/store/layout.ts";
import { openSavedIndex } from "../../src/store/saved-index.ts";
import {
	AGENTS,
	boardDocument,
	documentsOf,
	said,
	task,
} from "../support/board-answers.ts";

type Files = ReadonlyMap<string, Uint8Array | null>;

const key = fc.constantFrom("1", "2", "3", "4", "5", "6", "7", "8");
const agent = fc.constantFrom(...AGENTS);
const instant = fc
	.integer({ min: 0, max: 9 })
	.map((second) => `2026-11-20T19:30:0${second}.000Z`);
const bytes = (text: string) => new TextEncoder().encode(text);

/** All files of a task, and the folder itself as a file, gone. */
function gone(of: string): [string, null][] {
	const names = ["task", "brief", "baton", "context"] as const;
	return [
		...names.map((name): [string, null] => [taskPath(of, name), null]),
		[quarantinePath(of), null],
		[taskFolder(of), null],
	];
}

const sound: fc.Arbitrary<Files> = fc
	.record(
		{
			key,
			status: fc.constantFrom(...STATUSES),
			priority: fc.constantFrom(...PRIORITIES),
			blocked_by: fc.uniqueArray(key, { maxLength: 3 }),
			created_at: instant,
			parent: key,
			assignee: agent,
			due: fc.constant("2026-12-01"),
			not_before: instant,
			reason: fc.string({ unit: "grapheme", maxLength: 10 }),
			labels: fc.array(fc.string(), { maxLength: 2 }),
			lease: fc.record({
				agent,
				actor: fc.constant({ id: 7, login: "octocat" }),
				acquired_at: instant,
				expires_at: instant,
			}),
		},
		{ requiredKeys: ["key"] },
	)
	.map(
		({ key: of, ...changes }) =>
			new Map([...gone(of), ...documentsOf(task(of, changes))]),
	);

/** What people do to a board by hand, and what they do to it through Baton. */
const step: fc.Arbitrary<Files> = fc.oneof(
	{ weight: 8, arbitrary: sound },
	key.map((of) => new Map(gone(of))),
	key.map((of) => new Map([...gone(of), [taskFolder(of), bytes("a file")]])),
	fc
		.tuple(
			key,
			fc.constantFrom("task", "brief", "baton", "context"),
			fc.constantFrom("", "a: [", "format: 99\n", "\ufeff# x\n", "# a\n"),
		)
		.map(
			([of, file, text]) =>
				new Map([
					[taskFolder(of), null],
					[taskPath(of, file), bytes(text)],
				]),
		),
	key.map(
		(of) =>
			new Map([
				[taskFolder(of), null],
				[quarantinePath(of), encodeQuarantine({ reason: "it was moved" })],
			]),
	),
	fc
		.constantFrom<[string, Uint8Array | null]>(
			boardDocument(),
			boardDocument("other"),
			[BOARD_FILE, bytes("format: 99\n")],
			[BOARD_FILE, null],
			["tasks/00/1/task.yaml", bytes("astray")],
		)
		.map((file) => new Map([file])),
);

/** Leaves out what no commit could do: a file in a file. */
function after(tree: Tree, files: Files): Tree {
	try {
		return tree.with(files).tree;
	} catch (error) {
		if (error instanceof TypeError) return tree;
		throw error;
	}
}

function built(tree: Tree): BoardState {
	const state = new BoardState(emptyTree());
	state.moveTo(tree);
	return state;
}

let dir: string;
beforeAll(async () => {
	dir = await mkdtemp(join(tmpdir(), "baton-saved-"));
});
afterAll(() => rm(dir, { recursive: true }));

test("a board that was saved and moved on answers everything as one that was read anew", async () => {
	const steps = fc.array(step, { maxLength: 14 });
	let count = 0;
	await fc.assert(
		fc.asyncProperty(steps, steps, fc.boolean(), async (first, then, asks) => {
			const options = {
				path: join(dir, `${++count}`),
				board: "board",
				build: "1",
				nowMs: () => 0,
			};
			const tree = first.reduce(after, emptyTree());
			const state = built(tree);
			await openSavedIndex(options).close({ head: "1".repeat(40), state });
			const found = (await openSavedIndex(options).read())?.state;
			if (found === undefined) throw new Error("nothing was saved");
			if (asks) expect(said(found)).toEqual(said(built(tree)));
			let moved = tree;
			for (const files of then) {
				moved = after(moved, files);
				found.moveTo(moved);
			}
			expect(said(found)).toEqual(said(built(moved)));
			await found.moveInTurns(tree);
			expect(said(found)).toEqual(said(built(tree)));
		}),
		{ numRuns: 150, seed: 20_261_121 },
	);
}, 60_000);
