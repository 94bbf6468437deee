import { afterEach, beforeEach, expect, test } from "vitest";
import {
	type BoardRepository,
	baton,
	makeWorkplace,
	planned,
} from "../board-repository.ts";

let repository: BoardRepository;
let directory: string;

beforeEach(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
});

afterEach(() => repository.remove());

async function printed(...words: readonly string[]): Promise<string> {
	const { code, out, err } = await baton(directory, "execute", ...words);
	expect([code, err], words.join(" ")).toEqual([0, ""]);
	return out;
}

async function done(step: string, ...more: readonly string[]): Promise<string> {
	await printed("dispatched", "--step-id", step);
	return printed(
		...["record", "--step-id", step, "--status", "complete"],
		...more,
	);
}

const RISKY = `phases:
  - name: Build
    steps:
      - { role: writer, task: Write it }
    approval: { reason: it touches money }
`;

test("feedback gives a phase of remediation; the run ends once that is done", async () => {
	const task = await planned(directory, "Pay", RISKY);
	await printed("start");
	expect(await done("1.1")).toBe(
		[
			"Recorded: step 1.1 (writer) — complete",
			"Phase 1 (Build) waits for a person's approval: it touches money",
			"Next:",
			"  baton execute approve --phase-id 1",
			'  baton execute approve --phase-id 1 --feedback "what is to be done first"',
		].join("\n"),
	);
	expect(await printed("next")).toMatch(
		/^ACTION: APPROVAL\nPhase: 1\nReason: it touches money\nMessage: /,
	);
	const answered = await printed(
		...["approve", "--phase-id", "1", "--feedback", "Round to cents"],
	);
	expect(answered).toBe(
		"Approval recorded: phase 1 — FEEDBACK\nRemediation: phase 2 was added.\nNext:\n  baton execute next",
	);
	expect(await printed("next")).toContain("Round to cents");
	await done("2.1");
	expect(await printed("complete")).toContain(`Task ${task} completed.`);
});

test("what was rejected goes on by a retry, and then needs another word", async () => {
	await planned(directory, "Pay", RISKY);
	await printed("start");
	await done("1.1");
	const rejected = await printed("approve", "--result", "reject");
	expect(rejected).toMatch(
		/^Approval recorded: phase 1 — REJECT\nPhase 1 was rejected by Ada-Lovelace\.\nNext:\n {2}baton execute retry --step-id 1\.1\n {2}baton execute approve --phase-id 1\n/,
	);
	const refused = await baton(directory, "execute", "complete");
	expect([refused.code, refused.out]).toEqual([1, ""]);
	await printed("retry", "--step-id", "1.1");
	await done("1.1");
	expect(await printed("approve")).toMatch(
		/^Approval recorded: phase 1 — APPROVE\n/,
	);
	expect(await printed("next")).toContain("ACTION: COMPLETE");
});

test("a budget that is used up pauses the run and says so, until a person agrees", async () => {
	await planned(
		directory,
		"Count",
		"budget: lean\nphases:\n  - name: Build\n    steps:\n      - { role: writer, task: Write it }\n      - { role: tester, task: Test it }\n",
	);
	await printed("start");
	const spent = await done("1.1", "--tokens", "60000/1000");
	expect(spent).toBe(
		[
			"Recorded: step 1.1 (writer) — complete",
			"Paused: 61000 of 50000 tokens of the budget 'lean' are used. A person has to agree to go on.",
			"Next:",
			"  baton execute approve --phase-id 1",
		].join("\n"),
	);
	const barred = await baton(
		directory,
		...["execute", "dispatched", "--step-id", "1.2"],
	);
	expect(barred.code).toBe(1);
	expect(await printed("approve", "--phase-id", "1")).toBe(
		"Approval recorded: budget — APPROVE\nNext:\n  baton execute next",
	);
	await done("1.2");
	expect(await printed("next")).toContain("ACTION: COMPLETE");
	const usage = await baton(directory, "usage");
	expect(usage.out).toContain("61k");
});
