import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../../src/engine/answer.ts";
import { githubIdentity } from "../../src/engine/identity.ts";
import { Engine } from "../../src/engine/perform.ts";
import type { Saying } from "../../src/engine/saying.ts";
import { verify } from "../../src/engine/verify.ts";
import { emptyTree } from "../../src/store/git/tree.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import {
	MemoryRepository,
	openMemoryStore,
} from "../../src/store/memory-store.ts";
import type { Store, Version } from "../../src/store/store.ts";
import { StoreUnavailable } from "../../src/store/store-unavailable.ts";
import { APP, makeBench } from "../support/bench.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { openBoard, say } from "../support/speak.ts";
import { git, stage, textAt } from "../support/staging.ts";
import {
	type FaultyProxy,
	type ProxyFault,
	startFaultyProxy,
} from "./faulty-proxy.ts";

const BRANCH = "baton/board";
const NOTHING: Version = { oid: null, tree: emptyTree() };
/** How long a store waits that is to run into a timeout; an answer that trickles may take twenty times as long. */
const HASTY_MS = 100;

let directory: string;
let server: GitServer;
let proxy: FaultyProxy;
let places = 0;

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "baton-faults-"));
	server = await startGitServer();
	proxy = await startFaultyProxy(new URL(server.url("x")).origin);
});

afterAll(async () => {
	await proxy.close();
	await server.close();
	await rm(directory, { recursive: true, force: true });
});

/** Lets exactly the next request to this service come to grief. */
function failNext(service: string, fault: ProxyFault): void {
	proxy.fault = (path) => {
		if (!path.endsWith(service)) return undefined;
		proxy.fault = undefined;
		return fault;
	};
}

const NEVER_WHOLE: readonly (readonly [string, ProxyFault])[] = [
	["never begins", { kind: "silent" }],
	["begins and stalls before its first byte", { kind: "stall", bytes: 0 }],
	["stalls in the middle", { kind: "stall", bytes: 30 }],
	["trickles for ever", { kind: "trickle" }],
	["is lost with its request", { kind: "lost" }],
	...[500, 502, 503, 504, 429, 403].map(
		(status) => [`is a ${status}`, { kind: "status", status }] as const,
	),
	...[0, 1, 4, 9, 21, 40].flatMap(
		(bytes) =>
			[
				[`breaks off after ${bytes} bytes`, { kind: "cut", bytes }],
				[`ends after ${bytes} bytes`, { kind: "short", bytes }],
			] as const,
	),
];

describe("an answer of a remote that", () => {
	test.each(NEVER_WHOLE)(
		"%s is none, whatever was asked, and the same asked again is answered",
		async (_, fault) => {
			const name = `remote-${++places}`;
			const gitdir = await server.create(name);
			const open = (timeoutMs?: number) =>
				openHttpStore({
					url: `${proxy.url}/${name}.git`,
					branch: BRANCH,
					cacheDir: join(directory, `cache-${++places}`),
					timeoutMs,
				});
			const patient = await open();
			const root = stage(NOTHING, { a: "1", b: "x".repeat(5_000) });
			await patient.append(null, [root]);

			const hasty = await open(HASTY_MS);
			failNext("git-upload-pack", fault);
			await rightOrNone(hasty.head(), root.oid);
			proxy.fault = undefined;
			expect(await patient.head()).toBe(root.oid);

			failNext("git-upload-pack", fault);
			const asked = hasty.version(root.oid).then(({ tree }) => tree.rootOid);
			await rightOrNone(asked, root.tree.rootOid);
			proxy.fault = undefined;
			const found = await untilAnswered(() => hasty.version(root.oid));
			expect(textAt(found, "a")).toBe("1");

			const next = stage(root, { a: "2" });
			failNext("git-receive-pack", fault);
			const isSlow = ["silent", "stall", "trickle"].includes(fault.kind);
			const writer = isSlow ? hasty : patient;
			await expect(writer.append(root.oid, [next])).rejects.toMatchObject({
				code: "STORE_UNAVAILABLE",
			});
			proxy.fault = undefined;
			// It took effect or it did not, and may do so late: the branch tells, and either can be gone on from.
			const isKept = fault.kind === "cut" || fault.kind === "short";
			if (isKept) expect(await patient.head()).toBe(next.oid);
			const result = await untilAnswered(async () => {
				const on = (await patient.head()) === next.oid ? next : root;
				const last = stage(on, { a: "3" });
				const { kind } = await patient.append(on.oid, [last]);
				if (kind === "moved") throw new Error("it came late");
				return kind;
			});
			expect(result).toBe("accepted");
			expect(await git(gitdir, "show", `${BRANCH}:a`)).toBe("3");
			await git(gitdir, "fsck", "--strict", "--no-dangling");
			await hasty.close();
			await patient.close();
		},
		30_000,
	);
});

/** Tries again what may fail for want of time alone. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
	for (let attempt = 1; ; attempt++)
		try {
			return await ask();
		} catch (error) {
			if (attempt === 20) throw error;
		}
}

/** What is asked for, or nothing; never anything else. Reading may be tried again without being asked. */
async function rightOrNone<T>(asked: Promise<T>, right: T): Promise<void> {
	try {
		expect(await asked).toBe(right);
	} catch (error) {
		expect(error).toMatchObject({ code: "STORE_UNAVAILABLE" });
	}
}

/** A store of which one call in four fails, before or after an append or in what it reads: by chance, the same for a seed. */
function unreliable(inner: Store, seed: number): Store {
	let state = seed;
	const strike = (what: string) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		if (state >>> 30 === 0)
			throw new StoreUnavailable(`${what}: the line went dead`);
	};
	return {
		...inner,
		async head() {
			strike("head");
			return inner.head();
		},
		async version(oid) {
			strike("version");
			return inner.version(oid);
		},
		async append(base, commits) {
			strike("before");
			const result = await inner.append(base, commits);
			strike("after");
			return result;
		},
		async *log(from) {
			strike("log");
			yield* inner.log(from);
		},
	};
}

interface Grief {
	readonly sound: () => Promise<Store>;
	readonly troubled: (index: number) => Promise<Store>;
	/** The repository, where git can open it. */
	readonly gitdir?: string;
	readonly endTrouble: () => void;
}

const GRIEF: Record<"memory" | "local" | "http", () => Promise<Grief>> = {
	memory: async () => {
		const repository = new MemoryRepository();
		const sound = async () => openMemoryStore(repository);
		return {
			sound,
			troubled: async (index) => unreliable(await sound(), 1 + index),
			endTrouble: () => undefined,
		};
	},
	local: async () => {
		const gitdir = join(directory, `local-${++places}`);
		await git(directory, "init", "--quiet", "--bare", gitdir);
		const sound = () => openLocalStore({ dir: gitdir, branch: BRANCH });
		return {
			sound,
			gitdir,
			troubled: async (index) => unreliable(await sound(), 1 + index),
			endTrouble: () => undefined,
		};
	},
	http: async () => {
		const name = `grief-${++places}`;
		const gitdir = await server.create(name);
		const faults = NEVER_WHOLE.map(([, fault]) => fault).filter(
			({ kind }) => kind !== "trickle",
		);
		let requests = 0;
		proxy.fault = () =>
			++requests % 4 === 0 ? faults[(requests / 4) % faults.length] : undefined;
		const open = (url: string) =>
			openHttpStore({
				url: `${url}/${name}.git`,
				branch: BRANCH,
				cacheDir: join(directory, `cache-${++places}`),
				timeoutMs: 1_000,
			});
		return {
			sound: () => open(new URL(server.url(name)).origin),
			gitdir,
			troubled: () => open(proxy.url),
			endTrouble: () => {
				proxy.fault = undefined;
			},
		};
	},
};

/** Says it again, as every door does, until somebody answers. */
async function insist(
	engine: Engine,
	saying: Saying,
): Promise<readonly Answer[]> {
	let problem: unknown;
	for (let attempt = 0; attempt < 40; attempt++)
		try {
			return await engine.perform([saying]);
		} catch (error) {
			expect(error).toMatchObject({ code: "STORE_UNAVAILABLE" });
			problem = error;
		}
	throw new Error("nobody ever answered", { cause: problem });
}

describe.each(["memory", "local", "http"] as const)(
	"on a %s store of which every fourth call fails",
	(kind) => {
		test.each([2, 3])(
			"%i writers have each command take effect exactly once, and the log replays",
			async (writers) => {
				const { sound, troubled, gitdir, endTrouble } = await GRIEF[kind]();
				const bench = makeBench();
				const engineOn = (store: Store) =>
					new Engine({
						store,
						identity: githubIdentity(APP),
						nowMs: bench.nowMs,
						pause: async () => undefined,
						build: "test",
						onDefect: (error) => {
							throw error;
						},
					});
				const store = await sound();
				await openBoard({ ...bench, engine: engineOn(store) }, {}, ["42"]);
				const stores = await Promise.all(
					Array.from({ length: writers }, (_, index) => troubled(index)),
				);
				const engines = stores.map(engineOn);
				const bodies = Array.from(
					{ length: 12 },
					(_, index) => `note ${index}`,
				);
				const sayings = bodies.map((body) =>
					say(bench, "alice", "note", { task: "42", input: { body } }),
				);
				// Everybody hears everything, as replicas do, each beginning elsewhere.
				const answers = await Promise.all(
					engines.map(async (engine, writer) => {
						const told: Answer[] = [];
						const first = writer * 5;
						const order = [...sayings.slice(first), ...sayings.slice(0, first)];
						for (const saying of order)
							told.push(...(await insist(engine, saying)));
						return told;
					}),
				);
				endTrouble();
				for (const answer of answers.flat())
					expect(answer).toMatchObject({ ok: true });
				const notes = await engineOn(store).inspect((board) =>
					board.context("42").notes.map(({ body }) => body),
				);
				expect([...notes].sort()).toEqual([...bodies].sort());
				const head = (await store.head()) ?? "";
				const commits = new Set<string>();
				for await (const { oid } of store.log(head)) commits.add(oid);
				for (const answer of answers.flat())
					if (answer.ok && answer.commit !== undefined)
						expect(commits).toContain(answer.commit);
				expect(
					await verify(store, { identity: githubIdentity(APP) }),
				).toMatchObject({ ok: true, commits: 2 + bodies.length });
				if (gitdir !== undefined)
					await git(gitdir, "fsck", "--strict", "--no-dangling");
				for (const one of stores) await one.close();
			},
			60_000,
		);
	},
);

test("three thousand commits in batches leave a repository that git fsck --strict finds sound", async () => {
	const dir = join(directory, "long");
	await git(directory, "init", "--quiet", "--bare", dir);
	const store = await openLocalStore({ dir, branch: BRANCH });
	let tip: Version = NOTHING;
	for (let batch = 0; batch < 60; batch++) {
		const base = tip.oid;
		const chain = Array.from({ length: 50 }, (_, index) => {
			const number = batch * 50 + index;
			const next = stage(tip, {
				[`tasks/${number % 97}/task.yaml`]: `version: ${number}\n`,
			});
			tip = next;
			return next;
		});
		expect(await store.append(base, chain)).toEqual({ kind: "accepted" });
	}
	await store.close();
	await git(dir, "fsck", "--full", "--strict");
	expect((await git(dir, "rev-list", "--count", BRANCH)).trim()).toBe("3000");
}, 60_000);
