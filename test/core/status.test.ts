import { describe, expect, test } from "vitest";
import { faultsOf } from "../../src/core/own-transitions.ts";
import {
	ADDITIONS,
	isAllowed,
	isFixed,
	legalMoves,
	STATUSES,
	shortestPath,
	TRANSITIONS,
	tableOf,
} from "../../src/core/status.ts";

const pairs = (table: typeof TRANSITIONS) =>
	new Set(table.map(({ from, to }) => `${from} ${to}`));

test("every status can be left, and every status leads to done", () => {
	for (const status of STATUSES) {
		expect(legalMoves(status).length, status).toBeGreaterThan(0);
		expect(shortestPath(status, "done"), status).toBeDefined();
	}
});

test("the shortest way from the backlog to done goes through the queue and a claim", () => {
	expect(shortestPath("backlog", "done")?.map(({ by }) => by)).toEqual([
		"move",
		"claim",
		"done",
	]);
});

test("from review one gets to done by approval alone", () => {
	expect(shortestPath("review", "done")?.map(({ by }) => by)).toEqual([
		"approve",
	]);
});

test("a failure alone leads to dead_letter", () => {
	const ways = STATUSES.flatMap((status) => legalMoves(status)).filter(
		({ to }) => to === "dead_letter",
	);
	expect(ways).toEqual([
		{ from: "in_progress", to: "dead_letter", by: "fail" },
	]);
});

test("what a board may add is not in the default table, and never leads into work or past its end", () => {
	const standard = pairs(TRANSITIONS);
	for (const { from, to, by } of ADDITIONS) {
		expect(standard.has(`${from} ${to}`)).toBe(false);
		expect(["in_progress", "done", "cancelled", "dead_letter"]).not.toContain(
			to,
		);
		expect(by).toBe("move");
	}
});

describe("a board's own table", () => {
	test("without a word about a status it is the default one", () => {
		expect(tableOf(undefined)).toBe(TRANSITIONS);
		expect(tableOf({ transitions: {} })).toEqual(TRANSITIONS);
	});

	test("with nothing allowed anywhere it keeps exactly what cannot be forbidden", () => {
		const nothing = Object.fromEntries(STATUSES.map((name) => [name, []]));
		expect(tableOf({ transitions: nothing })).toEqual(
			TRANSITIONS.filter(isFixed),
		);
	});

	test("naming ready allows blocked as well: which of the two it is follows from the blockers", () => {
		const table = tableOf({ transitions: { done: ["ready"] } });
		expect(
			isAllowed(table, { from: "done", to: "blocked", by: "reopen" }),
		).toBe(true);
	});

	test("a forbidden end stays open to closing and overriding", () => {
		const table = tableOf({ transitions: { in_progress: ["review"] } });
		const toDone = (by: string) =>
			isAllowed(table, { from: "in_progress", to: "done", by });
		expect(toDone("done")).toBe(false);
		expect(toDone("close")).toBe(true);
		expect(toDone("override")).toBe(true);
	});

	test("the shortest way is that of the table", () => {
		const table = tableOf({ transitions: { review: ["backlog"] } });
		expect(
			shortestPath("review", "ready", table)?.map(({ by, to }) => [by, to]),
		).toEqual([
			["move", "backlog"],
			["move", "ready"],
		]);
	});
});

describe("faults of a board's own table", () => {
	const faults = (
		transitions: Parameters<typeof faultsOf>[0]["transitions"],
		rules: Partial<Parameters<typeof faultsOf>[0]> = {},
	) => [
		...faultsOf({ intake: "ready", review: "auto", ...rules, transitions }),
	];

	test("the whole default table, written out, has none", () => {
		const own = Object.fromEntries(
			STATUSES.map((from) => [
				from,
				STATUSES.filter((to) => pairs(TRANSITIONS).has(`${from} ${to}`)),
			]),
		);
		expect(faults(own)).toEqual([]);
		expect(tableOf({ transitions: own })).toEqual(TRANSITIONS);
	});

	test("with everything that may be added it has none either", () => {
		const own = Object.fromEntries(
			STATUSES.map((from) => [
				from,
				STATUSES.filter((to) =>
					pairs([...TRANSITIONS, ...ADDITIONS]).has(`${from} ${to}`),
				),
			]),
		);
		expect(faults(own)).toEqual([]);
	});

	test("a pair that no command makes is named, for every such pair", () => {
		const known = pairs([...TRANSITIONS, ...ADDITIONS]);
		for (const from of STATUSES)
			for (const to of STATUSES) {
				const named = faults({ [from]: [to, "ready"] }).filter((fault) =>
					fault.startsWith(`has ${to} after ${from},`),
				);
				expect(named.length, `${from} ${to}`).toBe(
					known.has(`${from} ${to}`) ? 0 : to === "ready" ? 2 : 1,
				);
			}
	});

	test("a board may do without its backlog, and let nothing come back from the end", () => {
		expect(
			faults({ ready: ["in_progress"], blocked: [], done: [], cancelled: [] }),
		).toEqual([]);
	});

	test("an end that is taken back is no way on", () => {
		expect(faults({ review: ["backlog"], backlog: [] })).toEqual([
			"leads from backlog to no end: done cannot be reached",
			"leads from review to no end: done cannot be reached",
		]);
	});

	test("which ends are needed follows from the reviews", () => {
		const reviewed = { in_progress: ["review"] } as const;
		expect(faults(reviewed, { review: "always" })).toEqual([]);
		expect(faults(reviewed, { review: "auto" })).toHaveLength(1);
		expect(faults(reviewed, { review: "never" })[0]).toBe(
			"leads no new task to done",
		);
		const unreviewed = { in_progress: ["done"] } as const;
		expect(faults(unreviewed, { review: "never" })).toEqual([]);
		expect(faults(unreviewed, { review: "always" })).toContain(
			"leads no new task to review",
		);
	});
});
