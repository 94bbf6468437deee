import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { refuse } from "../../src/core/errors.ts";
import { httpClient } from "../support/mcp-client.ts";
import { done, type HttpBench, httpBench } from "./http-bench.ts";

let bench: HttpBench;

beforeEach(async () => {
	bench = await httpBench();
});
afterEach(() => bench.close());

const HEADERS = {
	"content-type": "application/json",
	accept: "application/json, text/event-stream",
};
const post = (body: string, headers: Record<string, string> = {}, query = "") =>
	fetch(`${bench.url}${query}`, {
		method: "POST",
		headers: { ...HEADERS, ...headers },
		body,
	});
const ping = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });

describe("what is no call", () => {
	test("is answered with the status that says why, and reaches no board", async () => {
		const statuses = await Promise.all(
			[
				post("{", {}),
				post("", {}),
				post("[]", {}),
				post(ping, { "content-type": "text/plain" }),
				post(ping, { accept: "text/html" }),
				post(`"${"x".repeat(1_100_000)}"`),
				post(ping, {}, "?tools=worker,everything"),
				fetch(bench.url),
				fetch(bench.url, { method: "DELETE" }),
				fetch(bench.url, { method: "PUT", body: ping, headers: HEADERS }),
			].map(async (one) => (await one).status),
		);
		expect(statuses).toEqual([
			400, 400, 400, 415, 406, 413, 400, 405, 405, 405,
		]);
		expect(bench.said).toEqual([]);
	});

	test("a batch holds twenty messages at most", async () => {
		const batch = (count: number) =>
			post(`[${Array.from({ length: count }, () => ping).join()}]`);
		expect((await batch(20)).status).toBe(200);
		const refused = await batch(21);
		expect([refused.status, await refused.text()]).toEqual([
			400,
			expect.stringContaining("at most 20 messages"),
		]);
	});

	test("an argument that would get lost on the way is refused", async () => {
		const call = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"next_task","arguments":{"__proto__":{"x":1}}}}`;
		for (const body of [call, `[${call}]`]) {
			const refused = await post(body);
			expect([refused.status, await refused.text()]).toEqual([
				400,
				expect.stringContaining("__proto__"),
			]);
		}
		expect(bench.said).toEqual([]);
	});

	test("a set of tools that there is not is told with those that there are", async () => {
		const told = await (
			await post(ping, {}, "?tools=worker,everything")
		).json();
		expect(told).toMatchObject({
			error: {
				message: expect.stringContaining("VALIDATION"),
				data: { sets: ["worker", "planner", "execute", "admin", "all"] },
			},
		});
	});

	test("a body without an end is not read to it", async () => {
		let sent = 0;
		const piece = new TextEncoder().encode("x".repeat(65_536));
		const body = new ReadableStream({
			pull(controller) {
				sent += piece.length;
				if (sent > 64 * 1_048_576) controller.close();
				else controller.enqueue(piece);
			},
		});
		const answer = await fetch(bench.url, {
			...{ method: "POST", headers: HEADERS, body, duplex: "half" },
		} as RequestInit).then(
			({ status }) => status,
			() => 413,
		);
		expect(answer).toBe(413);
		expect(sent).toBeLessThan(32 * 1_048_576);
	});
});

describe("sets of tools", () => {
	const namesIn = async (query: string) => {
		const client = await httpClient("v1", `${bench.url}${query}`, "agent-1");
		const { tools } = await client.official.listTools();
		await client.close();
		return tools.map(({ name }) => name);
	};

	test("are the worker's unless others are asked for, and the board need not be named where there is one", async () => {
		const worker = await namesIn("");
		expect(worker).toContain("wait_for_task");
		expect(worker).not.toContain("create_task");
		expect(await namesIn("?tools=worker")).toEqual(worker);
		const both = await namesIn("?tools=Worker,%20planner");
		expect(both).toEqual(expect.arrayContaining([...worker, "create_task"]));
		const all = await namesIn("?tools=all");
		expect(all).toEqual(expect.arrayContaining(["override_gate", "skip_step"]));
		expect(new Set(all).size).toBe(all.length);
	});

	test("a tool outside of them is no tool here, and its set is named", async () => {
		const client = await httpClient("v2", bench.url, "agent-1");
		await expect(client.call("create_task", { title: "x" })).rejects.toThrow(
			/tools=planner or \?tools=all/,
		);
		await expect(client.call("make_coffee")).rejects.toThrow(/no tool/);
		expect(bench.said).toEqual([]);
		await client.close();
	});
});

describe("failures", () => {
	test("of the store can be tried again, of ours have an id that the log has too", async () => {
		const client = await httpClient("v2 modern", bench.url, "agent-1");
		bench.answer = () => {
			throw Object.assign(new Error("gone"), {
				code: "STORE_UNAVAILABLE",
				retryAfterMs: 2_500,
			});
		};
		expect(await client.call("claim_task", { taskId: 42 })).toMatchObject({
			isError: true,
			text: expect.stringMatching(/^INTERNAL: .*idempotencyKey/),
			data: {
				code: "INTERNAL",
				retryable: true,
				data: { retryAfterSeconds: 3 },
			},
		});
		expect(bench.defects).toEqual([]);
		const defect = new TypeError("a defect");
		bench.answer = () => {
			throw defect;
		};
		const told = await client.call("claim_task", { taskId: 42 });
		expect(told.data).toMatchObject({
			code: "INTERNAL",
			data: { correlationId: expect.any(String) },
		});
		expect(told.text).not.toContain("a defect");
		expect(bench.defects).toEqual([defect]);
		await client.close();
	});

	test("of the caller have the argument's own name, also where the verb found them", async () => {
		const client = await httpClient("v1", bench.url, "agent-1");
		bench.answer = (saying) => ({
			...refuse("VALIDATION", "no.", "yes.", {
				field: "for",
				problems: [{ field: "to", problem: "is empty" }],
			}),
			verb: saying.verb,
			opId: "k1",
		});
		expect(await client.call("claim_task", { taskId: "1" })).toMatchObject({
			data: { data: { field: "leaseSeconds" } },
		});
		expect(
			await client.call("handoff_task", { taskId: "1", toAgent: "" }),
		).toMatchObject({ data: { data: { problems: [{ field: "toAgent" }] } } });
		await client.close();
	});
});

test("the caller and the board of the connection are what the door is opened with", async () => {
	const client = await httpClient("v2 modern", bench.url, "agent-7");
	bench.answer = ({ verb }) => done(verb, { fence: 3, expires_at: "soon" });
	expect(await client.call("claim_task", { taskId: "42/1.1" })).toMatchObject({
		data: { leaseId: "acme/demo/board:42/1.1@3", version: 7, taskId: "42" },
	});
	expect(bench.said).toMatchObject([
		{
			...{ verb: "claim", task: "42", step: "1.1" },
			place: { owner: "acme", repo: "demo", board: "board" },
			caller: { agent: "agent-7" },
		},
	]);
	await client.close();
});
