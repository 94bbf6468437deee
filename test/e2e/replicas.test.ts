import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect } from "vitest";
import { DEMO, demoSeed } from "../../src/demo.ts";
import { githubIdentity } from "../../src/engine/identity.ts";
import { Engine } from "../../src/engine/perform.ts";
import { verify } from "../../src/engine/verify.ts";
import { type Forge, startForge } from "../../src/forge/start-forge.ts";
import { openReplicas } from "../../src/replicas/open-replicas.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import type { Store } from "../../src/store/store.ts";
import { type Client, makeClient, until } from "../support/client.ts";
import { brokenInvariants } from "../support/invariants.ts";
import {
	type RedisServer,
	startRedis,
	testWithRedis,
} from "../support/redis.ts";
import { type Replica, startReplica } from "../support/replica.ts";
import { tasksOn, wrongOn } from "../support/shown.ts";

const CONFIG =
	"review: never\npushes_per_minute: 0\nlease: { min: 1s, grace: 1s }\n";
/** What another process may take to follow a leader that was killed, and to show what there is. */
const TAKE_OVER_MS = 60_000;

let scratch: string;
let redis: RedisServer;
let forge: Forge;
let client: Client;
let board: Store;
const replicas: Replica[] = [];

async function start(name: string, deaf = false): Promise<Replica> {
	const replica = await startReplica(forge, join(scratch, name), {
		env: { REDIS_URL: redis.url },
		deaf,
	});
	replicas.push(replica);
	return replica;
}

async function end(replica: Replica, signal: NodeJS.Signals): Promise<void> {
	replicas.splice(replicas.indexOf(replica), 1);
	await replica.stop(signal);
}

async function newTask(title: string): Promise<number> {
	const { data } = await client
		.as("maintainer")
		.rest.issues.create({ ...DEMO, title, labels: ["baton"] });
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

/** Waits until every issue shows its task, with one status comment. */
async function allShown(waitMs = TAKE_OVER_MS): Promise<void> {
	let left: readonly string[] = [];
	await until(
		"the views",
		async () => {
			const tasks = await tasksOn(client.directions.git);
			const wrong = tasks.map((task) =>
				wrongOn(task, client.as("maintainer"), DEMO),
			);
			left = (await Promise.all(wrong)).flat();
			return left.length === 0 ? true : undefined;
		},
		waitMs,
	).catch((error) => expect([error, ...left]).toEqual([]));
}

/** Baton's checks on a commit, all that were ever made. */
async function checksAt(sha: string): Promise<number> {
	const { data } = await client.as("maintainer").rest.checks.listForRef({
		...DEMO,
		ref: sha,
		check_name: "baton",
		filter: "all",
	});
	return data.total_count;
}

async function openPull(issue: number): Promise<string> {
	const { rest } = client.as("alice");
	const branch = `task/${issue}-work`;
	const main = await rest.git.getRef({ ...DEMO, ref: "heads/main" });
	await rest.git.createRef({
		...DEMO,
		ref: `refs/heads/${branch}`,
		sha: main.data.object.sha,
	});
	const { data } = await rest.repos.createOrUpdateFileContents({
		...DEMO,
		branch,
		path: `src/work-${issue}.js`,
		message: "work",
		content: Buffer.from("export const work = 1;\n").toString("base64"),
	});
	await rest.pulls.create({
		...DEMO,
		title: "Work",
		head: branch,
		base: "main",
		body: `Closes #${issue}`,
	});
	return data.commit.sha as string;
}

beforeAll(async () => {
	const server = await startRedis();
	if (server === undefined) return;
	redis = server;
	scratch = await mkdtemp(join(tmpdir(), "baton-"));
	const seed = demoSeed();
	const repositories = seed.repositories.map((repository) => ({
		...repository,
		files: { ...repository.files, ".github/baton.yml": CONFIG },
	}));
	forge = await startForge({
		port: 0,
		dataDir: join(scratch, "forge"),
		seed: { ...seed, repositories },
	});
	const git = forge.gitUrl(DEMO.owner, DEMO.repo);
	client = makeClient({
		api: forge.apiUrl,
		git,
		...DEMO,
		tokens: forge.tokens,
		app: { url: "", id: 0, slug: "baton", webhookSecret: "" },
		pids: [],
	});
	board = await openHttpStore({
		url: git,
		branch: "baton/board",
		cacheDir: join(scratch, "cache"),
	});
});

afterAll(async () => {
	await Promise.all(replicas.map((replica) => replica.stop("SIGTERM")));
	await redis?.close();
	await forge?.close();
	if (scratch !== undefined)
		await rm(scratch, { recursive: true, force: true });
});

testWithRedis(
	"what one process hears wakes who waits in another within a second, and the leader shows it",
	async () => {
		// The first one leads and hears nothing; whatever it shows it was told by the second.
		await start("first", true);
		await start("second");
		const issue = await newTask("Woken");
		expect(await client.tell("alice", issue, "/claim for=1h")).toBe("rocket");
		const waiting = await waitElsewhere();
		expect(await client.tell("alice", issue, "/release")).toBe("rocket");
		const committedAt = performance.now();
		expect(await waiting.woken).toMatchObject({
			ok: true,
			data: { task: { key: String(issue) } },
		});
		expect(performance.now() - committedAt).toBeLessThan(1_000);
		await waiting.close();
		const sha = await openPull(issue);
		await until("the check", async () =>
			(await checksAt(sha)) > 0 ? true : undefined,
		);
		await allShown();
		expect(await checksAt(sha)).toBe(1);
	},
	120_000,
);

testWithRedis(
	"a leader that is killed is followed within a minute: leases are reaped once, and everything is shown",
	async () => {
		const [first, second] = replicas as [Replica, Replica];
		const issue = await newTask("Survives its leader");
		expect(await client.tell("bob", issue, "/claim for=1s")).toBe("rocket");
		await pause(2_500);
		await end(first, "SIGKILL");
		const note = await client.say("alice", issue, "/note still here");
		expect(await client.receipt(note)).toBe("rocket");
		await until(
			"the reaping",
			async () => ((await commits(`expire ${issue}: `)) > 0 ? true : undefined),
			TAKE_OVER_MS,
		);
		await allShown();
		expect(await commits(`expire ${issue}: `)).toBe(1);
		expect(second.program.output()).not.toContain("Redis is out of reach");
	},
	120_000,
);

testWithRedis(
	"when Redis is killed work goes on, and after its return nothing is there twice",
	async () => {
		await start("third");
		const issue = await newTask("Without Redis");
		await redis.kill();
		expect(await client.tell("alice", issue, "/claim for=1h")).toBe("rocket");
		const sha = await openPull(issue);
		const later = await newTask("Enrolled without Redis");
		await until("the check", async () =>
			(await checksAt(sha)) > 0 ? true : undefined,
		);
		for (const { program } of replicas)
			await program.printed(/Redis is out of reach/);
		await allShown();
		await redis.start();
		for (const { program } of replicas) await program.printed(/Redis is back/);
		expect(await client.tell("bob", later, "/claim for=1h")).toBe("rocket");
		await allShown();
		expect(await checksAt(sha)).toBe(1);
	},
	180_000,
);

testWithRedis(
	"two processes that start at once without Redis reap one lease once",
	async () => {
		await redis.kill();
		const issue = await newTask("Reaped once");
		expect(await client.tell("bob", issue, "/claim for=1s")).toBe("rocket");
		for (const replica of [...replicas]) await end(replica, "SIGKILL");
		await pause(2_500);
		await Promise.all([start("second"), start("third")]);
		await until("the reaping", async () =>
			(await commits(`expire ${issue}: `)) > 0 ? true : undefined,
		);
		await allShown();
		expect(await commits(`expire ${issue}: `)).toBe(1);
		await redis.start();
	},
	180_000,
);

testWithRedis(
	"after all of it the log replays byte for byte and keeps the invariants",
	async () => {
		expect(
			await verify(board, { identity: githubIdentity({ id: 0, login: "" }) }),
		).toMatchObject({ ok: true });
		expect(await brokenInvariants(board)).toEqual([]);
	},
);

/** Somebody who waits in a process that hears no webhooks at all. */
async function waitElsewhere() {
	const { id } = forge.apps.baton as Forge["apps"][string];
	const replica = await openReplicas({
		redisUrl: redis.url,
		appId: id,
		say: () => undefined,
	});
	const { data } = await client.as("maintainer").rest.repos.get({ ...DEMO });
	const share = replica.board(
		`${new URL(forge.url).host} ${data.id} baton/board`,
	);
	const engine = new Engine({
		store: await openHttpStore({
			url: forge.gitUrl(DEMO.owner, DEMO.repo),
			branch: "baton/board",
			cacheDir: join(scratch, "elsewhere"),
		}),
		identity: githubIdentity({ id: 0, login: "" }),
		nowMs: Date.now,
		pause: (ms) => pause(ms),
		build: "test",
		onDefect: (error) => {
			throw error;
		},
	});
	await share.open({
		look: (news) =>
			void engine.look(news?.kind === "moved" ? news.head : undefined),
		leading: () => undefined,
	});
	expect(share.leads()).toBe(false);
	const woken = engine.wait({
		actor: { id: 1, login: "agent-1" },
		agent: "agent-1",
		role: "write",
		timeoutMs: 20_000,
	});
	await engine.inspect(() => undefined);
	return {
		woken,
		async close() {
			await share.close();
			await engine.close();
			replica.close();
		},
	};
}
