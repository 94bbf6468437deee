import { describe, expect, test } from "vitest";
import { chipsOf, fitting } from "../../src/page/board/card-chips.ts";
import {
	filterIn,
	makeMatch,
	NO_FILTER,
	queryOf,
} from "../../src/page/board/filter.ts";
import { movedBetween } from "../../src/page/board/moved.ts";
import { neighbour } from "../../src/page/board/neighbour.ts";
import { peopleAndLabels } from "../../src/page/board/people-and-labels.ts";
import { timeLeft } from "../../src/page/board/time-left.ts";
import { scrolledTo, windowOf } from "../../src/page/board/window-of.ts";
import type { Card } from "../../src/page/state/card.ts";
import {
	boardFrom,
	type Column,
	withCards,
} from "../../src/page/state/columns.ts";

const card = (key: string, rest: Partial<Card> = {}): Card => ({
	...{ key, title: `Task ${key}`, status: "ready" },
	...{ priority: "normal", version: 1 },
	...rest,
});
const column = (status: Column["status"], keys: readonly string[]): Column => ({
	...{ status, count: keys.length, overdue: 0 },
	cards: keys.map((key) => card(key, { status })),
});

describe("the filter", () => {
	const shown = card("42", {
		...{ title: "Rotate the logs", labels: ["ops"], priority: "high" },
		...{ assignee: "bob", held_by: "backend-1", overdue: true, waits: 1 },
	});
	const other = card("7");
	const matching = (query: Record<string, string>, speaker?: string) =>
		[shown, other]
			.filter(makeMatch(filterIn(query), speaker))
			.map(({ key }) => key);

	test("is said by the address, and says it again in the same way", () => {
		const query = { q: "the logs", who: "bob", blocked: "true" };
		const filter = filterIn(query);
		expect(queryOf(filter)).toBe("?q=the+logs&who=bob&blocked=true");
		expect(filterIn({})).toEqual(NO_FILTER);
		expect(queryOf(NO_FILTER)).toBe("");
	});

	test("leaves out what makes no sense in an address", () => {
		expect(filterIn({ priority: "highest", mine: "yes", x: "1" })).toEqual(
			NO_FILTER,
		);
	});

	test("finds all of its words in key, title, labels and names", () => {
		for (const q of ["logs rot", "#42", "OPS", "backend", "bob ops"])
			expect(matching({ q })).toEqual(["42"]);
		expect(matching({ q: "logs bobby" })).toEqual([]);
	});

	test("takes each of its choices", () => {
		for (const query of [
			...[{ who: "bob" }, { who: "backend-1" }, { label: "ops" }],
			...[{ priority: "high" }, { blocked: "true" }, { overdue: "true" }],
		])
			expect(matching(query as unknown as Record<string, string>)).toEqual([
				"42",
			]);
		expect(matching({})).toEqual(["42", "7"]);
	});

	test("knows whose cards are one's own, steps of plans among them", () => {
		expect(matching({ mine: "true" }, "Bob")).toEqual(["42"]);
		expect(matching({ mine: "true" }, "alice")).toEqual([]);
		expect(matching({ mine: "true" })).toEqual([]);
		const plan = { run: "running", steps: 1, done: 0, out: 1 };
		const holders = [{ step: "1.1", agent: "alice", until: "" }];
		const match = makeMatch({ ...NO_FILTER, mine: true }, "alice");
		expect(match(card("1", { plan: { ...plan, holders } }))).toBe(true);
	});

	test("offers every name and label that a card has", () => {
		const columns = [{ ...column("ready", []), cards: [shown, other] }];
		expect(peopleAndLabels(columns)).toEqual({
			...{ people: ["backend-1", "bob"], labels: ["ops"] },
		});
	});
});

describe("a long column", () => {
	const view = { heightPx: 700, rowPx: 140 };

	test("draws what is in view and a little more", () => {
		expect(windowOf(2_000, { ...view, scrolledPx: 0 })).toEqual({
			...{ from: 0, to: 12 },
		});
		expect(windowOf(2_000, { ...view, scrolledPx: 14_000 })).toEqual({
			...{ from: 97, to: 109 },
		});
	});

	test("draws its end where it was cut shorter than it was scrolled", () => {
		const end = { ...view, scrolledPx: 14_000 };
		expect(windowOf(5, end)).toEqual({ from: 0, to: 5 });
		expect(windowOf(20, end)).toEqual({ from: 8, to: 20 });
		expect(windowOf(0, end)).toEqual({ from: 0, to: 0 });
	});

	test("draws no more than 40 cards however high the window is", () => {
		const { from, to } = windowOf(2_000, {
			...{ scrolledPx: 0, heightPx: 100_000, rowPx: 140 },
		});
		expect(to - from).toBe(40);
	});

	test("scrolls only as far as a card needs to be in view", () => {
		const at = (scrolledPx: number) => ({ ...view, scrolledPx });
		expect(scrolledTo(2, at(0))).toBe(0);
		expect(scrolledTo(5, at(0))).toBe(140);
		expect(scrolledTo(1, at(700))).toBe(140);
	});
});

describe("the keys go", () => {
	const shown = [
		column("backlog", []),
		column("ready", ["1", "2", "3"]),
		column("in_progress", []),
		column("review", ["4"]),
		column("done", ["5"]),
	];

	test("to the first card where there was none", () => {
		expect(neighbour(shown, undefined, "down")).toBe("1");
		expect(neighbour([], undefined, "down")).toBeUndefined();
	});

	test("up and down a column, and stay at its ends", () => {
		expect(neighbour(shown, "1", "down")).toBe("2");
		expect(neighbour(shown, "1", "up")).toBe("1");
		expect(neighbour(shown, "3", "down")).toBe("3");
	});

	test("past empty columns, to the nearest height there is", () => {
		expect(neighbour(shown, "3", "right")).toBe("4");
		expect(neighbour(shown, "4", "left")).toBe("1");
		expect(neighbour(shown, "5", "left")).toBe("4");
		expect(neighbour(shown, "5", "right")).toBe("5");
	});
});

describe("a card says", () => {
	test("what holds it up before anything else, and its labels last", () => {
		const chips = chipsOf(
			card("42", {
				...{ held: "the vendor", waits: 1, labels: ["ops"] },
				waits_for: [{ key: "41", status: "ready" }],
				...{ gate: "failed", due: "2026-11-10", overdue: true },
				subtasks: { count: 3, open: 1 },
			}),
		);
		expect(chips.map(({ text }) => text)).toEqual([
			...["held", "waits for 41", "gate failed", "overdue"],
			...["2/3 subtasks", "ops"],
		]);
		expect(chips[0]?.title).toBe("Held: the vendor");
	});

	test("as much as a line has room for, and how much is beyond", () => {
		const labels = ["a-label-of-quite-some-length", "b", "c", "d", "e", "f"];
		const { shown, beyond } = fitting(chipsOf(card("42", { labels })));
		expect(shown[0]?.text).toBe("a-label-of-quite-…");
		expect(shown.length + beyond.length).toBe(6);
		expect(beyond.length).toBeGreaterThan(0);
		expect(fitting([]).shown).toEqual([]);
	});

	test("how long its lease lasts, second by second in the last hour", () => {
		const at = (seconds: number) => timeLeft(seconds * 1_000, 0);
		expect(at(581)).toBe("9:41");
		expect(at(7_500)).toBe("2 h 05 min");
		expect(at(260_000)).toBe("3 days");
		expect(at(0)).toBeUndefined();
	});
});

describe("news of the board", () => {
	const before = {
		...{ name: "board", count: 4, open: 3, overdue: 0, quarantined: [] },
		columns: [
			column("ready", ["1", "2"]),
			column("in_progress", ["3"]),
			column("done", ["4"]),
		],
	};
	const answer = (keys: Record<string, readonly string[]>) => ({
		...{ name: "board", count: 4, open: 3, overdue: 0 },
		columns: before.columns.map(({ status, count }) => ({
			...{ status, count: count + (keys[status]?.length ?? 0), overdue: 0 },
			tasks: (keys[status] ?? []).map((key) => card(key, { status })),
			...(keys[status] && {
				keys: [
					...keys[status],
					...before.columns
						.filter((one) => one.status === status)
						.flatMap(({ cards }) => cards.map(({ key }) => key)),
				],
			}),
		})),
	});

	test("tell which cards changed their column", () => {
		const after = withCards(
			before,
			answer({ in_progress: ["1"] }),
			new Set("1"),
		);
		expect(movedBetween(before.columns, after.columns)).toEqual([
			{ key: "1", from: "ready", to: "in_progress" },
		]);
		expect(movedBetween(before.columns, before.columns)).toEqual([]);
	});

	test("leave the columns that they are not about the same objects", () => {
		const after = withCards(
			before,
			answer({ in_progress: ["1"] }),
			new Set("1"),
		);
		expect(after.columns[2]).toBe(before.columns[2]);
		expect(after.columns[1]?.cards.map(({ key }) => key)).toEqual(["1", "3"]);
	});

	test("keep the quarantined tasks that they are not about", () => {
		const quarantined = [
			{ key: "8", reason: "unreadable" },
			{ key: "9", reason: "unreadable" },
		];
		const now = boardFrom({ ...answer({}), quarantined });
		const fresh = { ...answer({ ready: ["9"] }), quarantined: [] };
		const after = withCards(now, fresh, new Set("9"));
		expect(after.quarantined.map(({ key }) => key)).toEqual(["8"]);
	});
});
