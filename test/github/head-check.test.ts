import { beforeEach, describe, expect, test } from "vitest";
import { BUTTONS } from "../../src/github/projection/check-buttons.ts";
import {
	makeProjectorBench,
	type ProjectorBench,
} from "../support/projector-bench.ts";

const HEAD = "a".repeat(40);
const NEXT = "b".repeat(40);

let bench: ProjectorBench;

async function settle(): Promise<void> {
	for (const ms of [0, 1_000, 10_000, 10_000]) await bench.after(ms);
}

/** The pull request's head is at a commit now. */
async function moveHead(sha: string, issue = 7): Promise<void> {
	const head = {
		branch: `task/${issue}-x`,
		pull_request: 57,
		sha,
		state: "open",
	} as const;
	bench.heads.pulls.set(57, {
		head,
		body: "Closes #7, closes #8",
		isOwn: true,
	});
	bench.heads.differences.set(sha, {
		isContained: false,
		paths: ["src/app.ts"],
	});
	await bench.tell("baton", "head", String(issue), head, "app");
}

function run(conclusion: string | null, sha = HEAD, startedAt?: string): void {
	bench.heads.runs.push({
		id: bench.heads.runs.length + 1,
		name: "test",
		app: "ci",
		status: conclusion === null ? "in_progress" : "completed",
		conclusion,
		sha,
		...(startedAt === undefined ? {} : { started_at: startedAt }),
	});
	bench.projector().checksChanged(sha);
}

const newest = () => bench.views.checks.at(-1);

beforeEach(async () => {
	bench = await makeProjectorBench(
		{
			review: "always",
			gates: { ci: { checks: [{ name: "test", app: "ci" }] } },
			done_gates: ["ci"],
		},
		[7, 8],
	);
	await bench.tell("alice", "claim", "7");
	await moveHead(HEAD);
	await settle();
});

describe("Baton's check at a task's head", () => {
	test("waits for the gate's check, with a button that looks again and one that overrides", () => {
		expect(newest()).toMatchObject({
			sha: HEAD,
			status: "in_progress",
			title: "Waits for a check",
			externalId: "7:retry,override",
		});
		expect(newest()?.summary).toContain("| test | ci | ⚪ missing |");
	});

	test("is red and green with it, and what had ended is never begun again but made anew", async () => {
		run("failure");
		await settle();
		expect(newest()).toMatchObject({
			status: "completed",
			conclusion: "failure",
			title: "A check is red",
		});
		run(null);
		await settle();
		expect(newest()).toMatchObject({ status: "in_progress" });
		run("success");
		await settle();
		expect(newest()).toMatchObject({
			conclusion: "success",
			title: "The gates are green",
			externalId: "7:",
		});
		expect(bench.views.checks.map(({ status }) => status)).toEqual([
			"completed",
			"completed",
		]);
	});

	test("waits for approval in review, with the button for it", async () => {
		run("success");
		await bench.tell("alice", "done", "7");
		await settle();
		expect(newest()).toMatchObject({
			conclusion: "action_required",
			title: "Waits for approval",
			externalId: "7:approve",
		});
	});

	test("says how the task ended", async () => {
		await bench.tell(
			"maintainer",
			"override",
			"7",
			{ reason: "ok @bob" },
			"admin",
		);
		await settle();
		expect(newest()).toMatchObject({
			conclusion: "success",
			title: "Task 7 is done, its gates overridden",
			externalId: "7:",
		});
		expect(newest()?.summary).toContain(
			"Overridden by maintainer: ok @\u2060bob",
		);
	});

	test("asks for a maintainer where the head changes what the checks rest on", async () => {
		bench.heads.differences.set(HEAD, {
			isContained: false,
			paths: [".github/workflows/ci.yml"],
		});
		run("success");
		await settle();
		expect(newest()).toMatchObject({
			conclusion: "action_required",
			title: "A maintainer has to look",
		});
	});

	test("comes with each new head, and is written at most every ten seconds", async () => {
		const written: number[] = [];
		for (let second = 1; second <= 30; second++) {
			run(second % 2 === 0 ? "success" : "failure");
			await bench.after(1_000);
			if (bench.newWrites().some((one) => one.includes("check at")))
				written.push(second);
		}
		for (const [index, second] of written.entries())
			if (index > 0)
				expect(second - (written[index - 1] as number)).toBeGreaterThanOrEqual(
					10,
				);
		await moveHead(NEXT);
		await settle();
		expect(newest()).toMatchObject({ sha: NEXT, status: "in_progress" });
	});

	test("turns red by itself when the gate's check runs for too long", async () => {
		const startedAt = new Date(bench.bench.nowMs()).toISOString();
		run(null, HEAD, startedAt);
		await settle();
		expect(newest()?.summary).toContain("pending");
		await bench.after(3_600_000);
		expect(newest()).toMatchObject({
			conclusion: "failure",
			title: "A check is red",
		});
	});

	test("is one for all tasks with that head, and then has no buttons", async () => {
		await moveHead(HEAD, 8);
		await settle();
		expect(newest()).toMatchObject({ externalId: "2 tasks:" });
		expect(newest()?.summary).toContain("**Task 8**");
		expect(bench.views.checks).toHaveLength(1);
	});

	test("has nothing to wait for where the label no-code says so", async () => {
		await bench.tell("alice", "exempt", "7", { on: true });
		await settle();
		expect(newest()).toMatchObject({
			conclusion: "success",
			title: "No gates apply",
		});
		expect((await bench.statuses(7))[0]).toContain(
			"none: the label `no-code` says that it needs no checks",
		);
	});

	test("is left as it is when the commit is gone", async () => {
		const before = newest();
		bench.heads.differences.delete(HEAD);
		bench.projector().touched(7);
		await settle();
		expect(newest()?.title).toBe(before?.title);
		expect(bench.errors).toEqual([]);
	});
});

test("buttons keep to GitHub's lengths", () => {
	for (const { label, description, identifier } of Object.values(BUTTONS)) {
		expect(label.length).toBeLessThanOrEqual(20);
		expect(description.length).toBeLessThanOrEqual(40);
		expect(identifier.length).toBeLessThanOrEqual(20);
	}
});
