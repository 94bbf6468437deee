import { describe, expect, test } from "vitest";
import type { BoardConfig } from "../../src/core/config.ts";
import {
	type CheckFact,
	doneGates,
	type GateFacts,
	judge,
} from "../../src/core/gate.ts";
import type { Task } from "../../src/core/task.ts";
import { configFile } from "../../src/schema/config.ts";

const sha = "a".repeat(40);
const older = "b".repeat(40);
const now = "2026-11-20T19:00:00.000Z";
const config = configFile.parse({
	gates: { ci: { checks: [{ name: "test", app: "ci" }] } },
	done_gates: ["ci"],
}) as unknown as BoardConfig;
const task = { key: "42", labels: [] } as unknown as Task;

function run(check: Partial<CheckFact> = {}): CheckFact {
	return {
		id: 1,
		name: "test",
		app: "ci",
		status: "completed",
		conclusion: "success",
		sha,
		...check,
	};
}

const stateOf = (...checks: CheckFact[]) =>
	judge(config, ["ci"], { sha, checks, now })[0]?.state;

describe("a check is", () => {
	test.each<readonly [string, string, readonly Partial<CheckFact>[]]>([
		["green", "when it succeeded at the head", [{}]],
		["missing", "when it never ran", []],
		["missing", "when another App reports under its name", [{ app: "evil" }]],
		[
			"missing",
			"when its name only looks alike",
			[{ name: "Test" }, { name: "t\u0435st" }, { name: "test " }],
		],
		["stale", "when it succeeded on an older commit only", [{ sha: older }]],
		["pending", "while it runs", [{ status: "in_progress", conclusion: null }]],
		[
			"pending",
			"when it is completed without a conclusion",
			[{ conclusion: null }],
		],
		["red", "when it failed", [{ conclusion: "failure" }]],
		[
			"red",
			"when it was skipped, or is neutral, unless config accepts that",
			[{ conclusion: "skipped" }],
		],
		[
			"red",
			"when it runs longer than the gate's time",
			[
				{
					status: "in_progress",
					conclusion: null,
					started_at: "2026-11-20T17:59:00.000Z",
				},
			],
		],
		[
			"red",
			"when its newest run failed",
			[{ id: 1 }, { id: 2, conclusion: "failure" }],
		],
		[
			"green",
			"when its newest run succeeded after one that failed",
			[{ id: 2 }, { id: 1, conclusion: "failure" }],
		],
		[
			"pending",
			"when it was started again",
			[{ id: 1 }, { id: 2, status: "queued", conclusion: null }],
		],
	])("%s %s", (state, _, checks) => {
		expect(stateOf(...checks.map(run))).toBe(state);
	});

	test("green by a conclusion that config accepts", () => {
		const lax = configFile.parse({
			gates: {
				ci: {
					checks: [{ name: "test", app: "ci" }],
					accept: ["success", "neutral"],
				},
			},
			done_gates: ["ci"],
		}) as unknown as BoardConfig;
		expect(
			judge(lax, ["ci"], {
				sha,
				checks: [run({ conclusion: "neutral" })],
				now,
			})[0]?.state,
		).toBe("green");
	});

	test("found among a thousand others", () => {
		const others = Array.from({ length: 1_000 }, (_, id) =>
			run({ id: id + 10, name: `other ${id}`, conclusion: "failure" }),
		);
		expect(stateOf(...others, run())).toBe("green");
	});
});

describe("done gates", () => {
	const facts = (more: Partial<GateFacts> = {}): GateFacts => ({
		head: { sha, state: "open" },
		checks: [run()],
		...more,
	});
	const given = (
		more: { facts?: GateFacts | undefined; isMaintainer?: boolean } = {},
	) =>
		doneGates(config, task, {
			facts: facts(),
			now,
			isMaintainer: false,
			...more,
		});

	test("are proven by green checks at the head", () => {
		expect(given()).toEqual({
			sha,
			verdicts: [
				{
					gate: "ci",
					name: "test",
					app: "ci",
					state: "green",
					conclusion: "success",
				},
			],
		});
	});

	test("do not apply without gates, nor to a task that is exempt", () => {
		const none = configFile.parse({}) as unknown as BoardConfig;
		expect(
			doneGates(none, task, { facts: undefined, now, isMaintainer: false }),
		).toBeUndefined();
		expect(
			doneGates(
				config,
				{ ...task, labels: ["no-code"] },
				{ facts: undefined, now, isMaintainer: false },
			),
		).toBeUndefined();
	});

	test.each<readonly [string, { facts?: GateFacts | undefined }, string]>([
		["nothing was found out", { facts: undefined }, "no head"],
		["there is no head", { facts: { checks: [run()] } }, "no head"],
		[
			"the head is part of the default branch",
			{ facts: facts({ merged_before: true }) },
			"default branch",
		],
		[
			"a check is red",
			{ facts: facts({ checks: [run({ conclusion: "failure" })] }) },
			"test (ci) is red, failure",
		],
		[
			"a check is missing",
			{ facts: facts({ checks: [] }) },
			"test (ci) is missing",
		],
		[
			"a check is only on an older commit",
			{ facts: facts({ checks: [run({ sha: older })] }) },
			"test (ci) is stale",
		],
		[
			"the head changes workflows",
			{ facts: facts({ guarded: true }) },
			"changes workflows",
		],
	])("hold when %s, and say so", (_, more, words) => {
		expect(given(more)).toMatchObject({
			ok: false,
			code: "GATE_FAILED",
			message: expect.stringContaining(words),
		});
	});

	test("let a maintainer pass a head that changes workflows, but not without the checks", () => {
		expect(
			given({ facts: facts({ guarded: true }), isMaintainer: true }),
		).toMatchObject({ sha });
		expect(
			given({
				facts: facts({ guarded: true, checks: [] }),
				isMaintainer: true,
			}),
		).toMatchObject({ code: "GATE_FAILED" });
	});
});
