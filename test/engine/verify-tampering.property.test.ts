import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { verify } from "../../src/engine/verify.ts";
import { parseCommit } from "../../src/store/git/commit.ts";
import {
	type GitObject,
	makeObject,
	type ObjectType,
	parseTree,
	TREE_MODE,
} from "../../src/store/git/object.ts";
import {
	MemoryRepository,
	openMemoryStore,
} from "../../src/store/memory-store.ts";
import type { Oid } from "../../src/store/store.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

let bench: Bench;
/** The log, oldest first, and for every object the first commit that has it. */
let commits: readonly Oid[];
let broughtBy: ReadonlyMap<Oid, Oid>;

beforeAll(async () => {
	bench = makeBench();
	await openBoard(bench, {}, ["41", "42"]);
	for (const [verb, input] of [
		["claim", {}],
		["note", { body: "x".repeat(7_900) }],
		["patch", { patch: { current_state: ["begun"], constraints: ["none"] } }],
		["artifact", { kind: "file", ref: "src/x.ts" }],
		["done", { deliverable: "it works" }],
	] as const) {
		bench.advance(1_000);
		const [answer] = await bench.engine.perform([
			say(bench, "alice", verb, { task: "42", input }),
		]);
		expect(answer).toMatchObject({ ok: true });
	}
	const newestFirst: Oid[] = [];
	const head = (await bench.store.head()) as Oid;
	for await (const { oid } of bench.store.log(head)) newestFirst.push(oid);
	commits = newestFirst.reverse();
	broughtBy = firstCommits();
});

/** Worked out from the bytes alone, by other means than verification's. */
function firstCommits(): ReadonlyMap<Oid, Oid> {
	const first = new Map<Oid, Oid>();
	for (const commit of commits) {
		const waiting = [commit, parseCommit(objectAt(commit)).treeOid];
		for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
			if (first.has(oid)) continue;
			first.set(oid, commit);
			const { type, body } = objectAt(oid);
			if (type !== "tree") continue;
			for (const entry of parseTree(body) ?? []) waiting.push(entry.oid);
		}
	}
	return first;
}

function objectAt(oid: Oid): GitObject {
	return bench.repository.objects.get(oid) as GitObject;
}

function flipped(body: Uint8Array, at: number, bit: number): Buffer {
	const bytes = Buffer.from(body);
	const place = at % bytes.length;
	bytes[place] = (bytes[place] as number) ^ (1 << bit);
	return bytes;
}

function copy(): MemoryRepository {
	const repository = new MemoryRepository();
	for (const [oid, object] of bench.repository.objects)
		repository.objects.set(oid, object);
	repository.head = bench.repository.head;
	return repository;
}

function verified(repository: MemoryRepository) {
	const { identity } = bench;
	const store = openMemoryStore(repository);
	return verify(store, { identity, objects: repository });
}

const place = fc.nat({ max: 1_000_000 });
const bit = fc.nat({ max: 7 });

test("untouched, it holds", async () => {
	expect(await verified(copy())).toMatchObject({ ok: true, commits: 8 });
	expect(broughtBy.size).toBe(bench.repository.objects.size);
});

test("one bit that rots in any object is named at the commit that brought the object", async () => {
	await fc.assert(
		fc.asyncProperty(place, place, bit, async (which, at, flip) => {
			const oids = [...broughtBy.keys()];
			const oid = oids[which % oids.length] as Oid;
			const repository = copy();
			const { type, body } = objectAt(oid);
			repository.objects.set(oid, { oid, type, body: flipped(body, at, flip) });
			expect(await verified(repository)).toMatchObject({
				ok: false,
				commit: broughtBy.get(oid),
				reason: expect.stringContaining(oid),
			});
		}),
		{ numRuns: 300 },
	);
});

test("an object that is gone is named at the commit that brought it", async () => {
	for (const [oid, commit] of broughtBy) {
		const repository = copy();
		repository.objects.delete(oid);
		expect(await verified(repository)).toMatchObject({ ok: false, commit });
	}
});

/** Writes the log anew with one commit replaced, as somebody would who wants no object to be damaged. */
function forge(which: number, replace: (commit: GitObject) => Buffer) {
	const repository = copy();
	const put = (type: ObjectType, body: Uint8Array) => {
		const object = makeObject(type, body);
		repository.objects.set(object.oid, object);
		return object.oid;
	};
	const forged = put("commit", replace(objectAt(commits[which] as Oid)));
	let [before, after] = [commits[which] as Oid, forged];
	for (const oid of commits.slice(which + 1)) {
		const text = Buffer.from(objectAt(oid).body).toString("latin1");
		const next = put(
			"commit",
			Buffer.from(text.replace(before, after), "latin1"),
		);
		[before, after] = [oid, next];
	}
	repository.head = after;
	return { repository, forged };
}

// The app's own first command names an op id and an agent that no file repeats: with others it is another log, as sound as
// this one. Only whoever knows the head it had can tell the two apart.
test("one bit changed in any message of a person, and all written anew behind it, is named there", async () => {
	await fc.assert(
		fc.asyncProperty(place, place, bit, async (where, at, flip) => {
			const which = 1 + (where % (commits.length - 1));
			const { repository, forged } = forge(which, ({ body }) => {
				const bytes = Buffer.from(body);
				const start = bytes.indexOf("\n\n") + 2;
				return Buffer.concat([
					bytes.subarray(0, start),
					flipped(bytes.subarray(start), at, flip),
				]);
			});
			const found = await verified(repository);
			expect(found).toMatchObject({ ok: false, commit: forged });
			expect(found.commits).toBe(which);
		}),
		{ numRuns: 300 },
	);
});

test("one bit changed in any file, and all written anew above and behind it, is named there", async () => {
	await fc.assert(
		fc.asyncProperty(place, place, bit, async (where, at, flip) => {
			const which = where % commits.length;
			const commit = commits[which] as Oid;
			const fresh: GitObject[] = [];
			const put = (type: ObjectType, body: Uint8Array) => {
				const object = makeObject(type, body);
				fresh.push(object);
				return object.oid;
			};
			const rewrite = (tree: Oid): Oid => {
				const { body } = objectAt(tree);
				const bytes = Buffer.from(body);
				const entries = (parseTree(body) ?? []).filter(
					({ oid }) => broughtBy.get(oid) === commit,
				);
				const entry = entries[at % Math.max(1, entries.length)];
				if (entry === undefined) return tree;
				const changed =
					entry.mode === TREE_MODE
						? rewrite(entry.oid)
						: put("blob", flipped(objectAt(entry.oid).body, at, flip));
				bytes.write(changed, entry.oidAt, 20, "hex");
				return put("tree", bytes);
			};
			const { treeOid } = parseCommit(objectAt(commit));
			const { repository, forged } = forge(which, ({ body }) =>
				Buffer.from(
					Buffer.from(body)
						.toString("latin1")
						.replace(treeOid, rewrite(treeOid)),
					"latin1",
				),
			);
			for (const object of fresh) repository.objects.set(object.oid, object);
			expect(await verified(repository)).toMatchObject({
				ok: false,
				commit: forged,
				commits: which,
			});
		}),
		{ numRuns: 150 },
	);
});
