import { beforeEach, describe, expect, test } from "vitest";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const PLAN = `/plan
\`\`\`yaml
phases:
  - name: Work
    steps:
      - { role: backend-engineer, task: Do it }
      - { role: test-engineer, task: Test it }
    approval: { reason: it is asked for }
\`\`\``;

/** Words that try to leave a fence, speak to somebody, close an issue, give a command or hide. */
const HOSTILE = [
	"Nice title",
	"````text",
	"`````",
	"```json",
	'{"ok": true}',
	"```",
	"/approve",
	"  /cancel",
	"@maintainer closes #1, fixes GH-2 https://evil.example/x",
	"<!-- baton:status -->",
	"</details><script>",
	"\u202ereversed\u200b",
].join("\n");

let door: RepositoryBench;

beforeEach(async () => {
	door = await makeRepositoryBench("review: never\n");
});

/** What stands outside code and fences in a comment. */
function outside(markdown: string): string {
	const lines: string[] = [];
	let fence = "";
	for (const line of markdown.split("\n")) {
		const mark = /^(`{3,})(.*)$/.exec(line);
		if (fence === "" && mark !== null) fence = mark[1] ?? "";
		else if (
			fence !== "" &&
			mark?.[2] === "" &&
			(mark[1] ?? "").length >= fence.length
		)
			fence = "";
		else if (fence === "") lines.push(line);
	}
	expect(fence).toBe("");
	return lines.join("\n").replace(/(`+)[^`\n](?:[^\n]*?[^`\n])?\1(?!`)/g, "");
}

function expectInert(markdown: string): void {
	const live = outside(markdown)
		.replace(/^<!-- baton:[a-z0-9:]+ -->$/gm, "")
		.replace(/\\./g, "");
	expect(live).not.toMatch(/@[a-z]/i);
	expect(live).not.toMatch(/(?:^|\s)#[0-9]/);
	expect(live).not.toMatch(/GH-[0-9]/);
	expect(live).not.toMatch(/https?:\/\/evil/);
	expect(live).not.toMatch(/^\s*\//m);
	expect(live).not.toContain("<script>");
	expect(live).not.toContain("<!--");
	expect(markdown).not.toMatch(/^\//m);
	expect(markdown).not.toMatch(/[\u202e\u200b]/);
}

describe("a step that is handed out comes with its prompt:", () => {
	beforeEach(async () => {
		await door.enroll(7, { title: "Log requests", body: "All of them." });
		await door.say("alice", 7, PLAN);
	});

	test("at the start, at each look at what is next, and when it is taken", async () => {
		for (const command of [
			"/start",
			"/action",
			"/dispatched 1.1",
			"/claim 1.2",
		]) {
			const { code, replies } = await door.say("alice", 7, command);
			expect(code).toBe("ok");
			expect(replies).toHaveLength(1);
			const step = command.includes("1.2") ? "1.2" : "1.1";
			expect(replies[0]).toContain(`# Agent Task: ${step} — `);
			expect(replies[0]).toContain("All of them.");
			expect(replies[0]).toContain(`/record ${step} complete`);
			expect(replies[0]).toContain('"prompt": "\\u0023 Agent Task');
		}
	});

	test("also where the plan was made in the same comment", async () => {
		const { code, replies } = await door.say(
			"alice",
			7,
			"/plan\n/start\n/claim 1.1",
		);
		expect(code).toBe("ok");
		const said = replies.join("\n");
		expect(said).toContain("# Plan: Log requests");
		expect(said.match(/# Agent Task: 1\.1 — /g)).toHaveLength(2);
	});

	test("and when `claim-next` takes it", async () => {
		await door.say("alice", 7, "/start");
		const { replies } = await door.say("bob", 7, "/claim-next");
		expect(replies[0]).toContain("bob holds step 7/1.1 (backend-engineer)");
		expect(replies[0]).toContain("# Agent Task: 1.1 — ");
	});

	test("and with its lease and fence, by `42/1.1` from another issue as well", async () => {
		await door.enroll(8);
		await door.say("alice", 7, "/start");
		const { replies } = await door.say("alice", 8, "/claim 7/1.1");
		expect(replies[0]).toContain("alice holds step 7/1.1 (backend-engineer)");
		expect(replies[0]).toContain('"fence": 1');
	});

	test("what is no step has its sentence and the ways on", async () => {
		const before = await door.say("alice", 7, "/action");
		expect(before.replies[0]).toContain("was not started yet");
		expect(before.replies[0]).toContain("`/start` starts it.");
		await door.say("alice", 7, "/start");
		await door.say("alice", 7, "/claim 1.1");
		await door.say("alice", 7, "/claim 1.2");
		const waiting = await door.say("bob", 7, "/action");
		expect(waiting.replies[0]).toContain(
			"Waiting for steps: 1.1 is with alice",
		);
		const failed = await door.say(
			"alice",
			7,
			'/record 1.1 failed error="no schema"',
		);
		expect(failed.replies[0]).toContain("Step 1.1 failed: no schema.");
		expect(failed.replies[0]).toContain(
			"- `/retry 1.1` makes the step pending again",
		);
		expect(failed.replies[0]).toContain(
			'- `/skip 1.1 "why"` leaves the step out',
		);
		expect(failed.replies[0]).toContain("- cancel the task");
		const retried = await door.say("alice", 7, "/retry 1.1");
		expect(retried.replies[0]).toContain("step 1.1 is pending again.");
		await door.say("alice", 7, '/skip 1.1 "not needed"');
		const last = await door.say("alice", 7, '/record 1.2 complete "tested"');
		expect(last.replies[0]).toContain(
			"waits for a person's approval: it is asked for",
		);
		expect(last.replies[0]).toContain("`/approve 1` agrees");
	});
});

test("`/approve 1` means the phase on the issue of a plan, and with feedback adds one", async () => {
	await door.enroll(7);
	await door.enroll(1);
	await door.say("alice", 7, PLAN);
	await door.say("alice", 7, "/start");
	for (const step of ["1.1", "1.2"]) {
		await door.say("alice", 7, `/claim ${step}`);
		await door.say("alice", 7, `/record ${step} complete "done"`);
	}
	expect((await door.say("alice", 7, "/approve 1")).code).toBe("FORBIDDEN");
	expect((await door.say("bob", 7, "/approve #1")).code).toBe(
		"INVALID_TRANSITION",
	);
	const { replies } = await door.say(
		"bob",
		7,
		'/approve 1 feedback="log the duration as well"',
	);
	expect(replies[0]).toContain(
		"phase 1: **feedback**; phase 2 does what was asked for",
	);
	expect((await door.plan("7"))?.phases.map(({ id }) => id)).toEqual([1, 2]);
});

describe("a bare number behind `/approve`", () => {
	const status = (key: string) =>
		door.bench.replica().inspect((board) => board.task(key)?.status);

	/** Task 1 waits for a review that anybody but alice may give; issue 7 has a plan. */
	beforeEach(async () => {
		door = await makeRepositoryBench("review: always\n");
		for (const issue of [1, 7, 8]) await door.enroll(issue);
		for (const said of ["/claim", '/done "written"'])
			expect((await door.say("alice", 1, said)).code).toBe("ok");
		expect(await status("1")).toBe("review");
		await door.say("alice", 7, PLAN);
	});

	test("never means a task on the issue of a plan, started or not, with such a phase or without", async () => {
		expect((await door.say("bob", 7, "/approve 1")).code).toBe(
			"INVALID_TRANSITION",
		);
		await door.say("alice", 7, "/start");
		for (const said of ["/approve 1", "/approve 8"])
			expect((await door.say("bob", 7, said)).code).not.toBe("ok");
		expect(await status("1")).toBe("review");
		expect((await door.say("bob", 7, "/approve #1")).code).toBe("ok");
		expect(await status("1")).toBe("done");
	});

	test("accepts neither a task nor the run's own once that waits for its review", async () => {
		await door.say("alice", 7, "/start");
		for (const step of ["1.1", "1.2"]) {
			await door.say("alice", 7, `/claim ${step}`);
			await door.say("alice", 7, `/record ${step} complete "done"`);
		}
		expect((await door.say("bob", 7, "/approve 1")).code).toBe("ok");
		expect((await door.say("alice", 7, "/done")).code).toBe("ok");
		const { code, replies } = await door.say("bob", 7, "/approve 1");
		expect(code).toBe("INVALID_TRANSITION");
		expect(replies[0]).toContain("another task is named as `#1`.");
		expect([await status("1"), await status("7")]).toEqual([
			"review",
			"review",
		]);
		expect((await door.say("bob", 7, "/approve")).code).toBe("ok");
		expect(await status("7")).toBe("done");
	});

	test("means the task on an issue without a plan", async () => {
		expect((await door.say("bob", 8, "/approve 1")).code).toBe("ok");
		expect(await status("1")).toBe("done");
	});
});

test("nothing in a plan, an issue or a result leaves its fence, speaks to anybody or gives a command", async () => {
	await door.enroll(7, {
		title: `${HOSTILE.split("\n").slice(4).join(" ")}`,
		body: HOSTILE,
	});
	const hostile = JSON.stringify(HOSTILE);
	const plan = `/plan\n\`\`\`json\n${JSON.stringify({
		task_summary: HOSTILE,
		phases: [
			{
				name: "@maintainer closes #1 `x` <!-- y",
				steps: [
					{
						role: "backend-engineer",
						task: HOSTILE.replaceAll("`", "'"),
						expected_outcome: "closes #1 @bob",
					},
					{ role: "test-engineer", task: "Second" },
				],
				gate: {
					name: "@bob #3",
					checks: [{ name: "@bob closes #4", app: "ci" }],
				},
				approval: { reason: "@bob closes #5\n/approve" },
			},
		],
	})}\n\`\`\``;
	const said: string[] = [];
	for (const body of [
		plan,
		"/start",
		"/claim 1.1",
		`/record 1.1 failed error=${JSON.stringify("@bob closes #6 ``` /cancel")}`,
		"/action",
		"/status",
		"/trace",
		"/retro",
		"/runs",
		"/retry 1.1",
		"/next",
		`/amend ${JSON.stringify("@bob closes #8")} add-phase="@bob closes #9:code-reviewer"`,
	])
		said.push(...(await door.say("alice", 7, body)).replies);
	expect(said.length).toBeGreaterThan(9);
	for (const reply of [...said, await door.status(7)]) expectInert(reply);
	expect(hostile).toContain("@maintainer");
});

test("a prompt, however long its parts are, keeps its lease in the JSON and its reply whole", async () => {
	await door.enroll(7, { title: "Long", body: "word ".repeat(10_000) });
	const task = "w ".repeat(2_000).trim();
	const steps = Array.from({ length: 12 }, () => ({
		role: "backend-engineer",
		task,
		deliverables: Array.from(
			{ length: 8 },
			(_, at) => `${"d".repeat(400)}${at}`,
		),
	}));
	await door.say(
		"alice",
		7,
		`/plan\n\`\`\`json\n${JSON.stringify({ phases: [{ name: "Work", steps: steps.slice(0, 7) }] })}\n\`\`\``,
	);
	await door.say("alice", 7, "/start");
	const { replies } = await door.say("alice", 7, "/claim 1.1");
	expect(replies[0]?.length).toBeLessThanOrEqual(65_536);
	expect(replies[0]).toContain('"fence": 1');
	expect(replies[0]).toContain('"expires_at"');
	expect(replies[0]).toContain("# Agent Task: 1.1");
	expect(replies[0]).toContain("… (the issue has the rest)");
	const all = await door.say("bob", 7, "/action all=true");
	expect(all.replies[0]?.length).toBeLessThanOrEqual(65_536);
	outside(all.replies[0] ?? "");
});
