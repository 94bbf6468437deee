import { beforeEach, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { GateFollower } from "../../src/github/plans/gate-follower.ts";
import { APP, type Bench, makeBench } from "../support/bench.ts";
import {
	type FakeGitHub,
	type FakeHeads,
	makeFakeGitHub,
	makeFakeHeads,
} from "../support/fake-github.ts";
import { openBoard, say } from "../support/speak.ts";

const PLAN: JsonObject = {
	phases: [
		{
			name: "Work",
			steps: [{ role: "backend-engineer", task: "Do it" }],
			gate: { name: "ci", checks: [{ name: "test", app: "ci" }] },
		},
	],
};
const TASKS = Array.from({ length: 25 }, (_, at) => at + 1);
const shaOf = (issue: number) => issue.toString(16).padStart(40, "a");

let bench: Bench;
let github: FakeGitHub;
let heads: FakeHeads;
let follower: GateFollower;
let asked: string[];
let errors: string[];

/** 25 tasks that wait with a gate, each with a head that no check has run at. */
beforeEach(async () => {
	bench = makeBench();
	github = makeFakeGitHub();
	heads = makeFakeHeads();
	[asked, errors] = [[], []];
	await openBoard(bench, {
		review: "never",
		wip: { in_progress: 100 },
		agents: {},
	});
	for (const issue of TASKS) {
		const task = String(issue);
		const said = (verb: string, input: JsonObject = {}) =>
			say(bench, "alice", verb, { task, input, role: "admin" });
		const answers = await bench.engine.perform([
			said("enroll", { title: `Task ${task}`, issue }),
			said("plan", { plan: PLAN }),
			said("start"),
			{ ...said("dispatched"), step: "1.1" },
			{ ...said("record", { status: "complete" }), step: "1.1" },
		]);
		expect(answers.at(-1)).toMatchObject({ ok: true, verb: "record" });
		const head = {
			branch: `task/${task}-x`,
			pull_request: issue + 100,
			sha: shaOf(issue),
			state: "open",
		} as const;
		heads.pulls.set(issue + 100, { head, body: "", isOwn: true });
		heads.differences.set(shaOf(issue), { isContained: false, paths: [] });
	}
	const { checks } = heads;
	heads.checks = (sha) => {
		asked.push(sha);
		return checks(sha);
	};
	follower = new GateFollower({
		...{ api: github, heads, engine: bench.engine, app: APP, board: "board" },
		nowMs: bench.nowMs,
		reply: github.reply,
		onRefusal: (what) => errors.push(what),
		onError: (_, what) => errors.push(what),
	});
});

test("of many gates some are asked about at a time, and after some turns all", async () => {
	await follower.follow();
	expect(new Set(asked).size).toBe(20);
	expect(follower.hasNews).toBe(true);
	await follower.follow();
	expect(new Set(asked).size).toBe(25);
	expect(follower.hasNews).toBe(false);
});

test("each sweep goes on where the last one stopped", async () => {
	await follower.follow();
	await follower.follow();
	asked.length = 0;
	follower.sweep();
	await follower.follow();
	expect(new Set(asked).size).toBe(20);
	follower.sweep();
	await follower.follow();
	expect(new Set(asked).size).toBe(25);
});

test("what GitHub does not answer waits, and holds up no other", async () => {
	const { difference } = heads;
	heads.difference = async (sha) => {
		if (sha === shaOf(1)) throw new Error("out of order");
		return difference(sha);
	};
	for (const issue of TASKS)
		heads.runs.push({
			id: issue,
			name: "test",
			app: "ci",
			status: "completed",
			conclusion: "success",
			sha: shaOf(issue),
		});
	await follower.follow();
	await follower.follow();
	expect(follower.waits).toBe(true);
	const verdicts = () =>
		bench.engine.inspect((board) =>
			TASKS.filter(
				(issue) => board.plan(String(issue))?.execution.gates.length === 1,
			),
		);
	expect(await verdicts()).toEqual(TASKS.filter((issue) => issue !== 1));
	heads.difference = difference;
	follower.sweep();
	await follower.follow();
	expect(follower.waits).toBe(false);
	expect(await verdicts()).toEqual(TASKS);
});

test("a commit that no such task has for its head is none of its business", async () => {
	await follower.follow();
	await follower.follow();
	expect(follower.checksChanged(shaOf(1))).toBe(false);
	await bench.engine.perform([
		bench.appSays(
			"head",
			{ branch: "task/1-x", sha: shaOf(1), state: "open" },
			"1",
		),
	]);
	expect(follower.checksChanged(shaOf(1))).toBe(true);
	expect(follower.checksChanged("b".repeat(40))).toBe(false);
});
