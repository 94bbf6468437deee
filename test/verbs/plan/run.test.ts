import { beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/core/errors.ts";
import { type Bench, makeBench } from "../../support/bench.ts";
import { openBoard, say } from "../../support/speak.ts";

const PLAN: JsonObject = {
	task_summary: "Log every request",
	phases: [
		{
			name: "Implementation",
			steps: [
				{ role: "backend-engineer--python", task: "Add the middleware" },
				{ role: "test-engineer", task: "Test the middleware" },
			],
			gate: { name: "tests", command: "pytest tests/" },
		},
		{
			name: "Review",
			steps: [{ role: "code-reviewer", task: "Look at it" }],
			approval: { reason: "the risk is high" },
		},
	],
};

describe("a planned task", () => {
	let bench: Bench;
	beforeEach(async () => {
		bench = makeBench();
		await openBoard(bench, { gates: {}, allow_unproven_gates: true }, ["42"]);
		await said("plan", { input: { plan: PLAN } });
	});

	async function said(
		verb: string,
		{
			step,
			input,
			who = "alice",
		}: { step?: string; input?: JsonObject; who?: string } = {},
	) {
		const command = say(bench, who, verb, {
			task: "42",
			role: "maintain",
			...(input === undefined ? {} : { input }),
		});
		const [answer] = await bench.engine.perform([
			step === undefined ? command : { ...command, step },
		]);
		return answer;
	}

	it("is offered by its steps once it was started, and not before", async () => {
		expect(await said("next")).toMatchObject({ data: { task: null } });
		expect(await said("claim")).toMatchObject({ code: "INVALID_TRANSITION" });
		expect(await said("start")).toMatchObject({
			ok: true,
			data: { action: "DISPATCH", task: { status: "in_progress" } },
		});
		expect(await said("next")).toMatchObject({
			data: { task: { key: "42", step: { address: "42/1.1" } }, count: 2 },
		});
		expect(await said("claim-next")).toMatchObject({
			ok: true,
			task: "42",
			data: { step_id: "1.1", fence: 1 },
		});
		expect(await said("next", { who: "bob" })).toMatchObject({
			data: { task: { step: { address: "42/1.2" } }, count: 1 },
		});
	});

	it("goes through steps, a gate and an approval to its end, with a look back that is kept", async () => {
		await said("start");
		for (const step of ["1.1", "1.2"]) {
			expect(await said("dispatched", { step })).toMatchObject({ ok: true });
			expect(
				await said("record", {
					step,
					input: {
						status: "complete",
						outcome: "It is done",
						tokens: "100/20",
					},
				}),
			).toMatchObject({ ok: true, data: { result: "complete" } });
		}
		expect(await said("done")).toMatchObject({ code: "GATE_FAILED" });
		expect(
			await said("gate", { input: { phase: 1, result: "pass" } }),
		).toMatchObject({ ok: true, data: { result: "pass", proven: false } });
		await said("claim", { step: "2.1" });
		await said("record", { step: "2.1", input: { status: "complete" } });
		expect(await said("action")).toMatchObject({
			data: { action: "APPROVAL" },
		});
		expect(await said("approve")).toMatchObject({ ok: true });
		expect(await said("done")).toMatchObject({
			ok: true,
			data: { task: { status: "done" } },
		});
		const kept = await bench.replica().inspect((board) => ({
			run: board.plan("42")?.execution.status,
			retrospective: board.retrospective("42"),
			runs: board.learned()?.runs.runs.length,
		}));
		expect(kept).toMatchObject({ run: "completed", runs: 1 });
		expect(kept.retrospective).toContain("# Retrospective: 42");
	});

	it("lets exactly one of two workers have a step, and ends an abandoned lease", async () => {
		await said("start");
		expect(await said("claim", { step: "1.1" })).toMatchObject({ ok: true });
		expect(await said("claim", { step: "1.1", who: "bob" })).toMatchObject({
			code: "CONFLICT_LOCKED",
		});
		bench.advance(13 * 60_000);
		expect(
			await said("record", { step: "1.1", input: { status: "complete" } }),
		).toMatchObject({ code: "LEASE_EXPIRED" });
		expect(await said("claim", { step: "1.1", who: "bob" })).toMatchObject({
			ok: true,
			data: { fence: 2 },
		});
	});
});
