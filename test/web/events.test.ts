import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppOnForge, startAppOnForge } from "../support/app-on-forge.ts";
import { type ApiClient, answerOf, apiClient } from "./api-client.ts";
import { type HeardEvent, listenTo } from "./event-reader.ts";

let app: AppOnForge;
let api: ApiClient;
const alice = { "x-baton-agent": "alice" };

beforeAll(async () => {
	app = await startAppOnForge();
	await app.served.sweep();
	api = apiClient(app);
	await api.say("agent-1", "enroll", { title: "Log requests" });
}, 60_000);

afterAll(() => app.close());

const note = async (body: string) =>
	(await api.say("agent-1", "note", { task: 1, body })).body.commit as string;

const isNote = ({ data }: HeardEvent) => data.op === "note";

test("a stream begins where the feed is, and tells each commit with its cursor", async () => {
	const events = await listenTo(api.at("events"), alice);
	expect(events.response.headers.get("content-type")).toBe(
		"text/event-stream; charset=utf-8",
	);
	const first = await events.next();
	expect(first).toMatchObject({ event: "cursor", data: { cursor: first?.id } });
	const commit = await note("first");
	const heard = await events.until(isNote);
	expect(heard).toMatchObject({
		event: "feed",
		id: commit,
		data: { commit, op: "note", task: "1", agent: "agent-1", version: 2 },
	});
	events.close();
});

test("whoever comes back hears what was missed, once and in order, and goes on from there", async () => {
	const from = await note("before");
	const missed: string[] = [];
	for (const body of ["a", "b", "c"]) missed.push(await note(body));
	const events = await listenTo(api.at(`events?cursor=${"0".repeat(40)}`), {
		...alice,
		// What was heard last counts more than what the address still says.
		"last-event-id": from,
	});
	const heard: string[] = [];
	for (const _ of missed) heard.push((await events.until(isNote)).id);
	expect(heard).toEqual(missed);
	const next = await note("d");
	expect((await events.until(isNote)).id).toBe(next);
	events.close();
});

test("more than one page is told to its end", async () => {
	const from = await note("many");
	const said = await Promise.all(
		Array.from({ length: 230 }, (_, n) => note(`note ${n}`)),
	);
	const events = await listenTo(
		api.at(`events?cursor=${from}&kinds=note`),
		alice,
	);
	const heard: string[] = [];
	for (const _ of said) heard.push((await events.until(isNote)).id);
	expect(new Set(heard)).toEqual(new Set(said));
	expect(heard).toHaveLength(new Set(heard).size);
	events.close();
}, 60_000);

test("a cursor that nobody knows answers a reset, and the stream goes on from the head", async () => {
	const events = await listenTo(
		api.at(`events?cursor=${"0".repeat(40)}`),
		alice,
	);
	const reset = await events.next();
	expect(reset).toMatchObject({ event: "reset", data: { cursor: reset?.id } });
	const commit = await note("after the reset");
	expect((await events.until(isNote)).id).toBe(commit);
	events.close();
});

test("a filter lets through what it names, and nothing else", async () => {
	const events = await listenTo(api.at("events?kinds=claim,release"), alice);
	await events.next();
	await note("not this");
	await api.say("agent-1", "claim", { task: 1 });
	expect((await events.next())?.data).toMatchObject({ op: "claim" });
	events.close();
});

test("one account opens twenty streams and no more, and a closed one makes room", async () => {
	const bob = { "x-baton-agent": "bob" };
	const open = await Promise.all(
		Array.from({ length: 20 }, () => listenTo(api.at("events"), bob)),
	);
	for (const events of open)
		expect(await events.next()).toMatchObject({ event: "cursor" });
	const refused = await fetch(api.at("events"), { headers: bob }).then(
		answerOf,
	);
	expect([refused.status, refused.body.code]).toEqual([409, "QUOTA_EXCEEDED"]);
	const other = await listenTo(api.at("events"), alice);
	expect(other.response.status).toBe(200);
	other.close();
	open[0]?.close();
	await expect
		.poll(() =>
			fetch(api.at("events"), { method: "HEAD", headers: bob }).then(
				({ status }) => status,
			),
		)
		.toBe(200);
	for (const events of open) events.close();
});

test("the end of the server ends streams and waits in good order", async () => {
	const own = await startAppOnForge();
	await own.served.sweep();
	const there = apiClient(own);
	const events = await listenTo(there.at("events"), alice);
	await events.next();
	await there.say("agent-1", "register", { capabilities: ["python"] });
	const waiting = there.ask("agent-1", "wait", "?labels=none");
	await expect
		.poll(async () => (await there.ask("alice", "agents")).body.data.agents)
		.toMatchObject([{ name: "agent-1", waiting: true }]);
	await own.close();
	// The board may have moved before; then the stream ends, and is not cut.
	while ((await events.next()) !== undefined)
		expect(events.response.ok).toBe(true);
	expect((await waiting).body).toMatchObject({
		ok: true,
		data: { task: null },
	});
}, 60_000);
