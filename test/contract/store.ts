import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { emptyTree } from "../../src/store/git/tree.ts";
import type {
	CommitRecord,
	Oid,
	StagedCommit,
	Store,
	Version,
} from "../../src/store/store.ts";
import { AUTHOR, COMMITTER, stage, textAt } from "../support/staging.ts";

/** A repository with one branch, to which any number of stores can be opened. */
export interface StorePlace {
	open(): Promise<Store>;
	/** Puts the branch somewhere, or deletes it, behind the stores' backs. */
	setHead(oid: Oid | null): Promise<void>;
	close(): Promise<void>;
}

const NOTHING: Version = { oid: null, tree: emptyTree() };

/** What every store has to do. `makePlace` makes a repository in which the branch does not exist yet. */
export function storeContract(
	name: string,
	makePlace: () => Promise<StorePlace>,
): void {
	describe(`${name} as a store`, () => {
		let place: StorePlace;
		let store: Store;

		beforeEach(async () => {
			place = await makePlace();
			store = await place.open();
		});
		afterEach(async () => {
			await store.close();
			await place.close();
		});

		async function append(...commits: StagedCommit[]): Promise<void> {
			expect(await store.append(commits[0]?.parent ?? null, commits)).toEqual({
				kind: "accepted",
			});
		}

		it("answers null and the empty tree while the branch does not exist", async () => {
			expect(await store.head()).toBeNull();
			const version = await store.version(null);
			expect(version.oid).toBeNull();
			expect([...version.tree.entries()]).toEqual([]);
		});

		it("creates the branch with a root commit", async () => {
			const root = stage(NOTHING, { "board.yaml": "format: 1\n" });
			await append(root);
			expect(await store.head()).toBe(root.oid);
			const other = await place.open();
			expect(textAt(await other.version(root.oid), "board.yaml")).toBe(
				"format: 1\n",
			);
			expect(
				(await toArray(other.log(root.oid))).map(({ parents }) => parents),
			).toEqual([[]]);
			await other.close();
		});

		it("appends a chain of commits at once and logs it newest first", async () => {
			const first = stage(NOTHING, { a: "1" }, "first\n");
			const second = stage(first, { "b/c": "2" }, "second\n\nwith a body\n");
			const third = stage(second, { a: null }, "third\n");
			await append(first, second, third);
			const log = await toArray((await place.open()).log(third.oid));
			expect(log.map(({ oid }) => oid)).toEqual([
				third.oid,
				second.oid,
				first.oid,
			]);
			expect(log.map(({ message }) => message)).toEqual([
				"third\n",
				"second\n\nwith a body\n",
				"first\n",
			]);
			expect(log[1]).toEqual({
				oid: second.oid,
				parents: [first.oid],
				treeOid: second.tree.rootOid,
				message: "second\n\nwith a body\n",
				author: AUTHOR,
				committer: COMMITTER,
			});
		});

		it("goes on from a head that another store wrote", async () => {
			const first = stage(NOTHING, { a: "1" });
			await append(first);
			const other = await place.open();
			const second = stage(await other.version(first.oid), { b: "2" });
			expect(await other.append(first.oid, [second])).toEqual({
				kind: "accepted",
			});
			expect(await store.head()).toBe(second.oid);
			await append(stage(await store.version(second.oid), { c: "3" }));
			await other.close();
		});

		it("answers moved and writes nothing when the branch is ahead of the base", async () => {
			const root = stage(NOTHING, { a: "1" });
			const winner = stage(root, { a: "2" });
			await append(root, winner);
			expect(await store.append(root.oid, [stage(root, { a: "3" })])).toEqual({
				kind: "moved",
			});
			expect(await store.head()).toBe(winner.oid);
		});

		it("answers moved when a branch that should not exist does", async () => {
			const root = stage(NOTHING, { a: "1" });
			await append(root);
			expect(await store.append(null, [stage(NOTHING, { b: "1" })])).toEqual({
				kind: "moved",
			});
			expect(await store.head()).toBe(root.oid);
		});

		it("answers moved when the branch was rolled back", async () => {
			const root = stage(NOTHING, { a: "1" });
			const second = stage(root, { a: "2" });
			await append(root, second);
			await place.setHead(root.oid);
			expect(
				await store.append(second.oid, [stage(second, { a: "3" })]),
			).toEqual({ kind: "moved" });
			expect(await store.head()).toBe(root.oid);
		});

		it("answers moved when the branch was deleted", async () => {
			const root = stage(NOTHING, { a: "1" });
			await append(root);
			await place.setHead(null);
			expect(await store.append(root.oid, [stage(root, { a: "2" })])).toEqual({
				kind: "moved",
			});
			expect(await store.head()).toBeNull();
		});

		it("answers moved when the branch was deleted and begun anew", async () => {
			const root = stage(NOTHING, { a: "1" });
			await append(root);
			await place.setHead(null);
			const anew = stage(NOTHING, { a: "another beginning" });
			await append(anew);
			expect(await store.append(root.oid, [stage(root, { a: "2" })])).toEqual({
				kind: "moved",
			});
			expect(await store.head()).toBe(anew.oid);
			expect(textAt(await store.version(anew.oid), "a")).toBe(
				"another beginning",
			);
		});

		it("accepts exactly one of twenty concurrent writers on one base", async () => {
			const root = stage(NOTHING, { a: "0" });
			await append(root);
			const writers = await Promise.all(
				Array.from({ length: 20 }, async (_, number) => {
					const writer = await place.open();
					return {
						writer,
						commit: stage(await writer.version(root.oid), {
							a: `by ${number}`,
						}),
					};
				}),
			);
			const results = await Promise.all(
				writers.map(({ writer, commit }) => writer.append(root.oid, [commit])),
			);
			expect(results.map(({ kind }) => kind).sort()).toEqual([
				"accepted",
				...Array(19).fill("moved"),
			]);
			const winner =
				writers[results.findIndex(({ kind }) => kind === "accepted")];
			expect(await store.head()).toBe(winner?.commit.oid);
			for (const { writer } of writers) await writer.close();
		});

		it("accepts exactly one of twenty concurrent first commits", async () => {
			const stores = await Promise.all(
				Array.from({ length: 20 }, () => place.open()),
			);
			const results = await Promise.all(
				stores.map((one, number) =>
					one.append(null, [stage(NOTHING, { a: `${number}` })]),
				),
			);
			expect(results.filter(({ kind }) => kind === "accepted")).toHaveLength(1);
			expect(results.filter(({ kind }) => kind === "moved")).toHaveLength(19);
			for (const one of stores) await one.close();
		});

		it("shares what two versions have in common", async () => {
			const root = stage(NOTHING, {
				"tasks/01/1/task.yaml": "one",
				"tasks/02/2/task.yaml": "two",
			});
			const second = stage(root, { "tasks/01/1/task.yaml": "one, later" });
			await append(root, second);
			const reader = await place.open();
			const before = await reader.version(root.oid);
			const after = await reader.version(second.oid);
			expect(after.tree.get("tasks/02/2/task.yaml")).toBe(
				before.tree.get("tasks/02/2/task.yaml"),
			);
			expect(after.tree.get("tasks/01/1/task.yaml")).not.toBe(
				before.tree.get("tasks/01/1/task.yaml"),
			);
			await reader.close();
		});

		it("keeps unicode names, large and empty files, and deep paths to the byte", async () => {
			const large = "0123456789abcdef".repeat(65_536);
			const files = {
				"ä/日本/🙂.md": "grüße\u0000\u{1f680}",
				large,
				empty: "",
				"tasks/a3/task-logging-a3f9/plan.yaml": "x",
			};
			const root = stage(NOTHING, files);
			await append(root);
			const reader = await place.open();
			const version = await reader.version(root.oid);
			for (const [path, text] of Object.entries(files))
				expect(textAt(version, path)).toBe(text);
			expect(version.tree.rootOid).toBe(root.tree.rootOid);
			await reader.close();
		});

		it("removes files, and directories with their last file", async () => {
			const root = stage(NOTHING, { "tasks/01/1/task.yaml": "one", keep: "k" });
			const second = stage(root, { "tasks/01/1/task.yaml": null });
			await append(root, second);
			const reader = await place.open();
			expect((await reader.version(second.oid)).tree.list("")).toEqual([
				"keep",
			]);
			await reader.close();
		});

		it("goes back to an old version, and on to one whose files are all gone", async () => {
			const root = stage(NOTHING, { a: "1" });
			const none = stage(root, { a: null });
			const again = stage(none, { a: "1" });
			await append(root, none, again);
			const reader = await place.open();
			expect(textAt(await reader.version(again.oid), "a")).toBe("1");
			expect((await reader.version(none.oid)).tree.list("")).toEqual([]);
			expect(textAt(await reader.version(root.oid), "a")).toBe("1");
			await reader.close();
		});

		it("lets head, version and log run while an append is on its way", async () => {
			const root = stage(NOTHING, { a: "1" });
			await append(root);
			const second = stage(root, { a: "2" });
			const [result, head, version, log] = await Promise.all([
				store.append(root.oid, [second]),
				store.head(),
				store.version(root.oid),
				toArray(store.log(root.oid)),
			]);
			expect(result).toEqual({ kind: "accepted" });
			expect([root.oid, second.oid]).toContain(head);
			expect(textAt(version, "a")).toBe("1");
			expect(log).toHaveLength(1);
		});

		it("throws STORE_UNAVAILABLE for a commit that is not there", async () => {
			await append(stage(NOTHING, { a: "1" }));
			const unknown = "1234567890".repeat(4);
			await expect(store.version(unknown)).rejects.toMatchObject({
				code: "STORE_UNAVAILABLE",
			});
			await expect(toArray(store.log(unknown))).rejects.toMatchObject({
				code: "STORE_UNAVAILABLE",
			});
		});

		it("takes a chain that does not follow its base for a defect", async () => {
			const root = stage(NOTHING, { a: "1" });
			await expect(store.append("1".repeat(40), [root])).rejects.toThrow(
				TypeError,
			);
			await expect(store.append(null, [])).rejects.toThrow(TypeError);
			expect(await store.head()).toBeNull();
		});
	});
}

async function toArray(
	log: AsyncIterable<CommitRecord>,
): Promise<CommitRecord[]> {
	const records: CommitRecord[] = [];
	for await (const record of log) records.push(record);
	return records;
}
