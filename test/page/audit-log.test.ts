import { describe, expect, test } from "vitest";
import { cloneCommand } from "../../src/page/audit/clone-words.ts";
import { filterFrom, isWanted } from "../../src/page/audit/log-filter.ts";
import {
	type LogShown,
	MOST_FRESH,
	MOST_ROWS,
	withFresh,
	withNews,
	withOlder,
} from "../../src/page/audit/log-shown.ts";
import type { FeedEvent } from "../../src/page/state/live.ts";

function event(commit: string, more: Partial<FeedEvent> = {}): FeedEvent {
	return {
		...{ commit, kind: "op", at: "2026-11-20T19:30:00.000Z" },
		...{ op: "claim", summary: `commit ${commit}`, ...more },
	};
}

const commitsOf = (shown: LogShown | undefined) =>
	shown?.events.map(({ commit }) => commit);
const SHOWN: LogShown = {
	...{ events: [event("c"), event("b")], fresh: [], older: "b" },
};

describe("the filter", () => {
	test("is read from the address, with or without the signs that people write", () => {
		expect(filterFrom({})).toEqual({});
		expect(
			filterFrom({ task: " #42", agent: "a", kinds: "/claim, done  foreign" }),
		).toEqual({ task: "42", agent: "a", kinds: ["claim", "done", "foreign"] });
	});

	test.each<[string, FeedEvent, Parameters<typeof isWanted>[1], boolean]>([
		["its task", event("a", { task: "42" }), { task: "42" }, true],
		[
			"a task it changed",
			event("a", { others: { 42: "ready" } }),
			{ task: "42" },
			true,
		],
		["another task", event("a", { task: "4" }), { task: "42" }, false],
		["a name every object has", event("a"), { task: "constructor" }, false],
		["its agent", event("a", { agent: "x" }), { agent: "x" }, true],
		["the account behind it", event("a", { actor: "x" }), { agent: "x" }, true],
		["another agent", event("a", { agent: "y" }), { agent: "x" }, false],
		["its verb", event("a"), { kinds: ["claim"] }, true],
		["its kind", event("a", { kind: "foreign" }), { kinds: ["claim"] }, false],
	])("knows a commit by %s", (_, one, filter, wanted) => {
		expect(isWanted(one, filter)).toBe(wanted);
	});
});

describe("the log that is shown", () => {
	test("goes on with older commits, none of them twice", () => {
		const next = withOlder(SHOWN, { events: [event("b"), event("a")] });
		expect(commitsOf(next)).toEqual(["c", "b", "a"]);
		expect(next.older).toBeUndefined();
	});

	test("counts what comes, and shows it when asked, newest first", () => {
		const news = [event("c"), event("d"), event("e")];
		const counting = withNews(SHOWN, news, false);
		expect(commitsOf(counting)).toEqual(["c", "b"]);
		expect(counting?.fresh.map(({ commit }) => commit)).toEqual(["e", "d"]);
		expect(commitsOf(counting && withFresh(counting))).toEqual([
			...["e", "d", "c", "b"],
		]);
	});

	test("shows what comes at once to whoever looks at the top", () => {
		expect(commitsOf(withNews(SHOWN, [event("d")], true))).toEqual([
			...["d", "c", "b"],
		]);
		expect(withNews(SHOWN, [event("c")], true)).toBe(SHOWN);
	});

	test("is read anew where too much came", () => {
		const news = Array.from({ length: MOST_FRESH + 1 }, (_, index) =>
			event(`n${index}`),
		);
		expect(withNews(SHOWN, news, false)).toBeUndefined();
	});

	test("has a bound, behind which the next page begins", () => {
		const events = Array.from({ length: MOST_ROWS }, (_, index) =>
			event(`x${index}`),
		);
		const full = withNews({ events, fresh: [] }, [event("new")], true);
		expect(full?.events).toHaveLength(MOST_ROWS);
		expect(full?.older).toBe(`x${MOST_ROWS - 2}`);
	});
});

test("the branch is cloned from where the repositories are", () => {
	const place = { owner: "acme", repo: "demo", board: "board" };
	expect(cloneCommand(place, "http://127.0.0.1:3001/")).toBe(
		"git clone --branch baton/board http://127.0.0.1:3001/acme/demo.git",
	);
	expect(cloneCommand(place, undefined)).toBe("git log baton/board");
});
