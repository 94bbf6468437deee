import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type GitObject, makeObject } from "../../src/store/git/object.ts";
import { writeIndexedPack, writePack } from "../../src/store/git/pack.ts";
import { packInMemory } from "../../src/store/git/pack-file.ts";
import {
	indexPack,
	openIndex,
	printIndex,
} from "../../src/store/git/pack-index.ts";
import { bytes, git, gitWith } from "../support/staging.ts";

describe("writePack", () => {
	it("is read back to the byte, each object once", () => {
		fc.assert(
			fc.property(
				fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 30 }),
				(bodies) => {
					const objects = bodies.map((body) => makeObject("blob", body));
					const pack = packInMemory(writePack([...objects, ...objects]));
					expect([...pack.oids()]).toEqual(
						[...new Set(objects.map(({ oid }) => oid))].sort(),
					);
					for (const { oid, body } of objects)
						expect(
							Buffer.compare(pack.read(oid)?.body ?? Buffer.alloc(1), body),
						).toBe(0);
				},
			),
			{ numRuns: 100 },
		);
	});

	it.each([0, 15, 16, 2_047, 2_048, 16_383, 16_384, 5_000_000])(
		"keeps an object of %i bytes",
		(size) => {
			const object = makeObject("blob", Buffer.alloc(size, "abc"));
			const read = packInMemory(writePack([object])).read(object.oid);
			expect(read?.type).toBe("blob");
			expect(Buffer.compare(read?.body ?? Buffer.alloc(0), object.body)).toBe(
				0,
			);
		},
	);
});

describe("the index of a pack", () => {
	it("is the same whether it is written with the pack or made from it", () => {
		fc.assert(
			fc.property(
				fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 300 }),
				(bodies) => {
					const objects = bodies.map((body) => makeObject("blob", body));
					const { pack, idx } = writeIndexedPack([...objects, ...objects]);
					expect(pack.equals(writePack(objects))).toBe(true);
					expect(idx.equals(indexPack(pack))).toBe(true);
				},
			),
			{ numRuns: 50 },
		);
	});

	it("finds names that start alike, and keeps one entry of each name", () => {
		const starts = ["00000000", "00000000", "7fffffff", "ffffffff"];
		const oids = Array.from({ length: 400 }, (_, number) => {
			const tail = ((number * 7_919) % 200).toString(16).padStart(32, "0");
			return `${starts[number % 4]}${tail}`;
		});
		const pack = Buffer.alloc(12 + oids.length + 20);
		const idx = printIndex({
			pack,
			starts: Uint32Array.from({ length: oids.length + 1 }, (_, at) => 12 + at),
			names: Buffer.from(oids.join(""), "hex"),
		});
		const index = openIndex(idx, pack.length);
		expect([...index.oids()]).toEqual([...new Set(oids)].sort());
		for (const oid of new Set(oids))
			expect(index.offsetOf(oid)).toBe(12 + oids.indexOf(oid));
	});
});

describe("a pack", () => {
	let directory: string;
	beforeEach(async () => {
		directory = await mkdtemp(join(tmpdir(), "baton-pack-"));
		await git(directory, "init", "--quiet");
	});
	afterEach(() => rm(directory, { recursive: true, force: true }));

	async function deltifiedByGit(
		...flags: string[]
	): Promise<{ pack: Buffer; idx: Buffer; objects: GitObject[] }> {
		const objects: GitObject[] = [];
		for (let number = 0; number < 60; number++) {
			const text = Array.from(
				{ length: 400 },
				(_, line) =>
					`line ${line} ${line % 60 === number ? "changed" : "same"}`,
			).join("\n");
			objects.push(makeObject("blob", bytes(text)));
			await gitWith(directory, text, "hash-object", "-w", "--stdin");
		}
		const oids = objects.map(({ oid }) => `${oid}\n`).join("");
		const name = (
			await gitWith(
				directory,
				oids,
				"pack-objects",
				"--quiet",
				...flags,
				join(directory, "made"),
			)
		).trim();
		const read = (suffix: string) =>
			readFile(join(directory, `made-${name}.${suffix}`));
		return { pack: await read("pack"), idx: await read("idx"), objects };
	}

	it.each([[["--delta-base-offset"]], [[]]])(
		"of deltas that git made (%j) gives every object",
		async (flags) => {
			const { pack, idx, objects } = await deltifiedByGit(...flags);
			expect(pack.length).toBeLessThan(20_000);
			for (const opened of [packInMemory(pack, idx), packInMemory(pack)]) {
				for (const { oid, body } of objects)
					expect(
						Buffer.compare(opened.read(oid)?.body ?? Buffer.alloc(0), body),
					).toBe(0);
				expect(opened.read("0".repeat(40))).toBeUndefined();
			}
		},
	);

	it("gets the very index from us that git makes", async () => {
		const { pack, idx } = await deltifiedByGit("--delta-base-offset");
		expect(indexPack(pack).equals(idx)).toBe(true);
		const own = writePack(
			["a", "b", "c"].map((text) => makeObject("blob", bytes(text))),
		);
		await writeFile(join(directory, "own.pack"), own);
		await git(directory, "index-pack", "--strict", "own.pack");
		expect(
			indexPack(own).equals(await readFile(join(directory, "own.idx"))),
		).toBe(true);
		expect(await readdir(directory)).toContain("own.idx");
	});

	it("is refused when any of its bytes is wrong or missing", async () => {
		const { pack } = await deltifiedByGit();
		fc.assert(
			fc.property(
				fc.nat({ max: pack.length - 1 }),
				fc.integer({ min: 1, max: 255 }),
				(at, bits) => {
					const damaged = Buffer.from(pack);
					damaged[at] = (damaged[at] ?? 0) ^ bits;
					expect(() => indexPack(damaged)).toThrow();
				},
			),
			{ numRuns: 200 },
		);
		expect(() => indexPack(pack.subarray(0, pack.length - 1))).toThrow();
		expect(() => indexPack(Buffer.alloc(0))).toThrow();
	});

	it("whose bytes changed after it was indexed never gives a wrong object", async () => {
		const { pack, idx, objects } = await deltifiedByGit("--delta-base-offset");
		fc.assert(
			fc.property(
				fc.integer({ min: 12, max: pack.length - 21 }),
				fc.integer({ min: 1, max: 255 }),
				(at, bits) => {
					const damaged = Buffer.from(pack);
					damaged[at] = (damaged[at] ?? 0) ^ bits;
					const opened = packInMemory(damaged, idx);
					for (const { oid, body } of objects) {
						let read: Uint8Array;
						try {
							read = opened.read(oid)?.body ?? Buffer.alloc(0);
						} catch {
							continue;
						}
						expect(Buffer.compare(read, body)).toBe(0);
					}
				},
			),
			{ numRuns: 30 },
		);
	});

	it("whose index points to the wrong places never gives a wrong object", async () => {
		const { pack, idx, objects } = await deltifiedByGit("--delta-base-offset");
		const offsetsAt = 8 + 1_024 + objects.length * 24;
		const crossed = Buffer.from(idx);
		const [first, second] = [
			idx.readUInt32BE(offsetsAt),
			idx.readUInt32BE(offsetsAt + 4),
		];
		crossed.writeUInt32BE(second, offsetsAt);
		crossed.writeUInt32BE(first, offsetsAt + 4);
		const opened = packInMemory(pack, crossed);
		const sorted = objects.map(({ oid }) => oid).sort();
		for (const oid of sorted.slice(0, 2))
			expect(() => opened.read(oid)).toThrow("is damaged");
		for (const oid of sorted.slice(2)) expect(opened.read(oid)?.oid).toBe(oid);
	});
});
