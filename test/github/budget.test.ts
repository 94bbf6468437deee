import { describe, expect, test } from "vitest";
import { Budget } from "../../src/github/budget/budget.ts";
import { GITHUB_LIMITS, type Limits } from "../../src/github/budget/limits.ts";
import { postponedUntil } from "../../src/github/budget/postponed.ts";
import type { RequestMeant } from "../../src/github/budget/request-kind.ts";
import type { ToldToWait } from "../../src/github/budget/told-to-wait.ts";

const REPOSITORY = "https://api.github.com/repos/acme/demo";
const read: RequestMeant = { method: "GET", url: `${REPOSITORY}/issues/1` };
const reply: RequestMeant = {
	method: "POST",
	url: `${REPOSITORY}/issues/1/comments`,
	body: { body: "Done." },
};
const status: RequestMeant = {
	...reply,
	body: { body: "<!-- baton:status -->\n\nready" },
};
const check: RequestMeant = { method: "POST", url: `${REPOSITORY}/check-runs` };
const labels: RequestMeant = {
	method: "POST",
	url: `${REPOSITORY}/issues/1/labels`,
};

/** A budget on a clock that is moved by hand; what waits for a time is let go when the clock comes there. */
function makeBudget(limits: Limits = GITHUB_LIMITS) {
	let nowMs = 1_000_000;
	let setBackMs = 0;
	const timers = new Map<number, { atMs: number; act: () => void }>();
	let last = 0;
	const pauses: (ToldToWait | undefined)[] = [];
	const sent: string[] = [];
	const waits: number[] = [];
	const budget = new Budget({
		limits,
		nowMs: () => nowMs - setBackMs,
		steadyMs: () => nowMs,
		later(ms, act) {
			last += 1;
			waits.push(ms);
			const id = last;
			timers.set(id, { atMs: nowMs + ms, act });
			return () => timers.delete(id);
		},
		onBreaker: (told) => pauses.push(told),
	});
	const settle = async () => {
		for (let turn = 0; turn < 50; turn++) await Promise.resolve();
	};
	return {
		budget,
		sent,
		pauses,
		waits,
		now: () => nowMs,
		/** Somebody sets the wall's clock back. */
		setBack(ms: number) {
			setBackMs += ms;
		},
		/** Sends a request that is answered at once, with these headers. */
		send(request: RequestMeant, name: string, headers = {}) {
			const answer = budget.send(request, async () => {
				sent.push(name);
				return { headers };
			});
			answer.catch(() => undefined);
			return answer;
		},
		refuse(request: RequestMeant, name: string, refusal: object) {
			const answer = budget.send(request, async () => {
				sent.push(name);
				throw Object.assign(new Error("refused"), refusal);
			});
			answer.catch(() => undefined);
			return answer;
		},
		settle,
		async after(ms: number) {
			const untilMs = nowMs + ms;
			for (let turn = 0; turn < 10_000; turn++) {
				await settle();
				const [id, next] =
					[...timers]
						.filter(([, { atMs }]) => atMs <= untilMs)
						.sort(([, a], [, b]) => a.atMs - b.atMs)[0] ?? [];
				if (id === undefined || next === undefined) break;
				timers.delete(id);
				nowMs = Math.max(nowMs, next.atMs);
				next.act();
			}
			nowMs = untilMs;
			await settle();
		},
	};
}

const within = (times: readonly number[], atMs: number, spanMs: number) =>
	times.filter((one) => one > atMs - spanMs && one <= atMs).length;

const secondary = (headers: object = {}) => ({
	status: 403,
	message: "You have exceeded a secondary rate limit.",
	response: { headers },
});

describe("content", () => {
	test("of a long outage is made at no more than 80 a minute and 500 an hour, every one once, in order", async () => {
		const on = makeBudget();
		const times: number[] = [];
		for (let id = 0; id < 900; id++)
			on.budget
				.send(reply, async () => {
					times.push(on.now());
					on.sent.push(`${id}`);
					return { headers: {} };
				})
				.catch(() => undefined);
		await on.after(3 * 3_600_000);
		expect(on.sent).toEqual(Array.from({ length: 900 }, (_, id) => `${id}`));
		const peak = (spanMs: number) =>
			Math.max(...times.map((atMs) => within(times, atMs, spanMs)));
		expect(peak(60_000)).toBeLessThanOrEqual(80);
		expect(peak(3_600_000)).toBe(500);
	});

	test("that answers commands goes before views that came earlier", async () => {
		const on = makeBudget({
			windows: [{ of: "content", limit: 1, spanMs: 5_000 }],
			atOnce: 10,
		});
		on.send(reply, "first");
		on.send(status, "status");
		on.send(check, "check");
		on.send(reply, "second");
		await on.after(60_000);
		expect(on.sent).toEqual(["first", "second", "check", "status"]);
	});

	test("does not hold up what only reads", async () => {
		const on = makeBudget({
			windows: [{ of: "content", limit: 1, spanMs: 60_000 }],
			atOnce: 10,
		});
		for (const name of ["one", "two"]) on.send(reply, name);
		on.send(read, "read");
		await on.settle();
		expect(on.sent).toEqual(["one", "read"]);
	});
});

test("so many requests are under way at once and no more", async () => {
	const on = makeBudget({ windows: [], atOnce: 3 });
	const ends: (() => void)[] = [];
	let most = 0;
	for (let id = 0; id < 10; id++)
		void on.budget.send(read, async () => {
			await new Promise<void>((end) => ends.push(end));
			return { headers: {} };
		});
	for (let turn = 0; turn < 10; turn++) {
		await on.settle();
		most = Math.max(most, ends.length);
		for (const end of ends.splice(0)) end();
	}
	expect(most).toBe(3);
});

describe("the breaker", () => {
	test("sends nothing for the time that GitHub asks for, then what waited in its order, and says so once each", async () => {
		const on = makeBudget();
		const answer = on.send(read, "asked");
		await answer;
		let turnedAway = 2;
		const again = on.budget.send(reply, async () => {
			on.sent.push("reply");
			turnedAway -= 1;
			if (turnedAway > 0)
				throw Object.assign(new Error(""), secondary({ "retry-after": "120" }));
			return { headers: {} };
		});
		await on.settle();
		on.send(reply, "later reply");
		on.send(read, "later read");
		await on.after(119_000);
		expect(on.sent).toEqual(["asked", "reply"]);
		await on.after(5_000);
		await again;
		expect(on.sent).toEqual([
			"asked",
			"reply",
			"reply",
			"later reply",
			"later read",
		]);
		expect(on.pauses).toEqual([
			{ limit: "secondary", untilMs: 1_120_000 },
			undefined,
		]);
	});

	test("without a time waits a minute, and twice as long each time in a row, an hour at most", async () => {
		const on = makeBudget();
		const waits: number[] = [];
		for (let round = 0; round < 9; round++) {
			const from = on.pauses.length;
			on.budget
				.send(read, async () => {
					throw Object.assign(new Error(""), secondary());
				})
				.catch(() => undefined);
			await on.after(1);
			for (const told of on.pauses.slice(from))
				if (told !== undefined) waits.push(told.untilMs - on.now() + 1);
			await on.after(3 * 3_600_000);
			on.pauses.push(undefined);
		}
		expect(waits[0]).toBe(60_000);
		expect(Math.max(...waits)).toBe(3_600_000);
		expect(waits).toEqual([...waits].sort((a, b) => a - b));
	});

	test("takes requests that were turned away together for one pause", async () => {
		const on = makeBudget();
		for (let id = 0; id < 5; id++) on.refuse(read, `${id}`, secondary());
		await on.settle();
		expect(on.pauses).toEqual([{ limit: "secondary", untilMs: 1_060_000 }]);
	});

	test("waits until the primary limit is whole again, by GitHub's clock", async () => {
		const on = makeBudget();
		// GitHub's clock is an hour ahead of ours.
		const date = new Date(1_000_000 + 3_600_000).toUTCString();
		const reset = String((1_000_000 + 3_600_000) / 1_000 + 600);
		on.refuse(read, "refused", {
			status: 403,
			message: "API rate limit exceeded",
			response: {
				headers: {
					date,
					"x-ratelimit-limit": "5000",
					"x-ratelimit-remaining": "0",
					"x-ratelimit-reset": reset,
				},
			},
		});
		await on.settle();
		expect(on.budget.facts()).toMatchObject({
			primary: { limit: 5000, remaining: 0 },
			breaker_until: new Date(1_600_000).toISOString(),
		});
		on.send(read, "after");
		await on.after(599_000);
		expect(on.sent).not.toContain("after");
		await on.after(2_000);
		expect(on.sent).toContain("after");
	});

	test("stays closed for a refusal that is about something else", async () => {
		const on = makeBudget();
		const refused = on.refuse(read, "forbidden", {
			status: 403,
			message: "Resource not accessible by integration",
			response: { headers: {} },
		});
		await expect(refused).rejects.toMatchObject({ status: 403 });
		await on.send(read, "next");
		expect(on.pauses).toEqual([]);
	});

	test("does not keep views waiting: they are told when to come back", async () => {
		const on = makeBudget();
		on.refuse(read, "refused", secondary({ "retry-after": "600" }));
		await on.settle();
		const atMs = await on.send(labels, "labels").catch(postponedUntil);
		expect(atMs).toBe(1_600_000);
		expect(on.budget.mayWrite("labels")).toEqual({ atMs: 1_600_000 });
	});
});

test("a budget that is closed lets go of what waits, and of nothing that may go", async () => {
	const on = makeBudget();
	on.refuse(read, "refused", secondary({ "retry-after": "600" }));
	await on.settle();
	const waiting = on.send(reply, "waiting");
	on.budget.close();
	await expect(waiting).rejects.toMatchObject({ code: "POSTPONED" });
	const other = makeBudget();
	other.budget.close();
	await other.send(reply, "goes");
	expect(other.sent).toEqual(["goes"]);
});

test("a creation whose answer is an error is not sent again", async () => {
	const on = makeBudget();
	const failed = on.refuse(reply, "reply", {
		status: 502,
		response: { headers: {} },
	});
	await expect(failed).rejects.toMatchObject({ status: 502 });
	await on.after(3_600_000);
	expect(on.sent).toEqual(["reply"]);
});

describe("clocks that are wrong", () => {
	/** What answers tell of the primary limit: the hour ends at 3,600 s of GitHub's clock. */
	const told = (remaining: number, theirsMs: number, reset = 3_600) => ({
		date: new Date(theirsMs).toUTCString(),
		"x-ratelimit-limit": "5000",
		"x-ratelimit-remaining": `${remaining}`,
		"x-ratelimit-reset": `${reset}`,
	});

	test("and are set back by a day hold up nothing for longer than the limit does", async () => {
		const on = makeBudget({
			windows: [{ of: "content", limit: 1, spanMs: 60_000 }],
			atOnce: 10,
		});
		await on.send(reply, "before");
		on.setBack(24 * 3_600_000);
		on.send(reply, "after");
		const wallMs = on.now() - 24 * 3_600_000;
		expect(on.budget.mayWrite("comment")).toEqual({ atMs: wallMs + 60_000 });
		await on.after(60_000);
		expect(on.sent).toEqual(["before", "after"]);
	});

	test("and tell of an hour without end are believed for an hour, in waits of a minute", async () => {
		const on = makeBudget();
		await on.send(read, "last", told(0, on.now(), 2 ** 52));
		on.send(read, "next");
		await on.after(3_599_000);
		expect(on.sent).toEqual(["last"]);
		await on.after(2_000);
		expect(on.sent).toEqual(["last", "next"]);
		expect(Math.max(...on.waits)).toBeLessThanOrEqual(60_000);
	});

	test("by a slow answer keep no later one of that hour from being heard", async () => {
		const on = makeBudget();
		await on.send(read, "first", told(4_000, on.now()));
		await on.send(read, "slow", told(3_999, on.now() - 10_000));
		await on.send(read, "wrong", told(3_998, on.now() - 86_400_000));
		await on.send(read, "late", told(4_000, on.now()));
		expect(on.budget.facts().primary?.remaining).toBe(3_998);
		await on.send(read, "newest", told(11, on.now()));
		expect(on.budget.facts().primary?.remaining).toBe(11);
		await on.send(read, "next hour", told(4_999, on.now(), 7_200));
		expect(on.budget.facts().primary?.remaining).toBe(4_999);
	});
});

describe("GraphQL that refuses with status 200", () => {
	const graphql = (query: string): RequestMeant => ({
		...{ method: "POST", url: "https://api.github.com/graphql" },
		body: { query },
	});
	const limited = { type: "RATE_LIMITED", message: "secondary rate limit" };

	test("opens the breaker, and is asked again once the pause is over", async () => {
		const on = makeBudget();
		const answers: object[] = [{ errors: [limited], data: null }, { data: {} }];
		const asking = on.budget.send(graphql("query { a }"), async () => {
			on.sent.push("asked");
			return { headers: { "retry-after": "90" }, data: answers.shift() };
		});
		await on.after(89_000);
		expect(on.sent).toEqual(["asked"]);
		expect(on.pauses).toEqual([{ limit: "secondary", untilMs: 1_090_000 }]);
		await on.after(2_000);
		expect((await asking).data).toEqual({ data: {} });
	});

	test("is not asked again where a part of it was carried out", async () => {
		const on = makeBudget();
		const changing = on.budget.send(graphql("mutation { a b }"), async () => {
			on.sent.push("asked");
			const data = { a: { id: 1 }, b: null };
			return { headers: {}, data: { errors: [limited], data } };
		});
		await expect(changing).rejects.toMatchObject({ status: 429 });
		await on.after(3_600_000);
		expect(on.sent).toEqual(["asked"]);
		expect(on.pauses).toMatchObject([{ limit: "secondary" }]);
	});

	test("for another reason opens nothing", async () => {
		const on = makeBudget();
		const data = { errors: [{ type: "NOT_FOUND", message: "no project" }] };
		const answer = { headers: {}, data };
		const asking = on.budget.send(graphql("query { a }"), async () => answer);
		expect(await asking).toBe(answer);
		expect(on.pauses).toEqual([]);
	});
});

test("writes that do not end leave room for reading", async () => {
	const on = makeBudget({ windows: [], atOnce: 4 });
	const ends: (() => void)[] = [];
	for (let id = 0; id < 10; id++)
		void on.budget.send(reply, async () => {
			await new Promise<void>((end) => ends.push(end));
			return { headers: {} };
		});
	on.send(read, "read");
	await on.settle();
	expect(on.sent).toEqual(["read"]);
	expect(ends).toHaveLength(2);
	for (let turn = 0; turn < 10; turn++) {
		for (const end of ends) end();
		await on.settle();
	}
	expect(ends).toHaveLength(10);
});

describe("repositories of one installation", () => {
	const other: RequestMeant = {
		...{ method: "POST", body: { body: "Done." } },
		url: "https://api.github.com/repos/acme/other/issues/1/comments",
	};
	const slow: Limits = {
		windows: [{ of: "content", limit: 1, spanMs: 1_000 }],
		atOnce: 10,
	};

	test("take turns, each in its own order", async () => {
		const on = makeBudget(slow);
		for (const name of ["a1", "a2", "a3", "a4"]) on.send(reply, name);
		for (const name of ["b1", "b2"]) on.send(other, name);
		await on.after(10_000);
		expect(on.sent).toEqual(["a1", "b1", "a2", "b2", "a3", "a4"]);
	});

	test("have a line each: one that is full is no other's", async () => {
		const on = makeBudget(slow);
		const sendings = Array.from({ length: 1_002 }, () => on.send(reply, "a"));
		await expect(sendings.at(-1)).rejects.toMatchObject({ code: "POSTPONED" });
		on.send(other, "b");
		await on.after(1_000);
		expect(on.sent).toEqual(["a", "b"]);
	});
});
