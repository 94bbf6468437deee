import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TOOLS } from "../../src/mcp/tools/index.ts";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import {
	CLIENTS,
	type ClientKind,
	httpClient,
	type McpClient,
} from "../support/mcp-client.ts";

let app: AppOnForge;
let task: string;

beforeAll(async () => {
	app = await startAppOnForge({ config: "pushes_per_minute: 0\n" });
	await app.served.sweep();
	const alice = await client("v1", "alice", "planner");
	const made = await alice.call("create_task", { title: "Log requests" });
	task = String(made.data.taskId);
	await alice.close();
});

afterAll(() => app.close());

const client = (kind: ClientKind, agent: string, tools = "worker") =>
	httpClient(kind, `${app.served.url}/mcp?tools=${tools}`, agent);

const textOf = async (
	{ official }: McpClient,
	name: string,
	words: Record<string, string>,
) => {
	const { messages } = await official.getPrompt({ name, arguments: words });
	const [first] = messages;
	return first?.content.type === "text" ? first.content.text : "";
};

describe.each(CLIENTS)("by %s", (kind) => {
	test("prompts are listed and filled in, and name only tools that there are", async () => {
		const one = await client(kind, "agent-1");
		const { prompts } = await one.official.listPrompts();
		expect(prompts.map(({ name }) => name)).toEqual([
			"pick_up_next_task",
			"triage_inbox",
			"summarize_for_handoff",
			"decompose_into_subtasks",
		]);
		const known = new Set(TOOLS.map((tool) => tool.name));
		for (const { name } of prompts) {
			const text = await textOf(one, name, { taskId: task, toAgent: "b-1" });
			expect(text).toContain('projectId: "acme/demo"');
			for (const [, tool = ""] of text.matchAll(/\b([a-z]+(?:_[a-z]+)+)\b/g))
				if (
					!/^(follow_ups|baton_patch|current_state|decision_log|open_questions|decompose_into_subtasks)$/.test(
						tool,
					)
				)
					expect(known, tool).toContain(tool);
		}
		expect(
			await textOf(one, "pick_up_next_task", {
				projectId: "acme/other",
				assignee: 'a", evil: "',
				capabilities: "python, db",
			}),
		).toContain(
			'projectId: "acme/other", boardId: "board", assignee: "a\\", evil: \\"", capabilities: ["python","db"]',
		);
		for (const wrong of ["summarize_for_handoff", "make_coffee"])
			await expect(textOf(one, wrong, {})).rejects.toThrow(
				/needs taskId|no prompt/,
			);
		await one.close();
	});

	test("resources are listed and read; what is not there, or nobody may see, is not found", async () => {
		const one = await client(kind, "agent-1");
		const { resources } = await one.official.listResources();
		expect(resources.map(({ uri }) => uri)).toEqual([
			"baton://acme/demo/board",
			"baton://acme/demo/board/feed",
			`baton://acme/demo/board/tasks/${task}`,
		]);
		const { resourceTemplates } = await one.official.listResourceTemplates();
		expect(resourceTemplates.map(({ name }) => name)).toEqual([
			"board",
			"task",
			"context",
			"baton",
			"feed",
		]);
		const read = async (uri: string) => {
			const { contents } = await one.official.readResource({ uri });
			return JSON.parse((contents[0] as { text: string }).text) as object;
		};
		const at = `baton://acme/demo/board/tasks/${task}`;
		for (const { uri } of resources) await read(uri);
		expect(await read(at)).toMatchObject({ task: { status: "READY" } });
		expect(await read(`${at}/context`)).toMatchObject({
			title: "Log requests",
		});
		expect(await read(`${at}/baton`)).toMatchObject({
			baton: { goal: "Log requests" },
		});
		for (const uri of [
			"baton://acme/demo/board/tasks/999",
			"baton://acme/elsewhere/board",
			"baton://acme/demo/board/secrets",
			"file:///etc/passwd",
		])
			await expect(read(uri), uri).rejects.toThrow();
		await one.close();
	});
});

test("who may read only, reads, and is told which role a change needs", async () => {
	const guest = await client("v2 modern", "guest");
	expect(await guest.call("get_task", { taskId: task })).toMatchObject({
		isError: false,
	});
	expect(await guest.call("claim_task", { taskId: task })).toMatchObject({
		isError: true,
		text: expect.stringMatching(/^FORBIDDEN: .*triage/),
	});
	await guest.close();
});
