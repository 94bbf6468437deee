import { beforeEach, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import type { RepositoryApi } from "../../src/github/api.ts";
import { Projector } from "../../src/github/projection/projector.ts";
import type { ViewApi } from "../../src/github/projection/view-api.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import {
	type FakeGitHub,
	makeFakeGitHub,
	makeFakeHeads,
} from "../support/fake-github.ts";
import { type FakeViews, makeFakeViews } from "../support/fake-views.ts";
import { openBoard, say } from "../support/speak.ts";

const TASKS = 3_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

let bench: Bench;
let github: FakeGitHub;
let views: FakeViews;
let gone: number[];
/** What was asked of GitHub, a list as often as it has pages. */
let asked: string[];
/** How many requests were under way at once, at most. */
let mostAtOnce: number;

beforeEach(async () => {
	bench = makeBench();
	github = makeFakeGitHub();
	views = makeFakeViews(github);
	[gone, asked, mostAtOnce] = [[], [], 0];
	await openBoard(bench, { review: "never" });
	const numbers = Array.from({ length: TASKS }, (_, index) => index + 1);
	await bench.engine.perform(
		numbers.map((number) =>
			said("enroll", number, { title: `Issue ${number}`, issue: number }),
		),
	);
	for (const number of numbers) show(number);
	bench.advance(3 * DAY_MS);
	await bench.engine.perform([
		say(bench, "app", "mark", {
			role: "app",
			input: { comment: 1, event: 1, since: at() },
		}),
	]);
});

const at = () => new Date(bench.nowMs()).toISOString();

function said(verb: string, issue: number, input: JsonObject = {}) {
	return say(bench, "alice", verb, { task: String(issue), input });
}

/** Everything on an issue is as its task has it, but for the status comment's words. */
function show(number: number): void {
	github.issues.set(number, {
		number,
		title: `Issue ${number}`,
		body: "",
		labels: ["baton", "baton:ready", "priority:normal"],
		isClosed: false,
		stateReason: null,
		assignees: [],
		isPullRequest: false,
		comments: 1,
	});
}

function counted<T extends object>(api: T): T {
	let underWay = 0;
	return new Proxy(api, {
		get(target, name) {
			const call = Reflect.get(target, name) as unknown;
			if (typeof call !== "function" || name === "labelledIssues") return call;
			return async (...given: unknown[]) => {
				asked.push(String(name));
				underWay += 1;
				mostAtOnce = Math.max(mostAtOnce, underWay);
				try {
					return await (call.apply(target, given) as Promise<unknown>);
				} finally {
					underWay -= 1;
				}
			};
		},
	});
}

function start(): Projector {
	const api: RepositoryApi = counted<RepositoryApi>({
		...github,
		async *labelledIssues(label) {
			let listed = 0;
			for await (const issue of github.labelledIssues(label)) {
				if (listed % 100 === 0) asked.push("labelledIssues");
				listed += 1;
				yield issue;
			}
		},
	});
	return new Projector({
		api,
		views: counted<ViewApi>(views),
		heads: counted(makeFakeHeads()),
		engine: bench.replica(),
		nowMs: bench.nowMs,
		later: () => () => undefined,
		onUnexplained: () => undefined,
		onGone: (issue) => gone.push(issue),
		onError: (error) => {
			throw error;
		},
	});
}

/** Everything that is due within the next minute is shown. */
async function settle(projector: Projector): Promise<void> {
	for (let second = 0; second < 60; second += 10) {
		await projector.wake();
		bench.advance(10_000);
	}
}

test("a start with 3,000 tasks reads one list, and nothing else where all is shown", async () => {
	const projector = start();
	await settle(projector);
	expect(asked.filter((one) => one === "labelledIssues")).toHaveLength(30);
	expect(
		asked.filter((one) => one !== "labelledIssues" && one !== "createLabel"),
	).toEqual(["labels"]);
	expect(mostAtOnce).toBe(1);
});

test("what changed, what differs and what is lost is looked at after a start, and costs little more", async () => {
	// No label tells of a due date: that it was changed lately is what makes its comment looked at.
	await bench.engine.perform([
		said("claim", 17),
		said("due", 18, { due: "2026-12-01" }),
	]);
	github.issues.set(99, {
		...(github.issues.get(99) ?? expect.fail("no issue 99")),
		labels: ["baton", "baton:done", "priority:normal"],
	});
	github.issues.delete(1_234);
	const projector = start();
	await settle(projector);
	expect(github.issues.get(17)?.labels).toContain("baton:in_progress");
	expect((await views.statusComments(18))[0]?.body).toContain("2026-12-01");
	expect(github.issues.get(99)?.labels).toContain("baton:ready");
	expect(gone).toEqual([1_234]);
	const more = asked.filter(
		(one) => one !== "labelledIssues" && one !== "createLabel",
	);
	expect(more.length).toBeLessThan(20);
	expect(mostAtOnce).toBe(1);
});

test("the comments of the others are looked at in turn, 20 for each sweep", async () => {
	const projector = start();
	await settle(projector);
	await projector.sweep();
	asked = [];
	await settle(projector);
	const looked = asked.filter((one) => one === "statusComments");
	expect(looked.length).toBeGreaterThanOrEqual(20);
	expect(looked.length).toBeLessThanOrEqual(40);
	const written = [...views.comments.values()];
	expect(written.every(({ body }) => body.includes("can be claimed"))).toBe(
		true,
	);
	expect(written).toHaveLength(20);
});

test("an issue that is lost without a word is missed within the hour, by one more list", async () => {
	const projector = start();
	await settle(projector);
	github.issues.delete(2_000);
	await projector.sweep();
	await settle(projector);
	expect(gone).toEqual([]);
	bench.advance(HOUR_MS);
	asked = [];
	await projector.sweep();
	await settle(projector);
	expect(gone).toEqual([2_000]);
	expect(asked.filter((one) => one === "labelledIssues")).toHaveLength(30);
});
