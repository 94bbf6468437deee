import { beforeEach, describe, expect, test } from "vitest";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const [HEAD, NEXT] = ["a".repeat(40), "b".repeat(40)] as const;
const PLAN = `/plan
\`\`\`yaml
phases:
  - name: Work
    steps:
      - { role: backend-engineer, task: Do it }
      - { role: test-engineer, task: Test it }
    gate: { name: ci, checks: [{ name: test, app: ci }] }
  - name: Review
    steps: [{ role: code-reviewer, task: Look }]
    approval: { reason: it is asked for }
\`\`\``;

let door: RepositoryBench;

beforeEach(async () => {
	door = await makeRepositoryBench("review: never\n");
	await door.enroll(7);
	await door.say("alice", 7, PLAN);
});

const work = async (who: string, step: string) => {
	expect((await door.say(who, 7, `/claim ${step}`)).code).toBe("ok");
	expect((await door.say(who, 7, `/record ${step} complete "done"`)).code).toBe(
		"ok",
	);
};
const check = () => door.views.checks.at(-1);

describe("the status comment of a planned task", () => {
	test("tells what to say before the start, and then who has which step", async () => {
		expect(await door.status(7)).toContain(
			"**`ready`** has a plan: say `/start`.",
		);
		await door.say("alice", 7, "/start");
		expect(await door.status(7)).toContain("`/claim 1.1` takes it.");
		await door.say("alice", 7, "/claim 1.1");
		const held = await door.status(7);
		expect(held).toContain(
			"**Plan** running, risk LOW: 0 of 3 steps, in phase 1 of 2.",
		);
		expect(held).toMatch(
			/- \[ \] \*\*1\.1\*\* `backend-engineer` Do it \(with alice until .*Z\)/,
		);
		expect(held).toMatch(/- \[ \] \*\*1\.2\*\* `test-engineer` Test it$/m);
		expect(held).toContain("- Gate: ⚪ ci: test (ci)");
	});

	test("follows a lease that is kept alive, although the task's version stays", async () => {
		await door.say("alice", 7, "/start");
		await door.say("alice", 7, "/claim 1.1");
		const before = /until ([0-9T:.-]+Z)/.exec(await door.status(7))?.[1];
		door.bench.advance(6 * 60_000);
		expect((await door.say("alice", 7, "/heartbeat 1.1")).code).toBe("ok");
		const after = /until ([0-9T:.-]+Z)/.exec(await door.status(7))?.[1];
		expect(before).toBeDefined();
		expect(String(after) > String(before)).toBe(true);
	});

	test("tells what a gate was passed by", async () => {
		await door.say("alice", 7, "/start");
		await work("alice", "1.1");
		await work("bob", "1.2");
		expect(await door.status(7)).toContain(
			"It goes on by itself once its checks are green; where the head changes workflows or the board's config, a maintainer has to say `/gate 1`.",
		);
		await door.push(7, HEAD);
		await door.check(HEAD, "failure");
		expect(await door.status(7)).toContain(
			"- Gate: 🔴 ci failed at `aaaaaaaaaaaa`: test (ci) is failure",
		);
		await door.check(HEAD, "success");
		expect(await door.status(7)).toContain(
			"- Gate: 🟢 ci passed, proven at `aaaaaaaaaaaa`",
		);
		await work("bob", "2.1");
		expect(await door.status(7)).toContain("- Approval: asked for");
		await door.say("alice", 7, "/approve");
		expect(await door.status(7)).toContain("- Approval: approve by alice");
		expect(await door.status(7)).toContain("`/done` ends the task.");
		expect((await door.say("alice", 7, "/done")).code).toBe("ok");
		expect(await door.status(7)).toContain(
			"**Plan** completed, risk LOW: 3 of 3 steps.",
		);
	});

	test("and `/action` name the maintainer's word that a gate waits for at a head which changes workflows", async () => {
		await door.say("alice", 7, "/start");
		await work("alice", "1.1");
		await work("bob", "1.2");
		await door.push(7, HEAD, { paths: [".github/workflows/ci.yml"] });
		await door.check(HEAD, "success");
		expect((await door.plan("7"))?.execution.gates).toEqual([]);
		expect(await door.status(7)).toContain(
			"where the head changes workflows or the board's config, a maintainer has to say `/gate 1`.",
		);
		const { replies } = await door.say("alice", 7, "/action");
		expect(replies[0]).toContain(
			"`/gate 1` looks at once; where the head changes workflows or the board's config, a maintainer has to say it.",
		);
		expect((await door.say("maintainer", 7, "/gate 1")).code).toBe("ok");
		expect((await door.plan("7"))?.execution.gates).toMatchObject([
			{ phase: 1, result: "pass" },
		]);
	});

	test("names an override and its reason", async () => {
		await door.say("alice", 7, "/start");
		await work("alice", "1.1");
		await work("bob", "1.2");
		await door.say("maintainer", 7, '/override "there is no code"');
		expect(await door.status(7)).toContain(
			"- Gate: 🟠 ci overridden by maintainer: there is no code",
		);
	});

	test("says the same however late it is written", async () => {
		await door.say("alice", 7, "/start");
		await door.say("alice", 7, "/claim 1.1");
		const first = await door.status(7);
		// The lease is over by now, and no command has said so.
		door.bench.advance(11 * 60_000);
		await door.restart();
		expect(await door.status(7)).toBe(first);
	});

	test("of a long plan fits into a comment, and shows the phase that is under way", async () => {
		await door.enroll(8);
		const phases = Array.from({ length: 20 }, (_, at) => ({
			name: `Part ${at}`,
			steps: Array.from({ length: 9 }, () => ({
				role: "backend-engineer",
				task: "t_".repeat(500),
			})),
		}));
		expect(
			(
				await door.say(
					"alice",
					8,
					`/plan\n\`\`\`json\n${JSON.stringify({ phases }).replaceAll("t_".repeat(500), "t_".repeat(60))}\n\`\`\``,
				)
			).code,
		).toBe("ok");
		await door.say("alice", 8, "/start");
		const status = await door.status(8);
		expect(status.length).toBeLessThanOrEqual(30_100);
		expect(status).toContain("0 of 180 steps, in phase 1 of 20");
		expect(status).toContain("**Phase 1, Part 0**");
		expect(status).not.toContain("**Phase 2, Part 1**");
		expect(status).toContain("</details>");
	});
});

describe("Baton's check at the head of a planned task", () => {
	beforeEach(async () => {
		await door.push(7, HEAD);
		await door.say("alice", 7, "/start");
	});

	test("waits while there is work, and is never green before the plan is through", async () => {
		await door.shown();
		expect(check()).toMatchObject({
			status: "in_progress",
			title: "Phase 1 of 2 is being worked on",
			buttons: [],
		});
		await work("alice", "1.1");
		await work("bob", "1.2");
		await door.shown();
		expect(check()).toMatchObject({
			status: "in_progress",
			title: "Phase 1 of 2 waits for its gate",
		});
		expect(check()?.buttons.map(({ identifier }) => identifier)).toEqual([
			"retry",
			"override",
		]);
	});

	test("is not green for a task that is held in the middle of its plan", async () => {
		expect(
			(await door.say("alice", 7, '/block "the schema is missing"')).code,
		).toBe("ok");
		await door.shown();
		expect(check()).toMatchObject({ status: "in_progress" });
	});

	test("is red where the gate is, and in progress again at the next head", async () => {
		await work("alice", "1.1");
		await work("bob", "1.2");
		await door.check(HEAD, "failure");
		await door.shown();
		expect(check()).toMatchObject({
			conclusion: "failure",
			title: "The gate of phase 1 of 2 is red",
		});
		await door.push(7, NEXT);
		await door.shown();
		expect(door.views.checks.findLast(({ sha }) => sha === NEXT)).toMatchObject(
			{
				status: "in_progress",
				title: "Phase 1 of 2 waits for its gate",
			},
		);
	});

	test("asks for an approval, whose button approves the phase for somebody else than who worked", async () => {
		await work("alice", "1.1");
		await work("bob", "1.2");
		await door.check(HEAD, "success");
		await work("bob", "2.1");
		await door.shown();
		expect(check()).toMatchObject({
			conclusion: "action_required",
			title: "Phase 2 of 2 waits for approval",
		});
		expect(check()?.buttons.map(({ identifier }) => identifier)).toEqual([
			"approve",
		]);
		const press = (login: string, id: number, delivery: string) => {
			door.repository().checkPressed(
				{
					action: "requested_action",
					requested_action: { identifier: "approve" },
					check_run: {
						head_sha: HEAD,
						external_id: "7:approve",
						app: { slug: "baton" },
					},
					sender: { id, login },
				},
				delivery,
			);
			return door.repository().settled();
		};
		await press("bob", 3, "d1");
		expect((await door.plan("7"))?.execution.approvals).toEqual([]);
		await press("alice", 2, "d2");
		expect((await door.plan("7"))?.execution.approvals).toMatchObject([
			{ phase: 2, result: "approve" },
		]);
		await door.shown();
		expect(check()).toMatchObject({ conclusion: "success" });
	});

	test("the labels are those of a task in progress, until it is done", async () => {
		await door.shown();
		expect(door.github.issues.get(7)?.labels).toContain("baton:in_progress");
		await work("alice", "1.1");
		await work("bob", "1.2");
		await door.check(HEAD, "success");
		await work("bob", "2.1");
		await door.say("alice", 7, "/approve 2");
		await door.say("alice", 7, "/done");
		await door.shown();
		expect(door.github.issues.get(7)).toMatchObject({ isClosed: true });
		expect(door.github.issues.get(7)?.labels).toContain("baton:done");
	});
});

test("`next` offers steps by their address and role", async () => {
	await door.enroll(8);
	await door.say("alice", 7, "/start");
	const { replies } = await door.say("bob", 8, "/next");
	expect(replies[0]).toContain("| 7/1.1 backend-engineer |");
	expect(replies[0]).toContain("| 7/1.2 test-engineer |");
	expect(replies[0]).toContain("| 8 | ready |");
});
