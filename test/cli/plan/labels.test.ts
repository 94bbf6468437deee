import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
	type BoardRepository,
	baton,
	git,
	makeWorkplace,
	planned,
} from "../board-repository.ts";

const PLAN = `phases:
  - name: Build
    steps:
      - { role: writer, task: Write it, model: sonnet }
      - { role: tester, task: Test it }
    gate: { name: tests, command: git rev-parse HEAD }
  - name: Review
    steps:
      - { role: code-reviewer, task: Look at it }
`;

let repository: BoardRepository;
let directory: string;
let task: string;

beforeEach(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
	task = await planned(directory, "Log requests", PLAN);
});

afterEach(() => repository.remove());

/** What `baton execute` prints; it has to take effect. */
async function printed(...words: readonly string[]): Promise<string> {
	const { code, out, err } = await baton(directory, "execute", ...words);
	expect([code, err], words.join(" ")).toEqual([0, ""]);
	return out;
}

/** Does a step as the walkthrough does. */
async function done(step: string, role: string): Promise<string> {
	await printed("dispatched", "--step-id", step, "--agent", role);
	return printed(
		...["record", "--step-id", step, "--agent", role],
		...["--status", "complete", "--outcome", "did it"],
	);
}

describe("what is printed, word for word:", () => {
	test("the first action, its prompt, what to type and how to bind a shell", async () => {
		const lines = (await printed("start")).split("\n");
		expect(lines.slice(0, 7)).toEqual([
			...["ACTION: DISPATCH", "Agent: writer", "Model: sonnet", "Step: 1.1"],
			"Message: Dispatch agent 'writer' for step 1.1.",
			...["", "--- Delegation Prompt ---"],
		]);
		expect(lines.slice(-7)).toEqual([
			...["--- End Prompt ---", "", "Next:"],
			"  baton execute dispatched --step-id 1.1 --agent writer",
			'  baton execute record --step-id 1.1 --agent writer --status complete --outcome "what was done" --commit HEAD',
			"",
			`Session binding: export BATON_TASK_ID=${task}`,
		]);
	});

	test("a step handed out, as one line of JSON, and how whoever has it ends it", async () => {
		await printed("start");
		expect(
			await printed("dispatched", "--step-id", "1.1", "--agent", "writer"),
		).toBe('{"status": "dispatched", "step_id": "1.1"}');
		await printed("dispatched", "--step-id", "1.2");
		const waiting = await printed("next");
		expect(waiting).toMatch(/^ACTION: WAIT\nOut: 1\.1 ada-lovelace until /);
		expect(waiting).toContain(
			'Next:\n  baton execute record --step-id 1.1 --agent writer --status complete --outcome "what was done" --commit HEAD\n',
		);
		expect(waiting.split("\n").at(-1)).toBe("  baton execute status");
		expect(await printed("next", "--task-id", task)).toBe(waiting);
	});

	test("a step that another worker has, and how it is recorded as that one", async () => {
		await printed("start");
		for (const step of ["1.1", "1.2"])
			await printed("dispatched", "--step-id", step, "--agent-as", "helper");
		expect(await printed("next")).toContain(
			'\n  baton execute record --step-id 1.1 --agent writer --status complete --outcome "what was done" --commit HEAD --agent-as helper\n',
		);
	});

	test("a step that its worker will not end, taken away for a reason", async () => {
		await printed("start");
		await printed("dispatched", "--step-id", "1.1", "--agent-as", "helper");
		const locked = await baton(
			directory,
			...["execute", "dispatched", "--step-id", "1.1"],
		);
		expect(locked.code).toBe(1);
		expect(locked.err).toContain("Step 1.1 is held by helper ");
		expect(
			await printed(
				"force-release",
				"--step-id",
				"1.1",
				"--reason",
				"it hangs",
			),
		).toBe("Step 1.1 was taken away from helper.\nNext:\n  baton execute next");
		expect(await printed("dispatched", "--step-id", "1.1")).toContain("1.1");
	});

	test("a result, a gate, and the four lines of the end", async () => {
		await printed("start");
		expect(await done("1.1", "writer")).toBe(
			"Recorded: step 1.1 (writer) — complete\nNext:\n  baton execute next",
		);
		expect(await done("1.2", "tester")).toBe(
			[
				"Recorded: step 1.2 (tester) — complete",
				"The gate 'tests' behind phase 1 is pending.",
				"Next:",
				"  baton execute gate --phase-id 1 --run",
				"  (on your word, recorded as not proven: baton execute gate --phase-id 1 --result pass)",
			].join("\n"),
		);
		expect(await printed("gate", "--phase-id", "1", "--result", "pass")).toBe(
			"Gate recorded: phase 1 — PASS\nNot proven: it was only said.\nNext:\n  baton execute next",
		);
		expect(await printed("next", "--terse")).toBe(
			[
				"ACTION: DISPATCH",
				"Agent: code-reviewer | Step: 2.1",
				"",
				"Next:",
				"  baton execute dispatched --step-id 2.1 --agent code-reviewer",
				'  baton execute record --step-id 2.1 --agent code-reviewer --status complete --outcome "what was done" --commit HEAD',
			].join("\n"),
		);
		await done("2.1", "code-reviewer");
		expect(await printed("next")).toBe(
			`ACTION: COMPLETE\nSummary: Task ${task} completed successfully.\n\nNext:\n  baton execute complete`,
		);
		const end = [
			`Task ${task} completed.`,
			expect.stringMatching(
				/^Steps: 3\/3 \| Gates passed: 1 \| Elapsed: \d+s$/,
			),
			`Trace: .claude/team-context/traces/${task}.json`,
			`Retrospective: .claude/team-context/retrospectives/${task}.md`,
		];
		expect((await printed("complete")).split("\n")).toEqual(end);
		// Whoever was interrupted right then says it again.
		await git(directory, "clean", "-fdq", ".claude/team-context/traces");
		expect((await printed("complete")).split("\n")).toEqual(end);
		expect(await git(directory, "status", "--porcelain", "-uall")).toContain(
			`traces/${task}.json`,
		);
	});

	test("an amendment, a failed step and its ways out, a retry and a skip", async () => {
		await printed("start");
		expect(
			await printed(
				...["amend", "--description", "Need a table"],
				...["--add-phase", "Migration:backend-engineer--python"],
			),
		).toBe(
			"Plan amended: amend-1 — Need a table\n  added phase 3 (Migration)\nNext:\n  baton execute next",
		);
		await printed("dispatched", "--step-id", "1.1");
		const failed = await printed(
			...["record", "--step-id", "1.1", "--status", "failed"],
			...["--error", "no schema"],
		);
		const ways = [
			"Next:",
			"  baton execute retry --step-id 1.1",
			'  baton execute skip --step-id 1.1 --reason "why"',
			'  baton execute amend --description "why" --add-phase "Name:role"',
		];
		expect(failed.split("\n")).toEqual([
			"Recorded: step 1.1 (writer) — failed",
			"Step 1.1 failed: no schema.",
			...ways,
		]);
		expect((await printed("next")).split("\n")).toEqual([
			...["ACTION: FAILED", "Phase: 1", "Steps: 1.1"],
			"Reason: step 1.1 failed: no schema",
			"Message: Step 1.1 failed: no schema.",
			...["", ...ways],
		]);
		expect(await printed("status")).toContain(
			"  1.1 writer failed: no schema\n  1.2 tester pending",
		);
		expect(await printed("retry", "--step-id", "1.1")).toMatch(
			/^Step 1\.1 is pending again\.\n/,
		);
		expect(
			await printed("skip", "--step-id", "1.1", "--reason", "it is there"),
		).toMatch(/^Skipped: step 1\.1 — it is there\n/);
	});

	test("a run that was cancelled, and taken up again", async () => {
		await printed("start");
		expect(await printed("cancel", "--reason", "not now")).toBe(
			`Task ${task} cancelled.\n\`baton execute reopen\` takes it up again.`,
		);
		expect(await printed("next")).toBe(
			"ACTION: FAILED\nReason: the run was cancelled: not now\nMessage: The run was cancelled: not now.\n\nNext:\n  baton execute reopen",
		);
		expect(await printed("reopen")).toMatch(
			new RegExp(
				`^Task ${task} reopened\\.\n.*\nNext:\n {2}baton execute start$`,
			),
		);
		expect(await printed("next")).toContain("ACTION: WAIT");
		expect(await printed("start")).toContain("ACTION: DISPATCH");
	});
});

test("as JSON an action names its task, what to do and how that was found; prompts only where they are wanted", async () => {
	const said = async (...words: readonly string[]) =>
		JSON.parse(await printed(...words, "--json"));
	expect(await said("start")).toMatchObject({
		...{ ok: true, verb: "start", task },
		data: { action: "DISPATCH", phase: 1, task },
		binding: { task, from: "newest plan" },
	});
	const { data } = await said("next", "--all");
	expect(data.steps.map(({ id }: { id: string }) => id)).toEqual([
		"1.1",
		"1.2",
	]);
	expect(data.steps[0].prompt).toMatch(/^# Agent Task: 1\.1 — /);
	const terse = await said("next", "--terse");
	expect(terse.data.steps).toHaveLength(1);
	expect(terse.data.steps[0]).not.toHaveProperty("prompt");
	await said("dispatched", "--step-id", "1.1");
	await said("dispatched", "--step-id", "1.2");
	const record = (step: string) =>
		said("record", "--step-id", step, "--status", "complete");
	await record("1.1");
	expect(await record("1.2")).toMatchObject({
		ok: true,
		data: { result: "complete", next: { action: "GATE", phase: 1 } },
	});
	expect(await said("gate", "--result", "pass")).toMatchObject({
		data: { phase: 1, result: "pass", proven: false },
	});
	expect(await said("status")).toMatchObject({
		data: { run: "running", next: { action: "DISPATCH" } },
	});
});
