import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
	type AppOnForge,
	startAppOnForge,
	subjectsOf,
} from "../support/app-on-forge.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { listenTo } from "./event-reader.ts";

let app: AppOnForge;
let api: ApiClient;

beforeAll(async () => {
	app = await startAppOnForge();
	await app.served.sweep();
	api = apiClient(app);
	await api.say("agent-1", "enroll", { title: "Log requests" });
	await api.say("agent-1", "enroll", { title: "Rotate logs" });
}, 60_000);

afterAll(() => app.close());

/** Sends a claim and cuts the connection: before the body is whole, or behind it. */
async function cutClaim(body: string, length = body.length): Promise<void> {
	const { hostname, port, host, pathname } = new URL(api.at("claim"));
	const socket = connect(Number(port), hostname);
	await once(socket, "connect");
	const head = [
		`POST ${pathname} HTTP/1.1`,
		`Host: ${host}`,
		"X-Baton-Agent: agent-1",
		"Content-Type: application/json",
		"Idempotency-Key: cut-1",
		`Content-Length: ${length}`,
	].join("\r\n");
	await new Promise((resolve) =>
		socket.write(`${head}\r\n\r\n${body}`, resolve),
	);
	socket.destroy();
}

const claims = async (task: number) =>
	(await subjectsOf(app.board)).filter((subject) =>
		subject.startsWith(`claim ${task}:`),
	).length;

test("a claim whose connection was cut takes effect once, and its repetition gets the first answer", async () => {
	const events = await listenTo(api.at("events"), {
		"x-baton-agent": "agent-2",
	});
	await events.until(({ event }) => event === "cursor");
	await cutClaim('{"task":1}');
	const claimed = await events.until(({ data }) => data.op === "claim");
	events.close();
	const key = { "idempotency-key": "cut-1" };
	const again = await api.say("agent-1", "claim", { task: 1 }, key);
	const third = await api.say("agent-1", "claim", { task: 1 }, key);
	expect(again).toMatchObject({
		status: 200,
		body: {
			ok: true,
			repeated: true,
			commit: claimed.id,
			data: { fence: 1, agent: "agent-1" },
		},
	});
	expect(third.body).toEqual(again.body);
	expect(await claims(1)).toBe(1);
});

test("half a claim has no effect", async () => {
	await cutClaim('{"task":2', 10);
	const answer = await api.say("agent-2", "claim", { task: 2 });
	expect(answer.body).toMatchObject({ ok: true, data: { fence: 1 } });
	expect(await claims(2)).toBe(1);
});

test("the same key of another account, or of another task, is another command", async () => {
	const key = { "idempotency-key": "one-key" };
	const said = [
		await api.say("agent-1", "note", { task: 1, body: "a" }, key),
		await api.say("agent-2", "note", { task: 2, body: "a" }, key),
		await api.say("agent-1", "summary", { task: 1, summary: "a" }, key),
	];
	expect(said.map(({ body }) => [body.ok, body.repeated])).toEqual([
		[true, undefined],
		[true, undefined],
		[true, undefined],
	]);
	expect(new Set(said.map(({ body }) => body.commit)).size).toBe(3);
});
