import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Probot } from "probot";
import { afterAll, beforeAll, expect } from "vitest";
import { DEMO, demoSeed } from "../../src/demo.ts";
import { type Forge, startForge } from "../../src/forge/start-forge.ts";
import { budgetedOctokit } from "../../src/github/budget/budgeted-octokit.ts";
import { NO_LIMITS } from "../../src/github/budget/limits.ts";
import { UnthrottledOctokit } from "../../src/hosted.ts";
import { localAccess } from "../../src/local-access.ts";
import { openReplicas } from "../../src/replicas/open-replicas.ts";
import { serve } from "../../src/serve.ts";
import {
	type RedisServer,
	startRedis,
	testWithRedis,
} from "../support/redis.ts";
import { type ApiClient, apiClient } from "./api-client.ts";
import { listenTo } from "./event-reader.ts";

let scratch: string;
let redis: RedisServer | undefined;
let forge: Forge;
const closing: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
	redis = await startRedis();
	if (redis === undefined) return;
	scratch = await mkdtemp(join(tmpdir(), "baton-web-"));
	forge = await startForge({
		port: 0,
		dataDir: join(scratch, "forge"),
		seed: demoSeed(),
	});
}, 60_000);

afterAll(async () => {
	if (redis === undefined) return;
	for (const step of closing.reverse()) await step();
	await forge.close();
	await redis.close();
	await rm(scratch, { recursive: true, force: true });
});

/** One process of the app that hears no webhooks: what the other does it can only have from Redis. */
async function start(name: string): Promise<ApiClient> {
	const { id, privateKey, webhookSecret } = forge.apps
		.baton as Forge["apps"][string];
	const replicas = await openReplicas({
		redisUrl: redis?.url,
		appId: id,
		say: () => undefined,
	});
	const served = await serve({
		probot: new Probot({
			appId: id,
			privateKey,
			secret: webhookSecret,
			baseUrl: forge.apiUrl,
			Octokit: budgetedOctokit({ base: UnthrottledOctokit, limits: NO_LIMITS }),
			logLevel: "fatal",
		}),
		secret: webhookSecret,
		apiUrl: forge.apiUrl,
		home: join(scratch, name),
		sweepEveryMs: 300_000,
		port: 0,
		host: "127.0.0.1",
		share: replicas.board,
		access: localAccess(forge, { ...DEMO, board: "board" }),
	});
	closing.push(async () => {
		await served.close();
		replicas.close();
	});
	await served.sweep();
	return apiClient({ served });
}

testWithRedis(
	"who waits or listens at one process is woken by what is said at another, and a key is known at both",
	async () => {
		const here = await start("one");
		const there = await start("two");
		await here.say("agent-1", "enroll", { title: "Log requests" });
		const key = { "idempotency-key": "one-claim" };
		const claimed = await there.say("agent-2", "claim", { task: 1 }, key);
		const again = await here.say("agent-2", "claim", { task: 1 }, key);
		expect(again.body).toMatchObject({
			repeated: true,
			commit: claimed.body.commit,
		});
		const waiting = here.ask("agent-1", "wait", "?timeout_sec=50");
		const events = await listenTo(here.at("events"), {
			"x-baton-agent": "agent-3",
		});
		await events.until(({ event }) => event === "cursor");
		const released = await there.say("agent-2", "release", { task: 1 });
		expect((await waiting).body).toMatchObject({
			ok: true,
			data: { task: { key: "1" } },
		});
		const heard = await events.until(({ data }) => data.op === "release");
		expect(heard.id).toBe(released.body.commit);
		events.close();
	},
	60_000,
);
