import { describe, expect, test } from "vitest";
import { hearCall } from "../../src/mcp/heard-call.ts";
import type { Tool } from "../../src/mcp/tool.ts";
import { TOOLS } from "../../src/mcp/tools/index.ts";

const HOME = { owner: "acme", repo: "demo", board: "board" };
const tool = (name: string) => TOOLS.find((one) => one.name === name) as Tool;
const hear = (name: string, args: unknown, home?: typeof HOME) =>
	hearCall(tool(name), args, home);
const field = (name: string, args: unknown, home?: typeof HOME) => {
	const heard = hear(name, args, home);
	return heard.ok ? "understood" : `${heard.code} ${heard.data?.field}`;
};

describe("where and what", () => {
	test("a lease id alone says the board, the task, its step and the fence", () => {
		expect(
			hear("heartbeat_task", { leaseId: "acme/demo/board:42/1.1@3" }),
		).toMatchObject({
			ok: true,
			place: HOME,
			saying: {
				verb: "heartbeat",
				task: "42",
				step: "1.1",
				input: { fence: 3 },
			},
		});
	});

	test.each(["42", "#42", 42, " 42 "])(
		"a task may be written as %j",
		(taskId) => {
			expect(hear("claim_task", { taskId }, HOME)).toMatchObject({
				saying: { task: "42" },
			});
		},
	);

	test("a board is named in the call, or is the connection's own", () => {
		const named = { projectId: "o/r", boardId: "other", taskId: "1" };
		expect(hear("claim_task", named, HOME)).toMatchObject({
			place: { owner: "o", repo: "r", board: "other" },
		});
		expect(hear("claim_task", { projectId: "o/r", taskId: "1" })).toMatchObject(
			{ place: { board: "board" } },
		);
		expect(field("claim_task", { taskId: "1" })).toBe("VALIDATION projectId");
	});

	test.each([
		["heartbeat_task", { leaseId: "L-17" }, "leaseId"],
		["heartbeat_task", { leaseId: "a/b/c:42@0" }, "leaseId"],
		["heartbeat_task", {}, "taskId"],
		[
			"heartbeat_task",
			{ taskId: "43", leaseId: "acme/demo/board:42@1" },
			"taskId",
		],
		[
			"heartbeat_task",
			{ projectId: "x/y", leaseId: "acme/demo/board:42@1" },
			"projectId",
		],
		["claim_task", { taskId: "../42" }, "taskId"],
		["claim_task", { taskId: "42/1" }, "taskId"],
		["claim_task", { taskId: ["42"] }, "taskId"],
		["claim_task", { taskId: "42", projectId: "nowhere" }, "projectId"],
		["claim_task", { taskId: "42", leaseSeconds: "long" }, "leaseSeconds"],
		["claim_task", { taskId: "42", leaseseconds: 9 }, "leaseseconds"],
		["claim_task", { taskId: "42", version: 1.5 }, "version"],
		["claim_task", null, "taskId"],
		["claim_task", ["42"], "arguments"],
		["create_task", { title: "x", priority: "ASAP" }, "priority"],
		["move_task", { taskId: "1", toStatus: "SOON" }, "toStatus"],
		["list_tasks", { status: ["READY", "GONE"] }, "status.1"],
		[
			"add_dependency",
			{ fromTaskId: "1", toTaskId: "2", type: "likes" },
			"type",
		],
		["update_task", { taskId: "1", patch: { colour: "red" } }, "patch.colour"],
		[
			"update_task",
			{ taskId: "1", patch: { title: "x", assignee: "a" } },
			"patch",
		],
		["next_task", { taskId: "1", assignee: "a" }, "assignee"],
		[
			"patch_baton",
			{ taskId: "1", patch: JSON.parse('{"__proto__": 1}') },
			"arguments",
		],
		["update_task", { taskId: "1", patch: {} }, "patch"],
		["update_task", { taskId: "1", parentTaskId: null }, "patch"],
		["claim_task", { taskId: "42", leaseSeconds: 0 }, "leaseSeconds"],
		["claim_task", { taskId: "42", leaseSeconds: 1e6 }, "leaseSeconds"],
		["claim_task", JSON.parse('{"taskId": "1", "__proto__": 1}'), "arguments"],
		["add_context_item", { taskId: "1", body: "a\u0000b" }, "arguments"],
		["add_context_item", { taskId: "1", body: "a\ud800" }, "arguments"],
		[
			"add_context_item",
			{ taskId: "1", body: "é".repeat(33_000) },
			"arguments",
		],
		["claim_task", { taskId: "1", idempotencyKey: "a\tb" }, "idempotencyKey"],
	])("%s %j is refused by the name of what is wrong", (name, args, wrong) => {
		expect(field(name, args, HOME)).toBe(`VALIDATION ${wrong}`);
	});

	test("what is nested too deep, or too much, is not looked at", () => {
		let deep: unknown = "x";
		for (let level = 0; level < 50_000; level++) deep = [deep];
		const wide = Object.fromEntries(
			Array.from({ length: 2_001 }, (_, index) => [`k${index}`, 1]),
		);
		for (const patch of [{ goal: deep }, wide])
			expect(field("patch_baton", { taskId: "1", patch }, HOME)).toBe(
				"VALIDATION arguments",
			);
	});

	test("a mistyped argument is told which one may be meant", () => {
		expect(hear("claim_task", { taskld: "42" }, HOME)).toMatchObject({
			message: expect.stringContaining("taskId may be meant"),
		});
	});
});

describe("in the verb's words", () => {
	test.each([
		["claim_task", { taskId: "1", leaseSeconds: 90 }, { for: "90s" }],
		["list_tasks", { status: "ready" }, { status: ["ready"] }],
		["list_tasks", { status: ["IN_PROGRESS"] }, { status: ["in_progress"] }],
		["list_tasks", { unblockedOnly: false, cursor: "4" }, { after: "4" }],
		["list_tasks", { unblockedOnly: true }, { unblocked: true }],
		["list_tasks", { label: null }, {}],
		["list_subtasks", { parentTaskId: 7 }, { parent: "7" }],
		["move_task", { taskId: "1", toStatus: "BACKLOG" }, { to: "backlog" }],
		[
			"create_task",
			{ title: "x", priority: "HIGH", dueAt: "2026-12-01", blockedBy: [4] },
			{ title: "x", priority: "high", due: "2026-12-01", blocked_by: ["4"] },
		],
		[
			"block_task",
			{ taskId: "1", reason: "r", blockedBy: ["2"] },
			{ reason: "r", by: ["2"] },
		],
		[
			"handoff_task",
			{ taskId: "1", toAgent: "b", memoryNote: "n", version: 3 },
			{ to: "b", note: "n", version: 3 },
		],
		[
			"update_task",
			{
				taskId: "1",
				version: 2,
				patch: {
					priority: "URGENT",
					dueAt: null,
					requiredCapabilities: ["go"],
				},
			},
			{ version: 2, priority: "urgent", due: null, capabilities: ["go"] },
		],
		[
			"retract_artifact",
			{ taskId: "1", artifact: { kind: "pr", ref: "5" } },
			{ kind: "pr", ref: "5" },
		],
		["write_memory", { key: "k", value: null }, { key: "k", value: null }],
		[
			"complete_task",
			{ taskId: "1", tokens: "10/2", costUsd: 0.1 },
			{ tokens: "10/2", cost: 0.1 },
		],
		["read_feed", { taskId: 3 }, { task: "3" }],
	])("%s %j", (name, args, input) => {
		const heard = hear(name, args, HOME);
		expect(heard.ok && heard.saying.input).toEqual(input);
	});

	test.each([
		[
			"assign_task",
			{ taskId: "1", assignee: "a", version: 4 },
			"assign",
			{ assignee: "a", version: 4 },
		],
		["assign_task", { taskId: "1", assignee: null }, "unassign", {}],
		[
			"update_task",
			{ taskId: "1", parentTaskId: "9" },
			"parent",
			{ parent: "9" },
		],
		[
			"update_task",
			{ taskId: "1", patch: { parentTaskId: null } },
			"unparent",
			{},
		],
		[
			"update_task",
			{ taskId: "1", patch: { assignee: "a" } },
			"assign",
			{ assignee: "a" },
		],
		["next_task", { taskId: "1", explain: true }, "explain", {}],
		["next_task", { explain: true }, "next", { explain: true }],
		[
			"add_dependency",
			{ fromTaskId: "1", toTaskId: "2", type: "blocks" },
			"depend",
			{ on: ["1"] },
		],
	])("%s %j says %s", (name, args, verb, input) => {
		expect(hear(name, args, HOME)).toMatchObject({ saying: { verb, input } });
	});

	test("an empty key is none, and so is one that is null", () => {
		for (const idempotencyKey of ["", null]) {
			const heard = hear("claim_task", { taskId: "1", idempotencyKey }, HOME);
			expect(heard).toMatchObject({ ok: true });
			expect(heard.ok && "key" in heard.saying).toBe(false);
		}
	});

	test("a parent that a client fills in with null is not taken away", () => {
		const given = { taskId: "1", parentTaskId: null, patch: { title: "x" } };
		expect(hear("update_task", given, HOME)).toMatchObject({
			saying: { verb: "edit", input: { title: "x" } },
		});
	});

	test("a key goes along with every mutation", () => {
		expect(
			hear(
				"add_context_item",
				{ taskId: "1", body: "x", idempotencyKey: "k" },
				HOME,
			),
		).toMatchObject({ saying: { key: "k" } });
	});
});
