import type { ProbotOctokit } from "probot";
import { afterAll, beforeAll, expect } from "vitest";
import { pacedOctokit } from "../../src/hosted.ts";
import { RedisLink } from "../../src/replicas/redis-link.ts";
import { ReplicaPace } from "../../src/replicas/replica-pace.ts";
import { until } from "../support/client.ts";
import {
	type RedisServer,
	startRedis,
	testWithRedis,
} from "../support/redis.ts";

let redis: RedisServer | undefined;
const closing: (() => void)[] = [];

beforeAll(async () => {
	redis = await startRedis();
});
afterAll(async () => {
	for (const close of closing) close();
	await redis?.close();
});

/** What one process spaces its calls with. */
async function open(): Promise<{ link: RedisLink; pace: ReplicaPace }> {
	const link = new RedisLink({
		address: redis?.url ?? "",
		prefix: "test:",
		say: () => undefined,
	});
	await link.open();
	const pace = new ReplicaPace(link, "test:");
	closing.push(
		() => pace.close(),
		() => link.close(),
	);
	return { link, pace };
}

/** A client of one process, and when each of its requests was sent. */
function client(pace: ReplicaPace, sentAtMs: number[]): ProbotOctokit {
	const Paced = pacedOctokit(pace.turns);
	return new Paced({
		auth: { token: "none" },
		throttle: {
			id: "installation",
			onRateLimit: () => false,
			onSecondaryRateLimit: () => false,
		},
		request: {
			fetch: async () => {
				sentAtMs.push(performance.now());
				return new Response("[]", {
					headers: { "content-type": "application/json" },
				});
			},
		},
	});
}

function write(octokit: ProbotOctokit): Promise<unknown> {
	return octokit.rest.issues.addLabels({
		owner: "acme",
		repo: "demo",
		issue_number: 1,
		labels: ["baton"],
	});
}

testWithRedis(
	"two processes together write once a second, whatever becomes of Redis",
	async () => {
		const [one, two] = [await open(), await open()];
		const sentAtMs: number[] = [];
		const clients = [client(one.pace, sentAtMs), client(two.pace, sentAtMs)];
		await Promise.all([...clients, ...clients].map(write));
		expect(sentAtMs).toHaveLength(4);
		for (const [index, ms] of sentAtMs.entries())
			if (index > 0)
				// A timer may go off a little early, and the answer of Redis takes its time.
				expect(ms - (sentAtMs[index - 1] as number)).toBeGreaterThan(800);
		// What waits for its turn when Redis ends gets one all the same.
		const waiting = [...clients, ...clients].map(write);
		await redis?.kill();
		await Promise.all(waiting);
		await until("the loss", async () =>
			one.link.isUp || two.link.isUp ? undefined : true,
		);
		await Promise.all(clients.map(write));
		expect(sentAtMs).toHaveLength(10);
		await redis?.start();
		await until("the return", async () =>
			one.link.isUp && two.link.isUp ? true : undefined,
		);
		const before = sentAtMs.length;
		await Promise.all(clients.map(write));
		const [first = 0, second = 0] = sentAtMs.slice(before);
		expect(second - first).toBeGreaterThan(800);
	},
);
