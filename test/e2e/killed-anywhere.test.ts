import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { DEMO, demoSeed } from "../../src/demo.ts";
import { githubIdentity } from "../../src/engine/identity.ts";
import { verify } from "../../src/engine/verify.ts";
import { type Forge, startForge } from "../../src/forge/start-forge.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import type { Store } from "../../src/store/store.ts";
import { type Client, makeClient, until } from "../support/client.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { type Replica, startReplica } from "../support/replica.ts";
import { tasksOn, wrongOn } from "../support/shown.ts";
import { type Conversation, tellRound } from "../support/told-conversation.ts";

/** Conversations at the same time, each with a GitHub and a process of its own, and how often each process is killed. */
const LANES = 3;
const KILLS = 67;
const SEED = Number(process.env.BATON_TEST_SEED ?? 20);
/**
 * The longest a process lives once it listens, in times of what its first start took: on a slow machine it gets on as far. Most
 * live much shorter, but some have to come to something.
 */
const MOST_ALIVE = 3;

interface Lane {
	readonly scratch: string;
	readonly forge: Forge;
	readonly client: Client;
	readonly conversation: Conversation;
	readonly mostAliveMs: number;
	app: Replica;
}

const lanes: Lane[] = [];

afterAll(async () => {
	for (const { app, forge, scratch } of lanes) {
		await app.stop("SIGKILL");
		await forge.close();
		await rm(scratch, { recursive: true, force: true });
	}
});

const start = (forge: Forge, scratch: string) =>
	startReplica(forge, join(scratch, "home"), {
		env: { BATON_SWEEP_SECONDS: "1" },
	});

async function openLane(): Promise<Lane> {
	const scratch = await mkdtemp(join(tmpdir(), "baton-"));
	const forge = await startForge({
		port: 0,
		dataDir: join(scratch, "forge"),
		seed: demoSeed(),
		requestsPerHour: 1_000_000,
	});
	const client = makeClient({
		api: forge.apiUrl,
		git: forge.gitUrl(DEMO.owner, DEMO.repo),
		...{ ...DEMO, tokens: forge.tokens, pids: [] },
		app: { url: "", id: 0, slug: "baton", webhookSecret: "" },
	});
	const conversation = { spoken: [], heads: [], rounds: 0 };
	const beganMs = performance.now();
	const app = await start(forge, scratch);
	const mostAliveMs = MOST_ALIVE * (performance.now() - beganMs);
	const lane = { scratch, forge, client, conversation, app, mostAliveMs };
	lanes.push(lane);
	return lane;
}

/** Numbers that look like chance and are the same each time. */
function* chance(seed: number): Generator<number> {
	for (let state = seed; ; ) {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		yield state / 2 ** 32;
	}
}

/** People talk, and go on talking, while whoever listens is killed again and again. */
async function live(lane: Lane, seed: number): Promise<void> {
	const numbers = chance(seed);
	let isOver = false;
	async function kill(): Promise<void> {
		for (let count = 0; count < KILLS && !isOver; count++) {
			// The moment of the end is what this is about; nothing is waited for.
			const life = (numbers.next().value as number) ** 2;
			await pause(life * lane.mostAliveMs);
			await lane.app.stop("SIGKILL");
			lane.app = await start(lane.forge, lane.scratch);
		}
		isOver = true;
	}
	async function talk(): Promise<void> {
		try {
			while (!isOver)
				await tellRound(lane.client, lane.scratch, lane.conversation);
		} finally {
			isOver = true;
		}
	}
	const ended = await Promise.allSettled([kill(), talk()]);
	for (const one of ended) if (one.status === "rejected") throw one.reason;
}

/** How often each command of a comment is in the log. */
async function effects(board: Store): Promise<ReadonlyMap<number, number>> {
	const found = new Map<number, number>();
	const head = await board.head();
	if (head === null) return found;
	for await (const { message } of board.log(head)) {
		const id = Number(/^Baton-Id: c(\d+):1$/m.exec(message)?.[1] ?? 0);
		if (id > 0) found.set(id, (found.get(id) ?? 0) + 1);
	}
	return found;
}

/** Everything that GitHub shows and the board does not say, or the other way round. */
async function wrongOf({ client, conversation }: Lane): Promise<string[]> {
	const reader = client.as("maintainer");
	const tasks = await tasksOn(client.directions.git);
	const wrong = await Promise.all(
		tasks.map((task) => wrongOn(task, reader, DEMO)),
	);
	const checks = await Promise.all(
		conversation.heads.map(async (ref) => {
			const { data } = await reader.rest.checks.listForRef({
				...{ ...DEMO, ref, check_name: "baton", filter: "all" },
			});
			const seen = data.check_runs.map(({ conclusion }) => conclusion);
			return seen.join() === "success" ? [] : [`check at ${ref}: ${seen}`];
		}),
	);
	return [...wrong.flat(), ...checks.flat()];
}

test(`killed at ${LANES * KILLS} random moments of whole conversations, the app has carried out everything once and shows it`, async () => {
	console.log(`seed ${SEED}`);
	await Promise.all(Array.from({ length: LANES }, openLane));
	await Promise.all(lanes.map((lane, index) => live(lane, SEED + index)));
	for (const lane of lanes) {
		const { client, conversation, scratch } = lane;
		let left = ["not looked yet"];
		await until(
			"the views",
			async () => {
				left = await wrongOf(lane);
				return left.length === 0 ? true : undefined;
			},
			180_000,
		).catch((error) => expect([error, ...left]).toEqual([]));
		const board = await openHttpStore({
			url: client.directions.git,
			branch: "baton/board",
			cacheDir: join(scratch, "reader"),
		});
		const counts = await effects(board);
		const done = conversation.spoken.filter(
			({ receipt }) => receipt === "rocket",
		);
		expect(done.map(({ comment }) => counts.get(comment))).toEqual(
			done.map(() => 1),
		);
		const refused = conversation.spoken.filter(
			({ receipt }) => receipt !== "rocket",
		);
		expect(refused.filter(({ comment }) => counts.has(comment))).toEqual([]);
		expect(await brokenInvariants(board)).toEqual([]);
		expect(
			await verify(board, { identity: githubIdentity({ id: 0, login: "" }) }),
		).toMatchObject({ ok: true });
		await board.close();
		expect(conversation.rounds).toBeGreaterThan(0);
	}
	const told = lanes.map(
		({ conversation: { rounds, spoken } }) =>
			`${rounds} rounds with ${spoken.length} commands`,
	);
	console.log(`${LANES * KILLS} kills during ${told.join(", ")}`);
}, 900_000);
