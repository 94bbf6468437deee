import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
	type AppOnForge,
	startAppOnForge,
	subjectsOf,
} from "../support/app-on-forge.ts";
import { CLIENTS, httpClient, type McpClient } from "../support/mcp-client.ts";

const CONFIG = "review: never\npushes_per_minute: 0\n";
const PLACE = { projectId: "acme/demo", boardId: "board" };

let app: AppOnForge;

beforeAll(async () => {
	app = await startAppOnForge({ config: CONFIG });
	await app.served.sweep();
});

afterAll(() => app.close());

const url = (tools = "worker") => `${app.served.url}/mcp?tools=${tools}`;

async function newTask(planner: McpClient, title: string): Promise<string> {
	const made = await planner.call("create_task", {
		...PLACE,
		title,
		description: `${title}, and no more.`,
		priority: "HIGH",
	});
	expect(made).toMatchObject({ isError: false });
	return String(made.data.taskId);
}

describe.each(CLIENTS)("the worker's loop of the reference, by %s", (kind) => {
	test("goes from waiting to the end, and the next task is freed by it", async () => {
		const planner = await httpClient(kind, url("all"), "alice");
		const worker = await httpClient(kind, url(), "agent-1");
		const first = await newTask(planner, `First, by ${kind}`);
		const second = await newTask(planner, `Second, by ${kind}`);
		expect(
			await planner.call("add_dependency", {
				...PLACE,
				fromTaskId: first,
				toTaskId: second,
				type: "blocks",
			}),
		).toMatchObject({ data: { task: { key: second, status: "BLOCKED" } } });

		const shown = await worker.call("wait_for_task", {
			...PLACE,
			timeoutSec: 50,
		});
		expect(shown.data).toMatchObject({ task: { key: first, status: "READY" } });
		const claimed = await worker.call("claim_task", {
			projectId: PLACE.projectId,
			taskId: first,
		});
		const { leaseId } = claimed.data;
		expect(leaseId).toBe(`acme/demo/board:${first}@1`);
		const other = await httpClient(kind, url(), "agent-2");
		expect(
			await other.call("claim_task", { ...PLACE, taskId: first }),
		).toMatchObject({
			isError: true,
			text: expect.stringMatching(/^CONFLICT_LOCKED: /),
			data: { code: "CONFLICT_LOCKED", retryable: true },
		});
		expect(
			await worker.call("get_task_context", { ...PLACE, taskId: first }),
		).toMatchObject({
			data: { task: { status: "IN_PROGRESS" }, title: `First, by ${kind}` },
		});
		expect(await worker.call("heartbeat_task", { leaseId })).toMatchObject({
			isError: false,
			data: { leaseId, open_follow_ups: 0 },
		});
		for (const [tool, args] of [
			["add_context_item", { kind: "decision", body: "Keep it small." }],
			["write_memory", { scope: "shared", key: "tests", value: "npm test" }],
		] as const)
			expect(
				await worker.call(tool, { ...PLACE, taskId: first, ...args }),
			).toMatchObject({ isError: false });
		const { version } = (
			await worker.call("add_context_item", {
				leaseId,
				kind: "note",
				body: "Mind the cache.",
			})
		).data;
		expect(
			await worker.call("complete_task", {
				leaseId,
				version: Number(version) - 1,
			}),
		).toMatchObject({ isError: true, data: { code: "STALE" } });
		const done = await worker.call("complete_task", {
			...PLACE,
			leaseId,
			version,
			deliverable: "It is there.",
		});
		expect(done.data).toMatchObject({
			task: { key: first, status: "DONE" },
			freed: [second],
			version: Number(version) + 1,
		});
		expect(
			await other.call("next_task", { ...PLACE, capabilities: [] }),
		).toMatchObject({ data: { task: { key: second } } });
		const own = await other.call("claim_task", {
			...PLACE,
			taskId: `#${second}`,
		});
		expect(
			await other.call("handoff_task", {
				leaseId: own.data.leaseId,
				toAgent: "agent-1",
				memoryNote: "Look at the cache first.",
			}),
		).toMatchObject({ data: { task: { assignee: "agent-1" } } });
		const mine = await worker.call("wait_for_task", {
			...PLACE,
			assignee: "agent-1",
		});
		expect(mine.data).toMatchObject({ task: { key: second } });
		const again = await worker.call("claim_task", { ...PLACE, taskId: second });
		expect(again.data.context).toMatchObject({
			instructions: [{ body: "Look at the cache first." }],
		});
		expect(
			await worker.call("block_task", {
				leaseId: again.data.leaseId,
				reason: "the vendor sleeps",
			}),
		).toMatchObject({ data: { task: { status: "BLOCKED" } } });
		expect(
			await worker.call("wait_for_task", { ...PLACE, timeoutSec: 0 }),
		).toMatchObject({ isError: false, data: { task: null } });
		await planner.call("cancel_task", { ...PLACE, taskId: second });
		for (const client of [planner, worker, other]) await client.close();
		expect(await subjectsOf(app.board)).toContainEqual(
			expect.stringMatching(new RegExp(`^done ${first}: `)),
		);
	});

	test("a call that was cut off and is made again with its key takes effect once", async () => {
		const client = await httpClient(kind, url("all"), "alice");
		const taskId = await newTask(client, `Cut off, by ${kind}`);
		const note = {
			...PLACE,
			taskId,
			body: "once",
			idempotencyKey: `once ${kind}`,
		};
		const giveUp = new AbortController();
		const { signal } = giveUp;
		const cut = client.call("add_context_item", note, { signal });
		setImmediate(() => giveUp.abort());
		await expect(cut).rejects.toThrow();
		for (const _ of [1, 2])
			expect(await client.call("add_context_item", note)).toMatchObject({
				isError: false,
			});
		const shown = await client.call("get_task", {
			...PLACE,
			taskId,
			part: "notes",
		});
		expect(JSON.stringify(shown.data).match(/"once"/g)).toHaveLength(1);
		await client.call("cancel_task", { ...PLACE, taskId });
		await client.close();
	});
});
