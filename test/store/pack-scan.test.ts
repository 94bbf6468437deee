import { createHash } from "node:crypto";

import { describe, expect, it } from "vitest";

import { makeObject } from "../../src/store/git/object.ts";
import { writePack } from "../../src/store/git/pack.ts";
import { scanPack, scanPackInTurns } from "../../src/store/git/pack-scan.ts";
import { recentObjects } from "../../src/store/git/recent-objects.ts";
import { slab } from "../../src/store/git/slab.ts";

const bytesOf = (text: string) => Buffer.from(text);

/** The pack with another number of objects in its header, and a checksum that fits. */
function claiming(pack: Buffer, count: number): Buffer {
	const body = Buffer.from(pack.subarray(0, -20));
	body.writeUInt32BE(count, 8);
	return Buffer.concat([body, createHash("sha1").update(body).digest()]);
}

describe("scanning a pack", () => {
	const objects = Array.from({ length: 1_200 }, (_, number) =>
		makeObject("blob", bytesOf(`document ${number}`)),
	);
	const pack = writePack(objects);

	it("gives every object in the pack's order, however it is driven", async () => {
		for (const scan of [scanPack(pack), await scanPackInTurns(pack)]) {
			for (const [entry, { oid, body }] of objects.entries()) {
				expect(scan.objectAt(entry).body.equals(body)).toBe(true);
				expect(scan.names.toString("hex", entry * 20, entry * 20 + 20)).toBe(
					oid,
				);
			}
			expect(scan.starts.at(-1)).toBe(pack.length - 20);
		}
	});

	it("lets others have a turn", async () => {
		let turns = 0;
		let isDone = false;
		const count = () => {
			turns++;
			if (!isDone) setImmediate(count);
		};
		setImmediate(count);
		const blobs = Array.from({ length: 30_000 }, (_, number) =>
			makeObject("blob", Buffer.from(`blob ${number}`)),
		);
		await scanPackInTurns(writePack(blobs));
		isDone = true;
		expect(turns).toBeGreaterThan(1);
	});

	it.each([0, 1, 1_199, 1_201, 0xffffffff])(
		"refuses one that says it holds %i objects",
		(count) => {
			expect(() => scanPack(claiming(pack, count))).toThrow();
		},
	);
});

describe("recent objects", () => {
	const object = (size: number) => ({ body: Buffer.alloc(size) });

	it("stay as long as they are asked for, whatever passes by", () => {
		const recent = recentObjects(1_000);
		recent.set(0, object(100));
		for (let place = 1; place < 1_000; place++) {
			recent.set(place, object(100));
			expect(recent.get(0)).toBeDefined();
		}
		expect(recent.get(1)).toBeUndefined();
	});

	it("are never more than was allowed, but for the last one", () => {
		const recent = recentObjects(1_000);
		for (let place = 0; place < 500; place++) recent.set(place, object(100));
		const kept = Array.from({ length: 500 }, (_, place) => place).filter(
			(place) => recent.get(place) !== undefined,
		);
		expect(kept.length).toBeLessThanOrEqual(11);
		expect(kept.length).toBeGreaterThan(0);
		recent.clear();
		expect(recent.get(499)).toBeUndefined();
	});
});

describe("a slab", () => {
	it("answers equal copies that do not change with what was copied", () => {
		const keep = slab(10_000);
		const originals = Array.from({ length: 2_000 }, (_, number) =>
			Buffer.alloc(number % 300, `${number}`),
		);
		const copies = originals.map((bytes) => keep(bytes));
		for (const [number, original] of originals.entries()) {
			const expected = Buffer.from(original);
			original.fill(0);
			expect(copies[number]?.equals(expected)).toBe(true);
		}
	});

	it("puts small copies together in buffers of bounded size, and large ones apart", () => {
		const keep = slab(10_000);
		const small = Array.from(
			{ length: 1_000 },
			() => keep(Buffer.alloc(100)).buffer,
		);
		const distinct = new Set(small);
		expect(distinct.size).toBeLessThan(30);
		for (const buffer of distinct)
			expect(buffer.byteLength).toBeLessThanOrEqual(10_000);
		expect(keep(Buffer.alloc(50_000)).buffer.byteLength).toBe(50_000);
	});
});
