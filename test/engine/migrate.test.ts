import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { settledLater } from "../../src/engine/foreign-settled.ts";
import { MAX_DOCUMENTS, stageMigration } from "../../src/engine/migrate.ts";
import { Engine } from "../../src/engine/perform.ts";
import { verify } from "../../src/engine/verify.ts";
import { storeReader } from "../../src/engine/verify-reader.ts";
import { BoardState } from "../../src/store/board-state.ts";
import {
	documentOf,
	FORMATS,
	type Formats,
	isDocumentPath,
	printDocument,
} from "../../src/store/formats.ts";
import { stageCommit } from "../../src/store/git/commit.ts";
import { emptyTree } from "../../src/store/git/tree.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import { taskPath } from "../../src/store/layout.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import {
	MemoryRepository,
	openMemoryStore,
} from "../../src/store/memory-store.ts";
import type {
	CommitRecord,
	Oid,
	StagedCommit,
	Store,
	Version,
} from "../../src/store/store.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { openBoard, say } from "../support/speak.ts";
import { git, stage, textAt } from "../support/staging.ts";

/** A format that never was, before the first: what is called `status` was called `state` then. */
const OLDER: Formats = {
	...FORMATS,
	steps: new Map([
		[
			0,
			(document: JsonObject) =>
				Object.fromEntries(
					Object.entries(document).map(([name, value]) => [
						name === "state" ? "status" : name,
						value,
					]),
				),
		],
	]),
};

/** A format and rules that are still to come: what a later version of Baton would bring a board to. */
const LATER: Formats = {
	format: FORMATS.format + 1,
	rules: FORMATS.rules + 1,
	steps: new Map([[FORMATS.format, (document: JsonObject) => document]]),
};

interface Running {
	readonly engine: Engine;
	readonly alarms: string[];
}

function engineOn(
	bench: Bench,
	store: Store,
	{ formats, build = "0.9.0" }: { formats?: Formats; build?: string } = {},
): Running {
	const alarms: string[] = [];
	const engine = new Engine({
		store,
		identity: bench.identity,
		nowMs: bench.nowMs,
		pause: async () => undefined,
		build,
		onDefect: (error) => {
			throw error;
		},
		onFreeze: (why) => alarms.push(why),
		formats,
	});
	return { engine, alarms };
}

/** A board of the older format in place of one of today's: its files, put back in time by one commit. */
async function makeOlder(bench: Bench, store: Store): Promise<StagedCommit> {
	const version = await store.version(await store.head());
	const files = new Map<string, Uint8Array>();
	for (const [path, , bytes] of version.tree.entries()) {
		const document = isDocumentPath(path) ? documentOf(bytes) : undefined;
		if (document === undefined) continue;
		const older = Object.entries(document).map(([name, value]) => [
			name === "status" ? "state" : name,
			name === "format" ? 0 : value,
		]);
		files.set(path, printDocument(Object.fromEntries(older) as JsonObject));
	}
	const signature = bench.identity.committer(Math.floor(bench.nowMs() / 1_000));
	const older = stageCommit(version, {
		files,
		message: "an older board\n\nBaton-Kind: op\n",
		author: signature,
		committer: signature,
	});
	expect(await store.append(version.oid, [older])).toEqual({
		kind: "accepted",
	});
	return older;
}

async function log(store: Store): Promise<readonly CommitRecord[]> {
	const head = await store.head();
	const records: CommitRecord[] = [];
	if (head !== null)
		for await (const record of store.log(head)) records.unshift(record);
	return records;
}

const subjects = async (store: Store, last: number) =>
	(await log(store))
		.slice(-last)
		.map(({ message }) => message.split("\n", 1)[0]);

/** Looks whether a commit is settled by itself, on its parent: what verification does with one that is no command. */
async function settles(
	store: Store,
	oid: Oid,
	formats?: Formats,
): Promise<boolean> {
	const [record] = await log(store).then((all) =>
		all.filter((one) => one.oid === oid),
	);
	const parent = record?.parents[0];
	if (record === undefined || parent === undefined) return false;
	const base = await store.version(parent);
	const state = new BoardState(emptyTree());
	state.moveTo(base.tree);
	const reader = storeReader(store);
	const settled = await settledLater([oid], {
		state,
		parent: await reader.record(parent),
		committer: undefined,
		reader,
		...(formats === undefined ? {} : { formats }),
	});
	return settled?.tree.rootOid === record.treeOid;
}

describe("a board of an older format", () => {
	test("is shown without a commit, and migrated by one before the first write", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["41", "42"]);
		const older = await makeOlder(bench, bench.store);
		const { engine, alarms } = engineOn(bench, bench.store, {
			formats: OLDER,
		});
		expect(
			await engine.perform([say(bench, "bob", "show", { task: "42" })]),
		).toMatchObject([{ ok: true, data: { task: { status: "ready" } } }]);
		expect(await bench.store.head()).toBe(older.oid);
		const claims = await Promise.all(
			["41", "42"].map((task) =>
				engine.perform([say(bench, "alice", "claim", { task })]),
			),
		);
		expect(claims).toMatchObject([[{ ok: true }], [{ ok: true }]]);
		expect(await subjects(bench.store, 4)).toEqual([
			"an older board",
			"migrate: format 0 to 1",
			expect.stringMatching(/^claim 41: /),
			expect.stringMatching(/^claim 42: /),
		]);
		const [, migration] = (await log(bench.store)).slice(-4);
		expect(migration?.message).toContain(
			"Baton-Kind: migrate\nBaton-From: 0\nBaton-To: 1\nBaton-Build: 0.9.0\nBaton-Now: ",
		);
		const before = await bench.store.version(
			(await log(bench.store)).at(-5)?.oid ?? null,
		);
		const after = await bench.store.version(migration?.oid ?? null);
		expect(after.tree.rootOid).toBe(before.tree.rootOid);
		expect(await settles(bench.store, migration?.oid ?? "", OLDER)).toBe(true);
		expect(alarms).toEqual([]);
	});

	test("is followed by another process of the same version, and gone on with by one that starts", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		await makeOlder(bench, bench.store);
		const [one, other] = [0, 1].map(() =>
			engineOn(bench, openMemoryStore(bench.repository), { formats: OLDER }),
		) as [Running, Running];
		await other.engine.inspect(() => undefined);
		await one.engine.perform([say(bench, "alice", "claim", { task: "42" })]);
		const note = { task: "42", input: { body: "seen" } };
		expect(
			await other.engine.perform([say(bench, "alice", "note", note)]),
		).toMatchObject([{ ok: true }]);
		const today = engineOn(bench, openMemoryStore(bench.repository));
		expect(
			await today.engine.perform([say(bench, "alice", "note", note)]),
		).toMatchObject([{ ok: true }]);
		expect([...one.alarms, ...other.alarms, ...today.alarms]).toEqual([]);
	});

	test("of many documents takes bounded commits, the board's own document last, and goes on where it broke off", async () => {
		const bench = makeBench();
		const keys = Array.from({ length: 1_050 }, (_, index) => String(index + 1));
		await openBoard(bench, {}, keys);
		await makeOlder(bench, bench.store);
		let isCut = true;
		let migrations = 0;
		const store: Store = {
			...bench.store,
			async append(base, commits) {
				const isMigration = commits[0]?.message.startsWith("migrate") === true;
				if (isMigration && ++migrations > 1 && isCut)
					throw Object.assign(new Error("gone"), {
						code: "STORE_UNAVAILABLE",
						retryAfterMs: 3_600_000,
					});
				return bench.store.append(base, commits);
			},
		};
		const claim = say(bench, "alice", "claim", { task: "42" });
		const { engine } = engineOn(bench, store, { formats: OLDER });
		await expect(engine.perform([claim])).rejects.toThrow("gone");
		const halfway = await bench.store.version(await bench.store.head());
		expect(textAt(halfway, "board.yaml")).toMatch(/^format: 0$/m);
		expect(
			[...halfway.tree.entries()].filter(
				([path, , bytes]) =>
					isDocumentPath(path) && documentOf(bytes)?.format === 1,
			),
		).toHaveLength(MAX_DOCUMENTS);

		isCut = false;
		const next = engineOn(bench, store, { formats: OLDER, build: "0.9.1" });
		expect(await next.engine.perform([claim])).toMatchObject([{ ok: true }]);
		expect(await subjects(bench.store, 3)).toEqual([
			"migrate: format 0 to 1",
			"migrate: format 0 to 1",
			expect.stringMatching(/^claim 42: /),
		]);
		const head = await bench.store.version(await bench.store.head());
		for (const [path, , bytes] of head.tree.entries())
			if (isDocumentPath(path)) expect(documentOf(bytes)?.format).toBe(1);
		for (const { oid } of (await log(bench.store)).slice(-3, -1))
			expect(await settles(bench.store, oid, OLDER)).toBe(true);
	}, 60_000);

	test("keeps what cannot be read and what is nobody's, to the byte", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["41", "42"]);
		const older = await makeOlder(bench, bench.store);
		const odd = new Map(
			Object.entries({
				[taskPath("41", "task")]: "<<<<<<< HEAD\nformat: 0\n",
				"mine.yaml": "format: 0\nstate: mine\n",
				"agents/one.yaml": "format: 0\nstate: idle\n",
			}).map(([path, text]) => [path, new TextEncoder().encode(text)]),
		);
		const signature = bench.identity.committer(
			Math.floor(bench.nowMs() / 1_000),
		);
		const spoiled = stageCommit(older, {
			files: odd,
			message: "spoiled\n\nBaton-Kind: op\n",
			author: signature,
			committer: signature,
		});
		await bench.store.append(older.oid, [spoiled]);
		const { engine } = engineOn(bench, bench.store, { formats: OLDER });
		expect(
			await engine.perform([say(bench, "alice", "claim", { task: "42" })]),
		).toMatchObject([{ ok: true }]);
		const head = await bench.store.version(await bench.store.head());
		expect(textAt(head, taskPath("41", "task"))).toContain("<<<<<<<");
		expect(textAt(head, "mine.yaml")).toBe("format: 0\nstate: mine\n");
		expect(textAt(head, "agents/one.yaml")).toBe("format: 1\nstatus: idle\n");
	});

	test("is not migrated by a commit that rewrites anything else", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		await makeOlder(bench, bench.store);
		const { engine } = engineOn(bench, bench.store, { formats: OLDER });
		await engine.perform([say(bench, "alice", "claim", { task: "42" })]);
		const [migration] = (await log(bench.store)).slice(-2);
		if (migration === undefined) throw new Error("no migration");
		const base = await bench.store.version(migration.parents[0] ?? null);
		const good = await bench.store.version(migration.oid);
		const forged = stageCommit(base, {
			files: new Map(
				[...good.tree.entries()].map(([path, , bytes]) => [
					path,
					path === taskPath("42", "task")
						? new TextEncoder().encode(
								textAt(good, path)?.replace("normal", "urgent"),
							)
						: bytes,
				]),
			),
			message: migration.message,
			author: migration.author,
			committer: migration.committer,
		});
		const repository = new MemoryRepository();
		for (const [oid, object] of bench.repository.objects)
			repository.objects.set(oid, object);
		repository.head = base.oid;
		const store = openMemoryStore(repository);
		await store.append(base.oid, [forged]);
		expect(await settles(store, forged.oid, OLDER)).toBe(false);
		repository.head = migration.oid;
		expect(await settles(store, migration.oid, OLDER)).toBe(true);
	});
});

/** One board in a place of each kind. */
interface Place {
	readonly bench: Bench;
	readonly open: () => Promise<Store>;
}

let directory: string;
let server: GitServer;

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "baton-migrate-"));
	server = await startGitServer();
});

afterAll(async () => {
	await server.close();
	await rm(directory, { recursive: true, force: true });
});

let places = 0;

async function makePlace(kind: "memory" | "local" | "http"): Promise<Place> {
	const bench = makeBench();
	const name = `place-${++places}`;
	const branch = "baton/board";
	let caches = 0;
	const openers: Record<typeof kind, () => Promise<Store>> = {
		memory: async () => openMemoryStore(bench.repository),
		local: () => openLocalStore({ dir: join(directory, name), branch }),
		http: () =>
			openHttpStore({
				url: server.url(name),
				branch,
				cacheDir: join(directory, `${name}-${++caches}`),
			}),
	};
	if (kind === "local") await git(directory, "init", "--quiet", "--bare", name);
	if (kind === "http") await server.create(name);
	const store = await openers[kind]();
	const { engine } = engineOn(bench, store);
	await openBoard({ ...bench, engine }, {}, ["41", "42"]);
	return { bench, open: openers[kind] };
}

/** What a later version does to a board: the migration itself, or an upgrade, or either by hand with nothing said. */
const OUTGROWN: readonly (readonly [
	name: string,
	grow: (place: Place, store: Store) => Promise<void>,
	needed: string,
])[] = [
	[
		"a migration",
		async ({ bench }, store) => {
			const base = await store.version(await store.head());
			const now = new Date(bench.nowMs()).toISOString();
			const chain = [
				...stageMigration(base, {
					formats: LATER,
					said: { build: "0.9.0", now },
					committer: bench.identity.committer,
				}),
			];
			// The later version goes on after that.
			const last = chain.at(-1) as StagedCommit;
			const file = { [taskPath("41", "brief")]: "# Task 41\n\nLater\n" };
			const op = "later\n\nBaton-Kind: op\n";
			expect(
				await store.append(base.oid, [...chain, stage(last, file, op)]),
			).toEqual({ kind: "accepted" });
		},
		"Baton 0.9.0 is needed",
	],
	[
		"an upgrade",
		async ({ bench }, store) => {
			const { engine } = engineOn(bench, store, {
				formats: { ...FORMATS, rules: 2 },
			});
			const [answer] = await engine.perform([
				say(bench, "maintainer", "upgrade", { role: "maintain" }),
			]);
			expect(answer).toMatchObject({ ok: true, verb: "upgrade" });
		},
		"Baton 0.9.0 is needed",
	],
	[
		"board.yaml by hand",
		(place, store) => byHand(place, store, "board.yaml", "format: 2"),
		"a newer version of Baton is needed",
	],
	[
		"rules by hand",
		(place, store) => byHand(place, store, "board.yaml", "rules: 2"),
		"its rules 2 are newer than this version's 1",
	],
	[
		"one task's state",
		(place, store) => byHand(place, store, taskPath("42", "task"), "format: 2"),
		"a newer version of Baton is needed",
	],
	[
		"one task's baton",
		(place, store) =>
			byHand(place, store, taskPath("42", "baton"), "format: 2"),
		"a newer version of Baton is needed",
	],
];

async function byHand(
	{ bench }: Place,
	store: Store,
	path: string,
	line: string,
): Promise<void> {
	const version: Version = await store.version(await store.head());
	const [name] = line.split(" ");
	const text = textAt(version, path)?.replace(
		new RegExp(`^${name} .*$`, "m"),
		line,
	);
	const who = { name: "alice", email: "alice@example.com" };
	const signature = { ...who, at: Math.floor(bench.nowMs() / 1_000) };
	const commit = stageCommit(version, {
		files: new Map([[path, new TextEncoder().encode(text)]]),
		message: "by hand\n",
		author: signature,
		committer: signature,
	});
	expect(await store.append(version.oid, [commit])).toEqual({
		kind: "accepted",
	});
}

describe.each(["memory", "local", "http"] as const)(
	"a board that a newer version wrote, on a %s store:",
	(kind) => {
		test.each(OUTGROWN)(
			"after %s it is read-only, for a process that runs and for one that starts",
			async (name, grow, needed) => {
				const place = await makePlace(kind);
				const { bench } = place;
				const running = engineOn(bench, await place.open());
				await running.engine.inspect(() => undefined);
				const writer = await place.open();
				await grow(place, writer);
				const before = await writer.head();
				const starting = engineOn(bench, await place.open());
				// A baton alone is looked at when it is asked for: whoever starts on it reads the rest.
				const all =
					name === "one task's baton" ? [running] : [running, starting];
				for (const { engine, alarms } of all) {
					await expect(
						engine.perform([say(bench, "alice", "claim", { task: "41" })]),
					).rejects.toMatchObject({
						code: "STORE_UNAVAILABLE",
						message: expect.stringMatching(/frozen.*needed to write/),
					});
					expect(alarms).toEqual([expect.stringContaining(needed)]);
					for (const task of ["41", "42"])
						expect(
							await engine.perform([say(bench, "bob", "show", { task })]),
						).toMatchObject([
							{ ok: true, data: { task: { status: "ready" } } },
						]);
					expect(
						await engine.perform([
							say(bench, "guest", "doctor", { role: "read" }),
						]),
					).toMatchObject([
						{
							data: {
								healthy: false,
								frozen: { kind: "newer" },
								said: expect.stringContaining(needed),
							},
						},
					]);
					if (!name.startsWith("a")) continue;
					expect(
						await engine.perform([
							say(bench, "maintainer", "recover", {
								role: "admin",
								input: { to: "acknowledged" },
							}),
						]),
					).toMatchObject([
						{
							ok: false,
							code: "VALIDATION",
							hint: expect.stringContaining("Update Baton"),
						},
					]);
				}
				expect(await writer.head()).toBe(before);
				for (const { engine } of [running, starting]) await engine.close();
			},
		);
	},
);

describe("upgrade", () => {
	test("is refused while there are no newer rules, and to whoever may not", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const before = await bench.store.head();
		const asks = (who: string, role: "write" | "maintain") =>
			bench.engine.perform([say(bench, who, "upgrade", { role })]);
		expect(await asks("maintainer", "maintain")).toMatchObject([
			{ ok: false, code: "VALIDATION", data: { rules: 1 } },
		]);
		expect(await asks("alice", "write")).toMatchObject([
			{ ok: false, code: "FORBIDDEN" },
		]);
		expect(await bench.store.head()).toBe(before);
	});

	test("is one commit that says who asked, from what to what; taking it again gives the same, anything else does not settle", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const rules = { ...FORMATS, rules: 2 };
		const { engine } = engineOn(bench, bench.store, { formats: rules });
		const opId = "c77:1";
		const [answer] = await engine.perform([
			say(bench, "maintainer", "upgrade", { role: "maintain", opId }),
		]);
		const head = await bench.store.version(await bench.store.head());
		expect(answer).toMatchObject({ ok: true, commit: head.oid });
		expect(documentOf(head.tree.get("board.yaml"))).toMatchObject({
			rules: 2,
			inbox: { seen: [opId] },
		});
		const record = (await log(bench.store)).at(-1);
		expect(record?.message).toContain("Baton-Kind: upgrade\nBaton-Op: upgrade");
		expect(record?.message).toContain("Baton-Actor: maintainer (1)");
		expect(record?.message).toContain("Baton-From: 1\nBaton-To: 2\n");
		const oid = record?.oid ?? "";
		expect(await settles(bench.store, oid, rules)).toBe(true);
		expect(await settles(bench.store, oid)).toBe(false);
		expect(await verify(bench.store)).toMatchObject({
			ok: false,
			commit: oid,
			reason: expect.stringContaining('"upgrade" by Baton "0.9.0"'),
		});
	});

	test("by somebody who may not settles nothing", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const rules = { ...FORMATS, rules: 2 };
		const { engine } = engineOn(bench, bench.store, { formats: rules });
		await engine.perform([
			say(bench, "maintainer", "upgrade", { role: "maintain" }),
		]);
		const record = (await log(bench.store)).at(-1);
		const base = await bench.store.version(record?.parents[0] ?? null);
		const head = await bench.store.version(record?.oid ?? null);
		if (record === undefined) throw new Error("no upgrade");
		const forged = stageCommit(base, {
			files: new Map([
				["board.yaml", head.tree.get("board.yaml") ?? new Uint8Array()],
			]),
			message: record.message.replace("Role: maintain", "Role: write"),
			author: record.author,
			committer: record.committer,
		});
		bench.repository.head = base.oid;
		await bench.store.append(base.oid, [forged]);
		expect(await settles(bench.store, forged.oid, rules)).toBe(false);
	});
});
