import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnswerField } from "../../src/mcp/tool.ts";
import { TOOLS } from "../../src/mcp/tools/index.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import {
	httpClient,
	type McpClient,
	type ToolAnswer,
} from "../support/mcp-client.ts";

const CONFIG = `review: always
allow_unproven_gates: true
pushes_per_minute: 0
`;

let app: AppOnForge;
const clients = new Map<string, McpClient>();
/** Which tools were called with success, and which fields each was seen to answer. */
const seen = new Map<string, Set<string>>();

beforeAll(async () => {
	app = await startAppOnForge({ config: CONFIG });
	await app.served.sweep();
	for (const agent of ["agent-1", "agent-2", "alice", "maintainer"])
		clients.set(
			agent,
			await httpClient("v2 modern", `${app.served.url}/mcp?tools=all`, agent),
		);
});

afterAll(async () => {
	for (const client of clients.values()) await client.close();
	await app.close();
});

async function say(
	agent: string,
	tool: string,
	args: Record<string, unknown> = {},
): Promise<ToolAnswer["data"]> {
	const client = clients.get(agent);
	if (client === undefined) throw new Error(`nobody is called ${agent}`);
	const answer = await client.call(tool, args);
	if (answer.isError) throw new Error(`${tool}: ${answer.text}`);
	const fields = seen.get(tool) ?? new Set();
	seen.set(tool, new Set([...fields, ...Object.keys(answer.data)]));
	expect(JSON.parse(answer.text)).toEqual(answer.data);
	return answer.data;
}

async function refused(
	agent: string,
	tool: string,
	args: Record<string, unknown>,
): Promise<string> {
	const answer = await clients.get(agent)?.call(tool, args);
	if (answer?.isError !== true) throw new Error(`${tool} was not refused`);
	const { code, hint, message } = answer.data;
	expect(answer.text).toBe(`${code}: ${message} ${hint}`);
	return String(code);
}

const newTask = async (title: string, more: object = {}) =>
	String((await say("alice", "create_task", { title, ...more })).taskId);

test("the work of one task, from the plan of it to its review", async () => {
	const task = await newTask("Log every request", {
		requiredCapabilities: ["python"],
	});
	const later = await newTask("Rotate the logs");
	await say("alice", "add_dependency", { fromTaskId: task, toTaskId: later });
	await say("alice", "remove_dependency", {
		fromTaskId: task,
		toTaskId: later,
	});
	await say("alice", "add_dependency", { fromTaskId: task, toTaskId: later });
	expect(
		await refused("alice", "add_dependency", {
			fromTaskId: later,
			toTaskId: task,
		}),
	).toBe("CYCLE_DETECTED");
	await say("alice", "update_task", {
		taskId: task,
		patch: { priority: "URGENT", title: "Log each request" },
	});
	await say("alice", "assign_task", { taskId: task, assignee: "agent-1" });
	await say("alice", "move_task", { taskId: task, toStatus: "BACKLOG" });
	expect(await refused("agent-1", "claim_task", { taskId: task })).toBe(
		"INVALID_TRANSITION",
	);
	await say("alice", "move_task", { taskId: task, toStatus: "READY" });
	await say("agent-1", "register_agent", {
		capabilities: ["python"],
		maxLeases: 5,
	});
	expect(await refused("agent-2", "claim_task", { taskId: task })).toBe(
		"FORBIDDEN",
	);
	expect(await say("agent-1", "next_task", {})).toMatchObject({
		task: { key: task, priority: "urgent", status: "READY" },
	});
	await say("agent-1", "wait_for_task", { timeoutSec: 50 });
	const { leaseId } = await say("agent-1", "claim_next", {});
	await say("agent-1", "get_task_context", {
		taskId: task,
		budgetTokens: 4_000,
	});
	await say("agent-1", "heartbeat_task", { leaseId, tokens: "120/30" });
	await say("agent-1", "add_context_item", {
		leaseId,
		kind: "field",
		body: "x",
	});
	await say("agent-1", "write_memory", {
		...{ leaseId, scope: "task", key: "cache", value: "cold" },
	});
	expect(await say("agent-1", "read_memory", { taskId: task })).toMatchObject({
		facts: [{ key: "cache", value: "cold" }],
	});
	await say("agent-1", "set_summary", { leaseId, summary: "Half done." });
	await say("agent-1", "patch_baton", {
		leaseId,
		patch: { constraints: ["small"] },
	});
	expect(await say("agent-1", "get_baton", { taskId: task })).toMatchObject({
		baton: { constraints: ["small"] },
	});
	const added = await say("agent-1", "add_artifact", {
		...{ leaseId, artifacts: [{ kind: "branch", ref: "log" }] },
	});
	expect(added.artifacts).toHaveLength(1);
	await say("agent-1", "retract_artifact", {
		...{ leaseId, artifact: { kind: "branch", ref: "log" }, reason: "wrong" },
	});
	const child = await say("agent-1", "add_subtask", {
		...{ parentTaskId: task, title: "Count them" },
	});
	expect(
		await say("alice", "list_subtasks", { parentTaskId: task }),
	).toMatchObject({
		tasks: [{ key: (child.task as { key: string }).key }],
	});
	const childKey = (child.task as { key: string }).key;
	await say("alice", "cancel_task", { taskId: childKey });
	const done = await say("agent-1", "complete_task", {
		leaseId,
		deliverable: "It logs.",
	});
	expect(done).toMatchObject({ task: { status: "REVIEW" } });
	await say("alice", "add_follow_up", {
		taskId: task,
		body: "Not the health checks.",
	});
	const again = await say("agent-1", "claim_task", {
		taskId: task,
		leaseSeconds: 900,
	});
	expect(
		await refused("agent-1", "complete_task", { leaseId: again.leaseId }),
	).toBe("VALIDATION");
	await say("agent-1", "ack_follow_up", { taskId: task });
	await say("agent-1", "complete_task", { leaseId: again.leaseId });
	expect(await refused("agent-1", "approve_task", { taskId: task })).toBe(
		"FORBIDDEN",
	);
	await say("alice", "approve_task", { taskId: task });
	await say("alice", "reopen_task", { taskId: task, reason: "once more" });
	expect(
		await say("alice", "get_task", { taskId: task, part: "notes" }),
	).toMatchObject({ task: { status: "READY" } });
});

test("what goes wrong with work, and who mends it", async () => {
	const task = await newTask("Read the sensor");
	const take = async () =>
		(await say("agent-2", "claim_task", { taskId: task })).leaseId;
	await say("agent-2", "release_task", {
		leaseId: await take(),
		reason: "later",
	});
	await say("agent-2", "block_task", {
		leaseId: await take(),
		reason: "no sensor",
	});
	await say("alice", "unblock_task", { taskId: task });
	await say("agent-2", "handoff_task", {
		...{ leaseId: await take(), toAgent: "agent-2", memoryNote: "go on" },
	});
	await take();
	expect(
		await refused("alice", "force_release", { taskId: task, reason: "gone" }),
	).toBe("FORBIDDEN");
	await say("maintainer", "force_release", { taskId: task, reason: "gone" });
	const failed = await say("agent-2", "fail_task", {
		...{ leaseId: await take(), reason: "there is none", retryable: false },
	});
	expect(failed).toMatchObject({ task: { status: "DEAD_LETTER" } });
	await say("maintainer", "requeue_task", { taskId: task });
	await say("maintainer", "override_gate", { taskId: task, reason: "by hand" });
	expect(await say("alice", "get_task", { taskId: task })).toMatchObject({
		task: { status: "DONE" },
	});
	expect(await refused("alice", "get_task", { taskId: "9999" })).toBe(
		"NOT_FOUND",
	);
});

test("a plan and its run, step by step", async () => {
	const task = await newTask("Add a health check");
	const phase = (name: string) => ({
		name,
		steps: [{ role: "backend-engineer", task: `${name} it` }],
		gate: { name: "look", command: "npm test" },
	});
	await say("alice", "create_plan", {
		taskId: task,
		plan: { phases: [phase("Build"), phase("Prove")] },
	});
	await say("alice", "start_plan", { taskId: task });
	await say("alice", "next_action", { taskId: task, all: true });
	const step = await say("agent-2", "claim_task", { taskId: `${task}/1.1` });
	expect(step.leaseId).toBe(`acme/demo/board:${task}/1.1@1`);
	await say("agent-2", "record_step", {
		...{ leaseId: step.leaseId, status: "failed", error: "no port" },
	});
	await say("alice", "retry_step", { taskId: `${task}/1.1` });
	const next = await say("agent-2", "claim_task", { taskId: `${task}/1.1` });
	await say("agent-2", "record_step", {
		...{ leaseId: next.leaseId, status: "COMPLETE", outcome: "it answers" },
	});
	await say("alice", "record_gate", { taskId: task, phase: 1, result: "pass" });
	await say("alice", "amend_plan", {
		...{
			taskId: task,
			description: "say how",
			addStep: ["2:writer:Write it down"],
		},
	});
	await say("alice", "skip_step", {
		taskId: `${task}/2.2`,
		reason: "nothing new",
	});
	expect(await say("alice", "get_status", { taskId: task })).toMatchObject({
		task: { status: "IN_PROGRESS" },
	});
	for (const tool of ["get_trace", "get_retrospective"])
		await say("alice", tool, { taskId: task });
	expect(await say("alice", "list_runs", {})).toMatchObject({
		runs: [{ key: task, status: "IN_PROGRESS", run: "running" }],
	});
	expect(await refused("alice", "get_status", { taskId: "1" })).toBe(
		"NOT_FOUND",
	);
});

test("the board as a whole", async () => {
	const { tasks } = await say("alice", "list_tasks", {
		status: ["done", "READY"],
	});
	expect(tasks).not.toEqual([]);
	const board = await say("alice", "get_board", { limit: 3 });
	expect(board.columns).toContainEqual(
		expect.objectContaining({ status: "IN_PROGRESS", count: 1 }),
	);
	await say("alice", "search_tasks", { query: "health" });
	await say("alice", "get_history", {
		taskId: (tasks as { key: string }[])[0]?.key,
	});
	const feed = await say("alice", "read_feed", {});
	await newTask("Heard of");
	expect(
		await say("alice", "read_feed", { cursor: feed.cursor }),
	).toMatchObject({
		events: [expect.objectContaining({ op: "enroll", status: "READY" })],
	});
	expect(await say("alice", "get_metrics")).toMatchObject({
		counts: expect.objectContaining({ IN_PROGRESS: 1 }),
	});
	await say("alice", "list_agents");
	await say("alice", "get_agent_stats", { agent: "agent-1" });
});

test("every tool was called, and every field that is listed was answered", () => {
	const missing = TOOLS.flatMap(({ name, gives }) => {
		const fields = seen.get(name);
		if (fields === undefined) return [`${name} was not called`];
		return Object.keys(gives satisfies Record<string, AnswerField>)
			.filter((field) => !fields.has(field))
			.map((field) => `${name} never answered ${field}`);
	});
	expect(missing).toEqual([]);
});
