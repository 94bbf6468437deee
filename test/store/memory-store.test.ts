import { describe, expect, it } from "vitest";

import { emptyTree } from "../../src/store/git/tree.ts";
import {
	type AppendFault,
	MemoryRepository,
	openMemoryStore,
} from "../../src/store/memory-store.ts";
import type { Version } from "../../src/store/store.ts";
import { stage } from "../support/staging.ts";

const NOTHING: Version = { oid: null, tree: emptyTree() };

function failAt(wanted: "before" | "after"): AppendFault {
	return (point) => {
		if (point === wanted) throw new Error("struck");
	};
}

describe("a fault of the memory store", () => {
	it("before the append leaves the branch alone", async () => {
		const repository = new MemoryRepository();
		const store = openMemoryStore(repository, failAt("before"));
		await expect(
			store.append(null, [stage(NOTHING, { a: "1" })]),
		).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
		expect(await store.head()).toBeNull();
	});

	it("after the append leaves the commit on the branch", async () => {
		const repository = new MemoryRepository();
		const store = openMemoryStore(repository, failAt("after"));
		const root = stage(NOTHING, { a: "1" });
		await expect(store.append(null, [root])).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
		expect(await openMemoryStore(repository).head()).toBe(root.oid);
	});

	it("may hold an append back while another one wins", async () => {
		const repository = new MemoryRepository();
		let release = (): void => {};
		const gate = new Promise<void>((resolve) => {
			release = resolve;
		});
		const held = openMemoryStore(repository, (point) =>
			point === "before" ? gate : undefined,
		);
		const lost = held.append(null, [stage(NOTHING, { a: "1" })]);
		const winner = stage(NOTHING, { a: "2" });
		expect(await openMemoryStore(repository).append(null, [winner])).toEqual({
			kind: "accepted",
		});
		release();
		expect(await lost).toEqual({ kind: "moved" });
		expect(repository.head).toBe(winner.oid);
	});
});
