import { beforeEach, expect, test } from "vitest";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

let on: RepositoryBench;

beforeEach(async () => {
	on = await makeRepositoryBench("review: never\n");
	for (const issue of [1, 2]) await on.enroll(issue);
	await on.shown();
	on.relations.takeCalls();
});

const at = () => new Date(on.bench.nowMs()).toISOString();
const waits = async () =>
	(await on.bench.replica().inspect((board) => board.task("1")))?.blocked_by;
const waitsOnGitHub = () => on.relations.waits.get(1) ?? [];
const of1 = async () =>
	(await on.subjects()).filter((one) => / 1: /.test(one)).slice(1);

function closed(issue: number): void {
	const shown = on.github.issues.get(issue);
	if (shown === undefined) throw new Error("no such issue");
	on.github.issues.set(issue, {
		...{ ...shown, isClosed: true, stateReason: "not_planned" },
	});
	on.github.happen("maintainer", issue, "closed", { createdAt: at() });
}

/** So many things happen that say something, none of them to the edges of a task. */
function muchHappens(times: number): void {
	for (let i = 0; i < times; i++)
		on.github.happen("alice", 2, "labeled", {
			...{ createdAt: at(), label: `priority: ${i % 2 ? "high" : "low"}` },
		});
}

test.each([
	{ how: "alone", more: 0 },
	{ how: "with more than is heard at once", more: 250 },
])(
	"an edge that was drawn before its task was closed is heard before that, $how",
	async ({ more }) => {
		on.relations.byHand("alice", "waits for", { from: 1, to: 2 });
		closed(1);
		muchHappens(more);
		on.bench.advance(3_600_000);
		await on.restart();
		await on.shown();
		expect(await of1()).toEqual([
			"depend 1: waits for 2",
			expect.stringMatching(/^(cancel|close) 1: /),
		]);
		expect(waitsOnGitHub()).toEqual([2]);
		expect(on.refusals).toEqual([]);
	},
);

test("a child comes below its parent before that is closed, and what is drawn later is refused", async () => {
	on.relations.byHand("alice", "goes below", { from: 1, to: 2 });
	closed(2);
	on.relations.byHand("alice", "leaves", { from: 1, to: 2 });
	await on.enroll(3);
	await on.restart();
	expect((await of1()).slice(0, 1)).toEqual(["parent 1: below 2"]);
	on.relations.byHand("alice", "goes below", { from: 1, to: 2 });
	await on.restart();
	expect((await of1()).at(-1)).toBe("dismiss 1: parent is INVALID_TRANSITION");
});

test("what happened to an issue after an edge that has to wait waits with it", async () => {
	const { role } = on.github;
	let isAway = true;
	on.github.role = async (account) => {
		if (isAway && account.login === "alice") throw new Error("no answer");
		return role(account);
	};
	on.relations.byHand("alice", "waits for", { from: 1, to: 2 });
	closed(1);
	on.repository().issueEvent();
	await on.repository().settled();
	expect(await of1()).toEqual([]);
	isAway = false;
	on.bench.advance(120_000);
	await on.repository().sweep();
	expect((await of1())[0]).toBe("depend 1: waits for 2");
	expect(await of1()).toHaveLength(2);
});

test("an edge that was changed without a right is put right by the sweep when no webhook told of it", async () => {
	on.relations.byHand("guest", "waits for", { from: 1, to: 2 });
	await on.shown();
	expect(waitsOnGitHub()).toEqual([]);
	await on.say("alice", 1, "/depend #2");
	await on.shown();
	on.relations.byHand("guest", "waits no longer for", { from: 1, to: 2 });
	await on.shown();
	expect(waitsOnGitHub()).toEqual([2]);
	expect(await waits()).toEqual(["2"]);
	expect(
		on.github.said.filter(({ body }) => /mark that/.test(body)),
	).toHaveLength(2);
});

test("what changes nothing makes no commit when whoever did it had no right to", async () => {
	for (let i = 0; i < 10; i++) {
		on.relations.byHand("guest", "waits no longer for", { from: 1, to: 2 });
		on.repository().issueEvent();
		await on.repository().settled();
	}
	expect(await of1()).toEqual([]);
	expect(on.github.said).toEqual([]);
});

test("what a server does not know of is asked again by each sweep, and told of once", async () => {
	on.relations.missing.add("blocked_by");
	await on.say("alice", 1, "/depend #2");
	await on.shown();
	expect(on.relations.takeCalls()).toContain("1 waits for 2");
	await on.shown();
	expect(on.errors).toEqual([
		"edges are not shown: the server does not know of blocked_by",
	]);
	on.relations.missing.clear();
	await on.shown();
	expect(waitsOnGitHub()).toEqual([2]);
});
