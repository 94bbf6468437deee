import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { type ApiClient, answerOf, apiClient } from "./api-client.ts";
import { rawRequest } from "./raw-request.ts";

let app: AppOnForge;
let api: ApiClient;

beforeAll(async () => {
	app = await startAppOnForge();
	await app.served.sweep();
	api = apiClient(app);
	await api.say("agent-1", "enroll", { title: "Log requests" });
}, 60_000);

afterAll(() => app.close());

const post = (
	body: string | Uint8Array,
	headers: Readonly<Record<string, string>> = {},
	verb = "note",
) =>
	fetch(api.at(verb), {
		method: "POST",
		headers: { "content-type": "application/json", ...headers },
		body,
	}).then(answerOf);

/** As deep as asked for, below `body`. */
const nested = (depth: number) =>
	`{"task":1,"body":${"[".repeat(depth)}${"]".repeat(depth)}}`;

describe("a body is refused:", () => {
	test.each([
		["broken JSON", '{"task":', 400],
		["no JSON at all", "task=1", 400],
		["half a character", Buffer.from([0x22, 0xc3, 0x22]), 400],
		["a list", "[]", 400],
		["a string", '"claim"', 400],
		["null", "null", 400],
		["too deep", nested(40), 400],
		["a million levels", nested(400_000), 400],
		[
			"too many keys",
			JSON.stringify(
				Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [n, n])),
			),
			400,
		],
		[
			"too many keys in all",
			JSON.stringify(
				Array.from({ length: 700 }, () => ({ a: 1, b: 2, c: 3 })),
			).replace(/^(.*)$/, '{"body":$1}'),
			400,
		],
		["__proto__", '{"task":1,"body":"x","__proto__":{"role":"admin"}}', 400],
		["constructor, further in", '{"body":{"a":[{"constructor":1}]}}', 400],
		["a control character", '{"task":1,"body":"a\\u0000b"}', 400],
		["a lone surrogate", '{"task":1,"body":"a\\ud800b"}', 400],
		["a wrong type", '{"task":1,"body":5}', 400],
		["a wrong type of address", '{"task":{"a":1},"body":"x"}', 400],
		["a step that is a number", '{"task":1,"step":1.1,"body":"x"}', 400],
		["another task's step", '{"task":1,"step":"2/1.1","body":"x"}', 400],
		["an unknown field", '{"task":1,"body":"x","boddy":"y"}', 400],
		["no agent's name", '{"task":1,"body":"x","as":"../x"}', 400],
		["a task that is no name", '{"task":"../../x","body":"x"}', 400],
		["no task", '{"body":"x"}', 400],
		["65 kB", JSON.stringify({ task: 1, body: "x".repeat(65 * 1_024) }), 400],
		[
			"10 MB",
			JSON.stringify({ task: 1, body: "x".repeat(10 * 1_024 * 1_024) }),
			413,
		],
	])("%s", async (_, body, status) => {
		const answer = await post(body);
		expect(answer.status).toBe(status);
		expect(answer.body).toMatchObject({
			ok: false,
			code: "VALIDATION",
			retryable: false,
			message: expect.stringMatching(/\w/),
			hint: expect.stringMatching(/\w/),
		});
	});

	test.each(["text/plain", "application/x-www-form-urlencoded", "text/json"])(
		"as %s",
		async (type) => {
			const answer = await post('{"task":1,"body":"x"}', {
				"content-type": type,
			});
			expect([answer.status, answer.body.code]).toEqual([415, "VALIDATION"]);
		},
	);

	test("10 MB are not read when their length is announced", async () => {
		const answer = await rawRequest({
			url: api.at("note"),
			method: "POST",
			headers: {
				"content-type": "application/json",
				"content-length": String(10 * 1_024 * 1_024),
			},
			body: "{",
		});
		expect(answer.status).toBe(413);
	});

	test("what only the door may find out is not taken from callers", async () => {
		for (const field of ["facts", "run"]) {
			const answer = await post(`{"task":1,"${field}":{}}`, {}, "done");
			expect([answer.status, answer.body.message]).toEqual([
				400,
				`\`done\`: ${field} is not for callers to give.`,
			]);
		}
	});
});

describe("a query is refused:", () => {
	test.each([
		["limit=many", "list"],
		["limit=1&limit=2", "list"],
		["__proto__=1", "list"],
		["nothing=1", "list"],
		["timeout_sec=51", "wait"],
		["timeout_sec=soon", "wait"],
		["timeout_sec=0&task=1", "wait"],
		["timeout_sec=0&step=1.1", "wait"],
		[`timeout_sec=0&labels=${"x".repeat(51)}`, "wait"],
		[`labels=${"x".repeat(51)}`, "next"],
		["cursor=HEAD", "events"],
		["limit=5", "events"],
	])("%s at %s", async (query, verb) => {
		const answer = await api.ask("agent-1", verb, `?${query}`);
		expect([answer.status, answer.body.code]).toEqual([400, "VALIDATION"]);
	});

	test("beside a body", async () => {
		const answer = await api.say("agent-1", "note?task=1", { body: "x" });
		expect([answer.status, answer.body.code]).toEqual([400, "VALIDATION"]);
	});
});

describe("who and where:", () => {
	test.each([
		["another page's Origin", { origin: "https://evil.example" }, 403],
		["a sandboxed page's Origin", { origin: "null" }, 403],
		["another name for this machine", { host: "evil.example" }, 403],
		["another port's Origin", { origin: "http://127.0.0.1:1" }, 403],
		["no agent's name", { "x-baton-agent": "../x" }, 401],
	])("%s is kept out", async (_, headers, status) => {
		const answer = await rawRequest({ url: api.at("ping"), headers });
		expect(answer.status).toBe(status);
		expect(JSON.parse(answer.text)).toMatchObject({ ok: false });
		expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
	});

	test("who writes is refused by the same rules as in a comment", async () => {
		const answer = await api.say("guest", "claim", { task: 1 });
		expect([answer.status, answer.body.code]).toEqual([403, "FORBIDDEN"]);
		const as = await api.say("agent-2", "claim", { task: 1, as: "agent-1" });
		expect([as.status, as.body.code]).toEqual([403, "FORBIDDEN"]);
	});

	test.each([
		["acme/demo/other/ping", "NOT_FOUND"],
		["acme/nothing/board/ping", "NOT_FOUND"],
		["..%2f..%2fetc/demo/board/ping", "NOT_FOUND"],
		["acme/demo/board/close", "NOT_FOUND"],
		["acme/demo/board", "NOT_FOUND"],
		["acme/%E0%A4%A/board/ping", "NOT_FOUND"],
	])("there is nothing at %s", async (path, code) => {
		const answer = await fetch(`${app.served.url}/api/v1/boards/${path}`).then(
			answerOf,
		);
		expect([answer.status, answer.body.code]).toEqual([404, code]);
	});

	test("a mistyped verb is told what was probably meant", async () => {
		const answer = await api.say("agent-1", "clam", { task: 1 });
		expect(answer.status).toBe(404);
		expect(answer.body).toMatchObject({ data: { did_you_mean: "claim" } });
	});

	test.each(["", "a\tb", "x".repeat(256), "schlüssel"])(
		"a key such as %j is refused",
		async (key) => {
			const answer = await rawRequest({
				url: api.at("claim"),
				method: "POST",
				headers: {
					"idempotency-key": Buffer.from(key).toString("latin1"),
					"content-type": "application/json",
				},
				body: '{"task":1}',
			});
			expect(answer.status).toBe(400);
		},
	);
});

describe("methods:", () => {
	test.each([
		["GET", "claim", "POST, OPTIONS"],
		["PUT", "claim", "POST, OPTIONS"],
		["DELETE", "list", "GET, HEAD, POST, OPTIONS"],
		["POST", "events", "GET, HEAD, OPTIONS"],
		["PATCH", "../../../../me", "GET, HEAD, OPTIONS"],
		["POST", "../../../../openapi.json", "GET, HEAD, OPTIONS"],
	])("%s is not understood at %s", async (method, path, allow) => {
		const response = await fetch(api.at(path), { method });
		const answer = await answerOf(response);
		expect([answer.status, answer.body.code]).toEqual([405, "VALIDATION"]);
		expect(answer.headers.get("allow")).toBe(allow);
	});

	test("OPTIONS says what there is, and lets no other page in", async () => {
		const response = await fetch(api.at("list"), { method: "OPTIONS" });
		expect(response.status).toBe(204);
		expect(response.headers.get("allow")).toBe("GET, HEAD, POST, OPTIONS");
		expect([...response.headers.keys()].join()).not.toContain("access-control");
	});

	test.each(["list", "events", "wait?labels=none"])(
		"HEAD of %s answers at once and has no body",
		async (path) => {
			const response = await fetch(api.at(path), { method: "HEAD" });
			expect(response.status).toBe(200);
			expect(await response.text()).toBe("");
		},
	);
});

test("no answer is kept on the way, whatever it is", async () => {
	for (const path of [
		api.at("list"),
		api.at("claim"),
		api.at("nothing"),
		`${app.served.url}/api/v1/me`,
		`${app.served.url}/api/v1/openapi.json`,
		`${app.served.url}/nowhere`,
	]) {
		const { headers } = await fetch(path);
		expect([path, headers.get("cache-control")]).toEqual([path, "no-store"]);
		expect(headers.get("x-content-type-options")).toBe("nosniff");
		expect(headers.get("content-type")).toMatch(/^application\/json/);
	}
});
