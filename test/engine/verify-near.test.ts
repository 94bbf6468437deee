import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Engine } from "../../src/engine/perform.ts";
import { verify } from "../../src/engine/verify.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import type { Store } from "../../src/store/store.ts";
import { makeBench } from "../support/bench.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { openBoard, say } from "../support/speak.ts";

const bench = makeBench();
const NOTES = 60;
let server: GitServer;
let commits: number;
let store: Store;

const open = (name: string): Promise<Store> =>
	openHttpStore({
		url: server.url("relay"),
		branch: "baton/board",
		cacheDir: join(server.directory, name),
	});

/** More commits than an empty cache starts with. */
beforeEach(async () => {
	server = await startGitServer();
	await server.create("relay");
	const engine = new Engine({
		store: await open("writer"),
		identity: bench.identity,
		nowMs: bench.nowMs,
		pause: async () => undefined,
		build: "test",
		onDefect: (error) => {
			throw error;
		},
	});
	await openBoard({ ...bench, engine }, {}, ["41"]);
	await engine.perform(
		Array.from({ length: NOTES }, (_, index) =>
			say(bench, "alice", "note", {
				task: "41",
				input: { body: `seen ${index}` },
			}),
		),
	);
	await engine.close();
	commits = 2 + NOTES;
	store = await open("reader");
});
afterEach(async () => {
	await store.close();
	await server.close();
});

test("what a store lacks is fetched once, and the rest read where it is", async () => {
	const head = await store.head();
	await store.version(head);
	const before = server.requests.length;
	let versions = 0;
	const counted: Store = {
		...store,
		version: (oid) => {
			versions++;
			return store.version(oid);
		},
	};
	expect(await verify(counted, { head, identity: bench.identity })).toEqual({
		ok: true,
		head,
		commits,
	});
	expect(server.requests.length - before).toBe(1);
	expect(versions).toBe(0);
});

test("what is lost or damaged here is no fault of the branch", async () => {
	const head = (await store.head()) as string;
	let reads = 0;
	const leaky: Store = {
		...store,
		objects: {
			async read(oid) {
				reads++;
				if (reads % 7 === 0) return undefined;
				if (reads % 11 === 0) throw new Error("damaged");
				const object = await store.objects?.read(oid);
				return reads % 13 === 0 && object !== undefined
					? { ...object, body: new Uint8Array(3) }
					: object;
			},
		},
	};
	expect(await verify(leaky, { head })).toEqual({ ok: true, head, commits });
	expect(reads).toBeGreaterThan(2 * commits);
});

test("what a store cannot get either is unavailable, not damage", async () => {
	const head = (await store.head()) as string;
	await store.version(head);
	server.fault = () => ({ kind: "status", status: 503 });
	await expect(verify(store, { head })).rejects.toMatchObject({
		code: "STORE_UNAVAILABLE",
	});
});
