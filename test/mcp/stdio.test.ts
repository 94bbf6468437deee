import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAppOnForge } from "../support/app-on-forge.ts";
import { type Checkout, makeCheckout } from "../support/checkout.ts";
import { CLIENTS, type McpClient, stdioClient } from "../support/mcp-client.ts";
import { ownBundle } from "../support/own-bundle.ts";

let bundle: Awaited<ReturnType<typeof ownBundle>>;
let checkout: Checkout;

beforeAll(async () => {
	bundle = await ownBundle();
	checkout = await makeCheckout({}, { cli: bundle.cli });
	const { code, err } = await checkout.baton("init");
	if (code !== 0) throw new Error(err);
});

afterAll(async () => {
	await checkout.remove();
	await bundle.remove();
});

/** A client that has started `baton mcp` in the repository by itself. */
function start(
	kind: (typeof CLIENTS)[number],
	agent: string,
	...words: readonly string[]
): Promise<McpClient> {
	return stdioClient(kind, {
		command: process.execPath,
		args: [bundle.cli, "mcp", ...words],
		cwd: checkout.directory,
		env: {
			PATH: process.env.PATH ?? "",
			GIT_CONFIG_GLOBAL: "/dev/null",
			GIT_CONFIG_SYSTEM: "/dev/null",
			BATON_AGENT: agent,
		},
	});
}

describe.each(CLIENTS)("a real git repository, by %s over stdio", (kind) => {
	test("is worked on without naming the board, by one process and seen by another", async () => {
		const planner = await start(kind, "planner-1", "--tools", "worker,planner");
		const worker = await start(kind, "worker-1");
		const waiting = worker.call("wait_for_task", { timeoutSec: 50 });
		const made = await planner.call("create_task", {
			title: `Rotate logs, says ${kind}`,
			idempotencyKey: `rotate ${kind}`,
		});
		const again = await planner.call("create_task", {
			title: `Rotate logs, says ${kind}`,
			idempotencyKey: `rotate ${kind}`,
		});
		expect(again.data).toMatchObject({
			taskId: made.data.taskId,
			repeated: true,
		});
		const task = String(made.data.taskId);
		expect((await waiting).data).toMatchObject({ task: { key: task } });
		const claimed = await worker.call("claim_task", { taskId: task });
		const { leaseId } = claimed.data;
		expect(leaseId).toMatch(new RegExp(`^local/[^/]+/board:${task}@1$`));
		expect(await worker.call("heartbeat_task", { leaseId })).toMatchObject({
			data: { leaseId },
		});
		expect(await planner.call("complete_task", { taskId: task })).toMatchObject(
			{ isError: true, data: { code: "CONFLICT_LOCKED" } },
		);
		expect(
			await worker.call("complete_task", { leaseId, deliverable: "done" }),
		).toMatchObject({ data: { task: { status: "DONE" } } });
		expect(
			await worker.call("get_task", {
				projectId: "acme/elsewhere",
				taskId: task,
			}),
		).toMatchObject({ isError: true, data: { code: "NOT_FOUND" } });
		const { contents } = (await worker.official.readResource({
			uri: `baton://${String(leaseId).split(":")[0]}/tasks/${task}`,
		})) as { contents: readonly { text: string }[] };
		expect(JSON.parse(contents[0]?.text ?? "")).toMatchObject({
			task: { key: task, status: "DONE" },
		});
		await planner.close();
		await worker.close();
		expect(
			await checkout.git("log", "-1", "--format=%s", "baton/board"),
		).toMatch(new RegExp(`^done ${task}: `));
	});

	test("a wait that is given up ends, and the connection goes on", async () => {
		const client = await start(kind, "worker-2");
		const giveUp = new AbortController();
		const parked = new Promise<void>((resolve) => {
			void client
				.call(
					"wait_for_task",
					{ timeoutSec: 50 },
					{ signal: giveUp.signal, onProgress: () => resolve() },
				)
				.catch(() => undefined);
		});
		await parked;
		giveUp.abort();
		expect(await client.call("wait_for_task", { timeoutSec: 0 })).toMatchObject(
			{ data: { task: null } },
		);
		await client.close();
	});
});

test("a place without a repository, and a set of tools that there is not, are said where no client reads", async () => {
	const { code, out, err } = await checkout.baton(
		"mcp",
		"--tools",
		"everything",
	);
	expect({ code, out }).toEqual({ code: 2, out: "" });
	expect(err).toContain("worker, planner, execute, admin, all");
	const nowhere = await checkout.baton("mcp", "--repo", "/nonexistent");
	expect(nowhere).toMatchObject({ code: 3, out: "" });
});

test("the board verifies after all of it", async () => {
	expect(await checkout.baton("verify")).toMatchObject({ code: 0 });
});

test("a board on a server is worked on by the same program", async () => {
	const app = await startAppOnForge({ config: "pushes_per_minute: 0\n" });
	await app.served.sweep();
	const there = ["--url", app.served.url, "--repo", "acme/demo"];
	const client = await start("v1", "agent-1", ...there, "--tools", "all");
	const made = await client.call("create_task", { title: "Log requests" });
	const taskId = String(made.data.taskId);
	const shown = await client.call("wait_for_task", { timeoutSec: 20 });
	expect(shown.data).toMatchObject({ task: { key: taskId, status: "READY" } });
	const claimed = await client.call("claim_task", { taskId });
	expect(claimed.data.leaseId).toBe(`acme/demo/board:${taskId}@1`);
	expect(
		await client.call("release_task", { leaseId: claimed.data.leaseId }),
	).toMatchObject({ isError: false, data: { task: { status: "READY" } } });
	await client.close();
	await app.close();
});
