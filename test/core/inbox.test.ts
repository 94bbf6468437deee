import { expect, test } from "vitest";
import { isKnown, remember, sourceOf } from "../../src/core/inbox.ts";

const empty = { below: { comment: 0, event: 0 }, seen: [] };

test("an op id is known once it was remembered, and only that one", () => {
	const inbox = remember(empty, empty.below, "c5:1");
	expect(isKnown(inbox, empty, "c5:1")).toBe(true);
	expect(isKnown(inbox, empty, "c5:2")).toBe(false);
	expect(isKnown(inbox, empty, "t5")).toBe(false);
});

test("a mark stands for every id up to it, of its own kind only", () => {
	const board = { below: { comment: 100, event: 7 }, seen: [] };
	expect(isKnown(undefined, board, "c100:3")).toBe(true);
	expect(isKnown(undefined, board, "c101:1")).toBe(false);
	expect(isKnown(undefined, board, "t8")).toBe(false);
	expect(isKnown(undefined, board, "k0123456789abcdef")).toBe(false);
});

test("ids that a mark stands for are dropped when the next one is remembered", () => {
	const before = remember(
		remember(empty, empty.below, "c5:1"),
		empty.below,
		"c50:1",
	);
	expect(remember(before, { comment: 10, event: 0 }, "t9")).toEqual({
		below: { comment: 10, event: 0 },
		seen: ["c50:1", "t9"],
	});
});

test("callers' keys are kept to the last 200", () => {
	let inbox: typeof empty = empty;
	for (let n = 0; n < 250; n++)
		inbox = remember<never>(
			inbox as never,
			empty.below,
			`k${n.toString(16).padStart(16, "0")}`,
		);
	expect(inbox.seen).toHaveLength(200);
	expect(inbox.seen.at(-1)).toBe(`k${(249).toString(16).padStart(16, "0")}`);
});

test("Baton's own commands leave no trace in the inbox", () => {
	expect(remember(empty, empty.below, "e42:7").seen).toEqual([]);
});

test("what is no comment and no event has no source", () => {
	expect(sourceOf("c12:3")).toEqual({ kind: "comment", id: 12 });
	expect(sourceOf("t12")).toEqual({ kind: "event", id: 12 });
	expect(sourceOf("k12")).toBeUndefined();
	expect(sourceOf("c12:3:4")).toBeUndefined();
});
