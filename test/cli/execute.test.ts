import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { execute } from "../../src/cli/commands/execute.ts";
import { EXECUTE_SAYINGS } from "../../src/cli/execute-inputs.ts";
import { findVerb } from "../../src/verbs/index.ts";
import {
	type BoardRepository,
	baton,
	git,
	makeWorkplace,
	planned,
} from "./board-repository.ts";

const PLAN = `phases:
  - name: Build
    steps:
      - { role: writer, task: Write it }
      - { role: tester, task: Test it }
    gate: { name: tests, command: npm test }
    approval: { reason: it is risky }
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

/** What `baton execute` answers as JSON, refused or not. */
async function said(...words: readonly string[]) {
	const { out, err } = await baton(directory, "execute", ...words, "--json");
	expect(err).toBe("");
	return JSON.parse(out);
}

const next = async () => (await said("next")).data.action;

test("every command of a run says a verb that there is", () => {
	const names = Object.keys(execute.commands).filter(
		(name) => !["list", "switch"].includes(name),
	);
	expect(Object.keys(EXECUTE_SAYINGS).sort()).toEqual(names.sort());
	for (const saying of Object.values(EXECUTE_SAYINGS)) {
		const { verb } = saying({
			...{ name: "", words: [], values: {}, lists: {} },
			...{ flags: new Set<string>(), json: true },
		});
		expect(findVerb(verb)?.name).toBe(verb);
	}
});

test("a run goes from its plan to its end by these commands alone", async () => {
	expect(await said("start")).toMatchObject({
		ok: true,
		data: { action: "DISPATCH" },
		binding: { task, from: "newest plan" },
	});
	expect((await said("next", "--all")).data.steps).toHaveLength(2);
	expect(
		await said(
			"dispatched",
			"--step-id",
			"1.1",
			"--agent",
			"writer",
			"--for",
			"30m",
		),
	).toMatchObject({ data: { status: "dispatched", step_id: "1.1" } });
	expect(
		await said(
			...["record", "--step", "1.1", "--status", "failed"],
			...["--error", "no schema", "--tokens", "1200/300", "--duration", "12.5"],
		),
	).toMatchObject({ ok: true });
	expect(await next()).toBe("FAILED");
	expect(await said("retry", "--step-id", "1.1")).toMatchObject({ ok: true });
	await said("dispatched", "--step-id", "1.1");
	const recorded = await said(
		...[
			"record",
			"--step-id",
			"1.1",
			"--agent",
			"writer",
			"--status",
			"complete",
		],
		...["--outcome", "wrote it", "--files", "a.ts, b.ts"],
	);
	expect(recorded).toMatchObject({ ok: true });
	expect(
		await said("skip", "--step-id", "1.2", "--reason", "nothing to test"),
	).toMatchObject({ ok: true });
	expect(await next()).toBe("GATE");
	expect(
		await said(
			"gate",
			"--phase-id",
			"1",
			"--result",
			"pass",
			"--notes",
			"seen",
		),
	).toMatchObject({ ok: true });
	expect(await next()).toBe("APPROVAL");
	expect(await said("approve", "--phase-id", "1")).toMatchObject({ ok: true });
	expect(
		await said(
			...["amend", "--description", "look again"],
			...["--add-phase", "Review:reviewer", "--after-phase", "1"],
			...["--add-step", "2:reviewer:Read it twice"],
		),
	).toMatchObject({
		ok: true,
		data: { changes: [expect.anything(), expect.anything()] },
	});
	for (const step of ["2.1", "2.2"])
		await said("skip", "--step-id", step, "--reason", "was read");
	expect(await said("resume")).toMatchObject({ data: { action: "COMPLETE" } });
	expect(await said("complete", "--deliverable", "a log line")).toMatchObject({
		ok: true,
		verb: "done",
	});
	expect(await said("list", "--limit", "5")).toMatchObject({
		data: { count: 1, runs: [{ key: task, run: "completed" }] },
	});
	for (const report of ["trace", "retro"])
		expect(await baton(directory, report)).toMatchObject({ code: 0, err: "" });
	for (const view of ["dashboard", "usage", "learned"])
		expect(await baton(directory, view)).toMatchObject({ code: 0, err: "" });
});

describe("what makes no sense is refused, and nothing is changed:", () => {
	beforeEach(async () => {
		await said("start");
		await said("dispatched", "--step-id", "1.1");
	});

	test.each([
		[
			["record", "--step-id", "1.1", "--status", "done"],
			"complete or failed",
			"`complete` or `failed`",
		],
		[["record", "--step-id", "9.9", "--status", "complete"], "9.9", ""],
		[["record", "--step-id", "1.2", "--status", "complete"], "1.2", ""],
		[["dispatched", "--step-id", "1.2", "--agent", "writer"], "tester", ""],
		[["gate", "--phase-id", "1", "--result", "pass"], "gate", ""],
		[["gate", "--phase-id", "one", "--result", "pass"], "phase", ""],
		[["amend", "--description", "x", "--add-step", "7:a:b"], "7", ""],
		[["complete"], "", ""],
	])("%j", async (words, message, hint) => {
		const before = await git(directory, "rev-parse", "baton/board");
		const ran = await baton(directory, "execute", ...words);
		expect(ran).toMatchObject({ code: 1, out: "" });
		const [first = "", second = ""] = ran.err.split("\n");
		expect(first).toMatch(/^error: /);
		expect(first).toContain(message);
		expect(second).toMatch(/^ {2}hint: /);
		expect(second).toContain(hint);
		// No command of a comment is put into the mouth of somebody who types.
		expect(ran.err).not.toMatch(/`\/(start|action|record|retry|skip|amend)/);
		expect(await git(directory, "rev-parse", "baton/board")).toBe(before);
	});

	test("a run that was cancelled is no more", async () => {
		expect(await said("cancel", "--reason", "not now")).toMatchObject({
			ok: true,
		});
		expect(
			await said("record", "--step-id", "1.1", "--status", "complete"),
		).toMatchObject({ ok: false });
		expect(await said("dispatched", "--step-id", "1.2")).toMatchObject({
			ok: false,
		});
	});
});

test("the same key records once, and the same result twice is one result", async () => {
	await said("start");
	await said("dispatched", "--step-id", "1.1");
	const words = ["record", "--step-id", "1.1", "--status", "complete"];
	const first = await said(...words, "--idempotency-key", "k1");
	expect(await said(...words, "--idempotency-key", "k1")).toMatchObject({
		ok: true,
		repeated: true,
		commit: first.commit,
	});
	const again = await said(...words);
	expect(again).toMatchObject({ ok: true });
	expect(again.commit).toBeUndefined();
});
