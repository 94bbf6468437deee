import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO, demoSeed } from "../../src/demo.ts";
import { githubIdentity } from "../../src/engine/identity.ts";
import { verify } from "../../src/engine/verify.ts";
import { type Forge, startForge } from "../../src/forge/start-forge.ts";
import { listen } from "../../src/running.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import type { Store } from "../../src/store/store.ts";
import { answerIn, type Client, makeClient, until } from "../support/client.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { type Replica, startReplica } from "../support/replica.ts";

const CLAIMANTS = ["alice", "bob", "agent-1", "agent-2", "agent-3"];

interface Delivery {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

let scratch: string;
let forge: Forge;
let client: Client;
let recorder: Server;
let board: Store;
const replicas: Replica[] = [];
const deliveries: Delivery[] = [];

/** Keeps every delivery as it was sent, to send it again. */
async function startRecorder(): Promise<Server> {
	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request as AsyncIterable<Buffer>)
			chunks.push(chunk);
		deliveries.push({
			headers: request.headers as Record<string, string>,
			body: Buffer.concat(chunks).toString("utf8"),
		});
		response.end();
	});
	forge.addReceiver(
		"baton",
		await listen(server, { port: 0, host: "127.0.0.1" }),
	);
	return server;
}

async function newTask(title: string): Promise<number> {
	const { data } = await client.as("maintainer").rest.issues.create({
		owner: DEMO.owner,
		repo: DEMO.repo,
		title,
		labels: ["baton"],
	});
	await until("the task", async () =>
		(await commits(`enroll ${data.number}: `)) > 0 ? true : undefined,
	);
	return data.number;
}

async function commits(prefix: string): Promise<number> {
	const head = await board.head();
	let count = 0;
	if (head !== null)
		for await (const { message } of board.log(head))
			if (message.startsWith(prefix)) count += 1;
	return count;
}

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-"));
	forge = await startForge({
		port: 0,
		dataDir: join(scratch, "forge"),
		seed: demoSeed(),
	});
	const app = { url: "", id: 0, slug: "baton", webhookSecret: "" };
	client = makeClient({
		api: forge.apiUrl,
		git: forge.gitUrl(DEMO.owner, DEMO.repo),
		...DEMO,
		tokens: forge.tokens,
		app,
		pids: [],
	});
	board = await openHttpStore({
		url: forge.gitUrl(DEMO.owner, DEMO.repo),
		branch: "baton/board",
		cacheDir: join(scratch, "cache"),
	});
	recorder = await startRecorder();
	replicas.push(
		await startReplica(forge, join(scratch, "first")),
		await startReplica(forge, join(scratch, "second")),
	);
});

afterAll(async () => {
	await Promise.all(replicas.map((replica) => replica.stop("SIGTERM")));
	recorder.closeAllConnections();
	recorder.close();
	await forge.close();
	await rm(scratch, { recursive: true, force: true });
});

test("five claims at once, heard by two processes, have one winner; the others are told once who it is", async () => {
	const issue = await newTask("For one of five");
	const comments = await Promise.all(
		CLAIMANTS.map((who) => client.say(who, issue, "/claim")),
	);
	const receipts = await Promise.all(
		comments.map((comment) => client.receipt(comment)),
	);
	expect([...receipts].sort()).toEqual([
		"confused",
		"confused",
		"confused",
		"confused",
		"rocket",
	]);
	const winner = CLAIMANTS[receipts.indexOf("rocket")];
	const replies = await until("all replies", async () => {
		const texts = await client.replies(issue);
		return comments.every((comment) =>
			texts.some((text) => text.includes(`baton:c${comment}:`)),
		)
			? texts
			: undefined;
	});
	for (const [index, comment] of comments.entries()) {
		const mine = replies.filter((text) =>
			text.includes(`baton:c${comment}:1 `),
		);
		expect(mine).toHaveLength(1);
		if (receipts[index] === "confused")
			expect(answerIn(mine[0] as string, comment)).toMatchObject({
				code: "CONFLICT_LOCKED",
				data: { holder: winner },
			});
	}
	expect(await commits(`claim ${issue}: `)).toBe(1);
});

test("a delivery sent again ten times at once, to both processes, has no further effect", async () => {
	const issue = await newTask("Said once");
	const noted = await client.say("alice", issue, "/note once");
	expect(await client.receipt(noted)).toBe("rocket");
	const refused = await client.say("guest", issue, "/claim");
	expect(await client.receipt(refused)).toBe("confused");
	await until("the refusal's reply", async () =>
		(await client.replies(issue)).length === 1 ? true : undefined,
	);
	const same = deliveries.filter(({ body }) =>
		[noted, refused].includes(
			(JSON.parse(body) as { comment?: { id: number } }).comment?.id ?? 0,
		),
	);
	expect(same).toHaveLength(2);
	const again = replicas.flatMap(({ webhooks }) =>
		same.flatMap((delivery) =>
			Array.from({ length: 10 }, () =>
				fetch(webhooks, { method: "POST", ...delivery }),
			),
		),
	);
	for (const { status } of await Promise.all(again)) expect(status).toBe(200);
	// A command behind them shows that both processes have dealt with all of them.
	for (let n = 0; n < 2; n++)
		expect(await client.tell("alice", issue, "/heartbeat")).toBe("confused");
	expect(await commits(`note ${issue}: `)).toBe(1);
	expect(
		(await client.replies(issue)).filter((text) =>
			text.includes(`baton:c${refused}:`),
		),
	).toHaveLength(1);
});

test("what was refused stays refused when it is seen again after it would be right", async () => {
	const issue = await newTask("Refused for good");
	expect(await client.tell("alice", issue, "/claim")).toBe("rocket");
	const late = await client.say("bob", issue, "/claim");
	expect(await client.receipt(late)).toBe("confused");
	expect(await client.tell("alice", issue, "/release")).toBe("rocket");
	const old = replicas.splice(0);
	await Promise.all(old.map((replica) => replica.stop("SIGTERM")));
	replicas.push(
		await startReplica(forge, join(scratch, "first")),
		await startReplica(forge, join(scratch, "second")),
	);
	const delivery = deliveries.find(
		({ body }) =>
			(JSON.parse(body) as { comment?: { id: number } }).comment?.id === late,
	);
	for (const { webhooks } of replicas)
		await fetch(webhooks, { method: "POST", ...(delivery as Delivery) });
	expect(await client.tell("agent-1", issue, "/claim")).toBe("rocket");
	expect(await commits(`claim ${issue}: bob`)).toBe(0);
});

test("claims survive both processes being killed in between: each is answered, one wins", async () => {
	const issue = await newTask("Through a crash");
	const said = CLAIMANTS.map((who) => client.say(who, issue, "/claim"));
	await said[1];
	const old = replicas.splice(0);
	await Promise.all(old.map((replica) => replica.stop("SIGKILL")));
	const comments = await Promise.all(said);
	replicas.push(
		await startReplica(forge, join(scratch, "first")),
		await startReplica(forge, join(scratch, "third")),
	);
	const receipts = await Promise.all(
		comments.map((comment) => client.receipt(comment)),
	);
	expect(receipts.filter((receipt) => receipt === "rocket")).toHaveLength(1);
	expect(await commits(`claim ${issue}: `)).toBe(1);
});

test("after all of it the log replays byte for byte and keeps the invariants", async () => {
	expect(
		await verify(board, { identity: githubIdentity({ id: 0, login: "" }) }),
	).toMatchObject({ ok: true });
	expect(await brokenInvariants(board)).toEqual([]);
});
