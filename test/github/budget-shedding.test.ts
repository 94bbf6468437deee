import { beforeEach, describe, expect, test } from "vitest";
import { GITHUB_LIMITS } from "../../src/github/budget/limits.ts";
import {
	type BudgetState,
	type MayWrite,
	mayWrite,
} from "../../src/github/budget/may-write.ts";
import {
	costOf,
	kindOf,
	READING,
	REQUEST_KINDS,
	type RequestKind,
} from "../../src/github/budget/request-kind.ts";
import { SweepPace } from "../../src/github/budget/sweep-pace.ts";
import { openWindow, spend, usedIn } from "../../src/github/budget/window.ts";
import { makeProjectorBench } from "../support/projector-bench.ts";

const NOW = 10_000_000;
const FREE: BudgetState = {
	windows: GITHUB_LIMITS.windows.map(openWindow),
	primary: undefined,
	brokenUntilMs: 0,
};
const allowed = (state: BudgetState) =>
	REQUEST_KINDS.filter(
		(kind) => mayWrite(kind, state, { nowMs: NOW }) === "now",
	);

function withPrimary(remaining: number, limit = 100): BudgetState {
	const primary = {
		...{ resource: "core", limit, remaining },
		...{ reset: 1, resetMs: NOW + 60_000 },
	};
	return { ...FREE, primary };
}

test("as the primary limit runs out project fields stop first, then labels, the comment, the check, sweeps, and commands last", () => {
	const stopped: RequestKind[] = [];
	for (let remaining = 100; remaining >= 0; remaining--)
		for (const kind of REQUEST_KINDS.toReversed())
			if (
				!stopped.includes(kind) &&
				!allowed(withPrimary(remaining)).includes(kind)
			)
				stopped.push(kind);
	expect(stopped).toEqual(REQUEST_KINDS.toReversed());
	expect(mayWrite("labels", withPrimary(5), { nowMs: NOW })).toEqual({
		atMs: NOW + 60_000,
	});
});

test("of twenty writes a minute the last five are for the comment, the check, sweeps and commands, in this order", () => {
	const window = openWindow({ of: "content", limit: 20, spanMs: 60_000 });
	const left = (room: number): BudgetState => {
		let used = window;
		for (let count = 0; count < 20 - room; count++)
			used = spend(used, 1, NOW - 30_000);
		return { ...FREE, windows: [used] };
	};
	expect(allowed(left(7))).toEqual(REQUEST_KINDS);
	expect(allowed(left(6))).not.toContain("fields");
	expect(allowed(left(5))).toEqual(["command", "sweep", "check", "comment"]);
	expect(allowed(left(4))).toEqual(["command", "sweep", "check"]);
	expect(allowed(left(3))).toEqual(["command", "sweep"]);
	expect(allowed(left(2))).toEqual(["command"]);
	expect(allowed(left(0))).toEqual([]);
	expect(mayWrite("labels", left(5), { nowMs: NOW })).toEqual({
		atMs: NOW + 30_000,
	});
});

test("a window forgets what has left it", () => {
	let window = openWindow({ of: "content", limit: 80, spanMs: 60_000 });
	for (let atMs = 0; atMs < 600_000; atMs += 1_000)
		window = spend(window, 1, atMs);
	expect(window.spent.length).toBeLessThanOrEqual(61);
	expect(usedIn(window, 700_000)).toBe(0);
});

describe("a request", () => {
	const at = (path: string) => `https://ghe.acme.com/api/v3/repos/a/b/${path}`;
	const comment = (body: string) => ({
		...{ method: "POST", url: at("issues/1/comments") },
		body: { body },
	});

	test("tells by itself what it is for", () => {
		const kinds: readonly (readonly [string, string, RequestKind])[] = [
			["GET", "issues/1", "command"],
			["GET", "issues/events?page=2", "sweep"],
			["GET", "pulls?state=all", "sweep"],
			["POST", "issues/comments/1/reactions", "command"],
			["POST", "check-runs", "check"],
			["PATCH", "check-runs/7", "check"],
			["POST", "issues/1/labels", "labels"],
			["DELETE", "issues/1/labels/a%2Fb", "labels"],
			["PATCH", "issues/1", "labels"],
			["POST", "issues/1/assignees", "labels"],
			["POST", "issues", "command"],
			["PUT", "issues/comments/1/pin", "comment"],
			["POST", "dispatches", "command"],
		];
		for (const [method, path, kind] of kinds)
			expect(`${path} ${kindOf({ method, url: at(path) })}`).toBe(
				`${path} ${kind}`,
			);
		// So GitHub leads to the next page of a list.
		const next = "https://api.github.com/repositories/7/pulls?page=2";
		expect(kindOf({ method: "GET", url: next })).toBe("sweep");
		expect(kindOf(comment("<!-- baton:status -->\n\nready"))).toBe("comment");
		expect(kindOf(comment("<!-- baton:c1:1 -->\n\ndone"))).toBe("command");
		const graphql = { method: "POST", url: "https://ghe.acme.com/api/graphql" };
		expect(kindOf({ ...graphql, body: { query: "mutation { a }" } })).toBe(
			"fields",
		);
		expect(kindOf({ ...graphql, body: { query: "query { a }" } })).toBe(
			"command",
		);
	});

	test("is content when people are notified of it, and for a check that is made", () => {
		const isContent = (method: string, path: string) =>
			costOf({ method, url: at(path) }).content === 1;
		expect(isContent("POST", "issues/1/comments")).toBe(true);
		expect(isContent("POST", "issues")).toBe(true);
		expect(isContent("POST", "check-runs")).toBe(true);
		expect(isContent("PATCH", "issues/comments/1")).toBe(false);
		expect(isContent("POST", "issues/comments/1/reactions")).toBe(false);
		expect(isContent("POST", "issues/1/labels")).toBe(false);
	});
});

describe("a sweep", () => {
	let may: MayWrite;
	let waits: { readonly ms: number; readonly act: () => void }[];
	let swept: number;
	let pace: SweepPace;
	beforeEach(() => {
		waits = [];
		swept = 0;
		pace = new SweepPace({
			mayWrite: () => may,
			nowMs: () => NOW,
			later(ms, act) {
				const one = { ms, act };
				waits.push(one);
				return () => {
					waits = waits.filter((other) => other !== one);
				};
			},
			sweep: () => {
				swept += 1;
			},
		});
	});

	test("that is put off comes by itself once there is room, one for all that were due meanwhile", () => {
		may = { atMs: NOW + 20_000 };
		for (let count = 0; count < 6; count++) expect(pace.isDue()).toBe(false);
		expect(waits.map(({ ms }) => ms)).toEqual([20_000]);
		waits[0]?.act();
		expect(swept).toBe(1);
	});

	test("is put off for half an hour at most, and not beyond one that is made", () => {
		may = { atMs: NOW + 3_600_000 };
		expect(pace.isDue()).toBe(false);
		expect(waits.map(({ ms }) => ms)).toEqual([30 * 60_000]);
		may = "now";
		expect(pace.isDue()).toBe(true);
		expect(waits).toEqual([]);
	});

	test("is due on a board that writes all the time, and so are its views", () => {
		let state = FREE;
		const write = { content: 0, writes: 1, points: 5 };
		for (let atMs = NOW - 60_000; atMs < NOW; atMs += 1_000)
			state = {
				...state,
				windows: state.windows.map((one) => spend(one, write[one.of], atMs)),
			};
		expect(allowed(state)).toEqual(REQUEST_KINDS);
	});

	test("asks only for room to read: it makes no content", () => {
		const windows = FREE.windows.map((one) =>
			one.of === "content" ? spend(one, one.limit, NOW) : one,
		);
		const state = { ...FREE, windows };
		const at = { nowMs: NOW };
		expect(mayWrite("sweep", state, { ...at, cost: READING })).toBe("now");
		expect(mayWrite("sweep", state, at)).not.toBe("now");
	});
});

test("what is put off is shown once there is room again, in its newest state alone", async () => {
	let scarce: readonly RequestKind[] = [];
	const it = await makeProjectorBench({ review: "never" }, [7], {
		mayWrite: (kind) =>
			scarce.includes(kind) ? { atMs: it.bench.nowMs() + 30_000 } : "now",
	});
	const settle = async () => {
		for (const ms of [0, 1_000, 10_000, 10_000]) await it.after(ms);
	};
	await settle();
	it.newWrites();
	scarce = ["fields", "labels"];
	await it.tell("alice", "claim", "7");
	await settle();
	expect(it.newWrites()).toEqual([expect.stringMatching(/^edit /)]);
	expect(it.issue(7).labels).toContain("baton:ready");
	scarce = ["fields", "labels", "comment", "check"];
	await it.tell("alice", "release", "7");
	await it.tell("bob", "claim", "7");
	await settle();
	expect(it.newWrites()).toEqual([]);
	scarce = [];
	await it.after(30_000);
	await settle();
	const writes = it.newWrites();
	expect(writes.filter((what) => what.startsWith("edit "))).toHaveLength(1);
	expect(it.issue(7).labels).toContain("baton:in_progress");
	expect(it.issue(7).labels).not.toContain("baton:ready");
	expect((await it.statuses(7))[0]).toContain("bob");
	expect(it.errors).toEqual([]);
});
