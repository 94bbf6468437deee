import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boardPage } from "../../src/cli/board/board-page.ts";
import type { Canvas } from "../../src/cli/board/canvas.ts";
import { PLAIN, styleFor } from "../../src/cli/style.ts";
import { widthOf } from "../../src/cli/text-width.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import { STATUSES } from "../../src/core/status.ts";

const NOW = "2026-11-20T19:30:00.000Z";
const PLACE = { owner: "acme", repo: "shop", board: "board" };

const canvas = (width: number, rows?: number): Canvas => ({
	...{ width, rows, now: NOW },
	look: { width, ascii: false, style: PLAIN },
});

const card = (key: string, title: string, more: JsonObject = {}) => ({
	...{ key, title, priority: "normal", version: 1 },
	...more,
});

/** A board as the verb answers it. */
function boardOf(
	columns: Readonly<Record<string, readonly JsonObject[]>>,
	more: Readonly<Record<string, JsonObject>> = {},
): JsonObject {
	const rows = STATUSES.map((status) => ({
		...{ status, count: columns[status]?.length ?? 0, overdue: 0 },
		tasks: columns[status] ?? [],
		...more[status],
	}));
	const count = rows.reduce((sum, row) => sum + Number(row.count), 0);
	const ended = Number(rows.find(({ status }) => status === "done")?.count);
	return {
		...{ name: "board", columns: rows },
		...{ count, open: count - ended, overdue: 1 },
	};
}

const SAMPLE = boardOf(
	{
		ready: [
			card("47", "Rotate the signing keys", {
				...{ priority: "urgent", assignee: "ops-1" },
			}),
			card("48", "日本語のエラーメッセージを直す", {
				...{ attempts: 2, not_before: "2026-11-20T19:32:00.000Z" },
			}),
		],
		in_progress: [
			card("42", "Log every request", {
				...{ held_by: "backend-1", until: "2026-11-20T19:38:10.000Z" },
				subtasks: { count: 3, open: 2 },
			}),
			card("43", "Move sessions out of the process and into Redis at last", {
				...{ priority: "high", plan: { steps: 5, done: 2, out: 1 } },
				gate: "pending",
			}),
			card("44", "Drop the old endpoint", {
				...{ held_by: "backend-2", until: "2026-11-20T19:28:00.000Z" },
				...{ due: "2026-11-19", overdue: true },
			}),
		],
		blocked: [
			card("45", "Alert on slow requests", {
				waits: 5,
				waits_for: ["42", "43", "44", "46"].map((key) => ({ key })),
			}),
			card("46", "Buy the certificate", { held: "waiting for the vendor" }),
		],
		done: [card("40", "Choose a logger", { gate: "passed" })],
	},
	{ in_progress: { limit: 3, full: true, overdue: 1 }, done: { count: 9 } },
);

const drawn = (width: number, rows?: number, board = SAMPLE) =>
	boardPage(board, PLACE, canvas(width, rows));

test("the whole board, 80 cells wide", () => {
	expect(`\n${drawn(80).join("\n")}\n`).toBe(`
acme/shop board: 7 open, 9 ended, 1 overdue                            19:30:00Z

READY 2
  47 !! Rotate the signing keys                                        for ops-1
  48    日本語のエラーメッセージを直す                    failed 2x, again in 2m

IN PROGRESS 3/3, 1 overdue
  42    Log every request                             backend-1 8m  1/3 subtasks
  43 !  Move sessions out of the process and in… 2/5 steps (1 out)  gate pending
  44    Drop the old endpoint             backend-2 ended 2m ago  due 2026-11-19

BLOCKED 2
  45    Alert on slow requests                           waits for 42, 43, 44 +2
  46    Buy the certificate                         held: waiting for the vendor

DONE 9
  40    Choose a logger                                              gate passed
  +8 more
`);
});

test("the whole board, 120 cells wide", () => {
	expect(`\n${drawn(120).join("\n")}\n`).toBe(`
acme/shop board: 7 open, 9 ended, 1 overdue                                                                    19:30:00Z

READY 2                       IN PROGRESS 3/3, 1 overdue    BLOCKED 2                     DONE 9

47 !! Rotate the signing      42    Log every request       45    Alert on slow requests  40    Choose a logger
      keys                      backend-1 8m  1/3 subtasks    waits for 42, 43, 44 +2       gate passed
  for ops-1
                              43 !  Move sessions out of    46    Buy the certificate     +8 more
48    日本語のエラーメッセ…         the process and into…     held: waiting for the ven…
  failed 2x, again in 2m        2/5 steps (1 out)
                                gate pending

                              44    Drop the old endpoint
                                backend-2 ended 2m ago
                                due 2026-11-19
`);
});

test("fifteen lines: what is worth most has them, and what is cut is counted", () => {
	expect(`\n${drawn(80, 15).join("\n")}\n`).toBe(`
acme/shop board: 7 open, 9 ended, 1 overdue                            19:30:00Z

READY 2
  47 !! Rotate the signing keys                                        for ops-1
  48    日本語のエラーメッセージを直す                    failed 2x, again in 2m

IN PROGRESS 3/3, 1 overdue
  42    Log every request                             backend-1 8m  1/3 subtasks
  +2 more

BLOCKED 2
  45    Alert on slow requests                           waits for 42, 43, 44 +2
  46    Buy the certificate                         held: waiting for the vendor

Not shown: 9 done
`);
});

test("columns that are cut say how much is missing", () => {
	expect(`\n${drawn(120, 11).join("\n")}\n`).toBe(`
acme/shop board: 7 open, 9 ended, 1 overdue                                                                    19:30:00Z

READY 2                       IN PROGRESS 3/3, 1 overdue    BLOCKED 2                     DONE 9

47 !! Rotate the signing      42    Log every request       45    Alert on slow requests  40    Choose a logger
      keys                      backend-1 8m  1/3 subtasks    waits for 42, 43, 44 +2       gate passed
  for ops-1
                              +2 more                       46    Buy the certificate     +8 more
48    日本語のエラーメッセ…                                   held: waiting for the ven…
  failed 2x, again in 2m
`);
});

describe("a small terminal", () => {
	test("shows the columns worth most, and names the others", () => {
		const page = drawn(60, 9).join("\n");
		expect(page).toContain("IN PROGRESS");
		expect(page).not.toContain("DONE");
		expect(page).toContain("Not shown: 2 ready, 2 blocked, 9 done");
	});

	test("an empty board says what to do", () => {
		expect(drawn(80, 24, boardOf({}))).toEqual([
			expect.stringContaining("acme/shop board: 0 open, 0 ended"),
			"",
			"No tasks yet. `baton enroll --title …` puts one on it.",
		]);
	});
});

const hostile = fc.string({ unit: "grapheme", maxLength: 80 });
const someCard = fc.record(
	{
		key: fc.stringMatching(/^[a-z0-9-]{1,63}$/),
		title: hostile,
		priority: fc.constantFrom("urgent", "high", "normal", "low"),
		held: hostile,
		held_by: fc.constant("backend-1"),
		until: fc.constant("2026-11-20T19:38:10.000Z"),
		waits: fc.constant(2),
		waits_for: fc.constant([{ key: "1" }, { key: "2" }]),
	},
	{ requiredKeys: ["key", "title"] },
);

test("no line is wider than the terminal and no page longer, whatever tasks are called", () => {
	fc.assert(
		fc.property(
			fc.dictionary(
				fc.constantFrom(...STATUSES),
				fc.array(someCard, { maxLength: 12 }),
			),
			fc.integer({ min: 40, max: 160 }),
			fc.integer({ min: 1, max: 40 }),
			(columns, width, rows) => {
				const board = boardOf(columns as Record<string, JsonObject[]>);
				const page = drawn(width, rows, board);
				expect(page.length).toBeLessThanOrEqual(rows);
				for (const line of page) {
					expect(widthOf(line)).toBeLessThanOrEqual(width);
					expect(line).not.toMatch(/\p{Cc}/u);
				}
			},
		),
	);
});

test("colours change nothing but colours", () => {
	const style = styleFor({ isTerminal: true, env: {} });
	for (const width of [80, 120]) {
		const look = { width, ascii: false, style };
		const page = boardPage(SAMPLE, PLACE, { ...canvas(width), look });
		const codes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
		expect(page.join("\n")).toContain("\u001b[31m");
		expect(page.map((line) => line.replace(codes, "").trimEnd())).toEqual(
			drawn(width),
		);
	}
});
