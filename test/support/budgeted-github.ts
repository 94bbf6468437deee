import type { RepositoryApi } from "../../src/github/api.ts";
import { Budget } from "../../src/github/budget/budget.ts";
import { GITHUB_LIMITS } from "../../src/github/budget/limits.ts";
import type { ViewApi } from "../../src/github/projection/view-api.ts";
import type { FakeGitHub } from "./fake-github.ts";
import type { FakeViews } from "./fake-views.ts";

/** Time that passes only when nothing else goes on: a clock and everything that waits for it. */
export interface SimulatedTime {
	readonly nowMs: () => number;
	readonly later: (ms: number, act: () => void) => () => void;
	/** Lets time pass until something holds; throws when that takes longer than this in simulated time. */
	pass(until: () => boolean, limitMs: number): Promise<void>;
}

/** Turns of the event loop after which whatever goes on has come to wait for time. */
const QUIET_TURNS = 20;

export function simulatedTime(clock: {
	readonly nowMs: () => number;
	readonly advance: (ms: number) => void;
}): SimulatedTime {
	const timers = new Map<object, { atMs: number; act: () => void }>();
	return {
		nowMs: clock.nowMs,
		later(ms, act) {
			const timer = {};
			timers.set(timer, { atMs: clock.nowMs() + ms, act });
			return () => timers.delete(timer);
		},
		async pass(until, limitMs) {
			const endMs = clock.nowMs() + limitMs;
			for (;;) {
				for (let turn = 0; turn < QUIET_TURNS; turn++)
					await new Promise((resolve) => setImmediate(resolve));
				if (until()) return;
				const [next] = [...timers].sort(([, a], [, b]) => a.atMs - b.atMs);
				if (next === undefined || next[1].atMs > endMs)
					throw new Error("nothing more happens, or it takes too long");
				timers.delete(next[0]);
				clock.advance(Math.max(0, next[1].atMs - clock.nowMs()));
				next[1].act();
			}
		},
	};
}

/** One process's way to a GitHub in memory, through the budget that the real one is asked through. */
export interface BudgetedGitHub {
	readonly api: RepositoryApi;
	readonly views: ViewApi;
	readonly budget: Budget;
	/** From now on nothing is answered any more. */
	die(): void;
}

/** Requests that were sent, by all processes together. */
export interface Sent {
	/** When something was made that counts as content. */
	readonly contentMs: number[];
	readonly writeMs: number[];
	requests: number;
	/** The hour of the primary limit, and requests in it. */
	hour: number;
	inHour: number;
	mostInHour: number;
}

/** An installation's primary limit. */
const PER_HOUR = 5_000;
const HOUR_MS = 3_600_000;

/** Nothing was sent yet. */
export function nothingSent(): Sent {
	return {
		...{ contentMs: [], writeMs: [], requests: 0 },
		...{ hour: 0, inHour: 0, mostInHour: 0 },
	};
}

const PER_PAGE = 100;

export function budgetedGitHub(
	{ github, views }: { github: FakeGitHub; views: FakeViews },
	time: Pick<SimulatedTime, "nowMs" | "later">,
	sent: Sent,
): BudgetedGitHub {
	let isDead = false;
	const budget = new Budget({
		limits: GITHUB_LIMITS,
		...time,
		steadyMs: time.nowMs,
		onBreaker: () => undefined,
	});
	const ask = async <T>(
		{ method, path, body }: { method: string; path: string; body?: unknown },
		act: () => Promise<T>,
	): Promise<T> => {
		const url = `https://api.github.com/repos/acme/demo/${path}`;
		const answer = await budget.send({ method, url, body }, async () => {
			if (isDead) await new Promise(() => undefined);
			sent.requests += 1;
			if (method !== "GET") sent.writeMs.push(time.nowMs());
			if (
				method === "POST" &&
				/^(issues\/\d+\/comments|check-runs)$/.test(path)
			)
				sent.contentMs.push(time.nowMs());
			const headers = hourOf(time.nowMs());
			return { headers, value: await act() };
		});
		return answer.value;
	};
	/** What GitHub's answers tell of the primary limit. */
	const hourOf = (nowMs: number) => {
		const hour = Math.floor(nowMs / HOUR_MS);
		if (sent.hour !== hour) Object.assign(sent, { hour, inHour: 0 });
		sent.inHour += 1;
		sent.mostInHour = Math.max(sent.mostInHour, sent.inHour);
		return {
			"x-ratelimit-limit": `${PER_HOUR}`,
			"x-ratelimit-remaining": `${Math.max(0, PER_HOUR - sent.inHour)}`,
			"x-ratelimit-reset": `${((hour + 1) * HOUR_MS) / 1_000}`,
		};
	};
	const paged = (path: string, all: () => AsyncIterable<unknown>) =>
		async function* () {
			let count = 0;
			for await (const one of all()) {
				if (count++ % PER_PAGE === 0)
					await ask({ method: "GET", path }, async () => undefined);
				yield one;
			}
		};
	const readsOf = (number: number) => ({
		...{ method: "GET", path: `issues/${number}` },
	});
	const api: RepositoryApi = {
		...github,
		role: (account) =>
			ask(
				{ method: "GET", path: `collaborators/${account.login}/permission` },
				() => github.role(account),
			),
		issue: (number) => ask(readsOf(number), () => github.issue(number)),
		comment: (id) =>
			ask({ method: "GET", path: `issues/comments/${id}` }, () =>
				github.comment(id),
			),
		comments: (since) =>
			paged("issues/comments", () =>
				withReceipts(github, since),
			)() as ReturnType<RepositoryApi["comments"]>,
		commentsOf: (issue, since) =>
			paged(`issues/${issue}/comments`, () =>
				github.commentsOf(issue, since),
			)() as ReturnType<RepositoryApi["comments"]>,
		events: (after) =>
			ask({ method: "GET", path: "issues/events" }, () => github.events(after)),
		hasReceipt: (id) =>
			ask({ method: "GET", path: `issues/comments/${id}/reactions` }, () =>
				github.hasReceipt(id),
			),
		react: (id, receipt) =>
			ask({ method: "POST", path: `issues/comments/${id}/reactions` }, () =>
				github.react(id, receipt),
			),
		reply: (issue, body) =>
			ask(
				{ method: "POST", path: `issues/${issue}/comments`, body: { body } },
				() => github.reply(issue, body),
			),
		hasReply: (issue, text, since) =>
			ask({ method: "GET", path: `issues/${issue}/comments` }, () =>
				github.hasReply(issue, text, since),
			),
	};
	const write = (method: string, path: string, body?: unknown) => ({
		...{ method, path, body },
	});
	const shown: ViewApi = {
		...views,
		createLabel: (look) =>
			ask(write("POST", "labels"), () => views.createLabel(look)),
		addLabels: (issue, names) =>
			ask(write("POST", `issues/${issue}/labels`), () =>
				views.addLabels(issue, names),
			),
		removeLabel: (issue, name) =>
			ask(write("DELETE", `issues/${issue}/labels/x`), () =>
				views.removeLabel(issue, name),
			),
		open: (issue) =>
			ask(write("PATCH", `issues/${issue}`), () => views.open(issue)),
		close: (issue, reason) =>
			ask(write("PATCH", `issues/${issue}`), () => views.close(issue, reason)),
		createComment: (issue, body) =>
			ask(write("POST", `issues/${issue}/comments`, { body }), () =>
				views.createComment(issue, body),
			),
		editComment: (id, body) =>
			ask(write("PATCH", `issues/comments/${id}`, { body }), () =>
				views.editComment(id, body),
			),
		pin: (id) =>
			ask(write("PUT", `issues/comments/${id}/pin`), () => views.pin(id)),
	};
	return {
		api,
		views: shown,
		budget,
		die() {
			isDead = true;
		},
	};
}

/** The most of something in any stretch of time. */
export function busiest(timesMs: readonly number[], spanMs: number): number {
	let most = 0;
	let from = 0;
	for (const [to, atMs] of timesMs.entries()) {
		while ((timesMs[from] as number) <= atMs - spanMs) from++;
		most = Math.max(most, to - from + 1);
	}
	return most;
}

/** Comments with their reactions, as GitHub lists them. */
async function* withReceipts(github: FakeGitHub, since: string | undefined) {
	for await (const comment of github.comments(since)) {
		const receipts = github.receipts.get(comment.id)?.length ?? 0;
		yield { ...comment, receipts };
	}
}
