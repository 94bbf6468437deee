import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { stageCommit } from "../../src/store/git/commit.ts";
import { emptyTree } from "../../src/store/git/tree.ts";
import type { Store, Version } from "../../src/store/store.ts";
import {
	AUTHOR,
	bytes,
	COMMITTER,
	commitTree,
	git,
	gitWith,
	stage,
	textAt,
} from "../support/staging.ts";
import type { StorePlace } from "./store.ts";

/** A place whose repository plain git can open. */
export interface GitPlace extends StorePlace {
	readonly gitdir: string;
	readonly branch: string;
}

const NOTHING: Version = { oid: null, tree: emptyTree() };

/** What every store on a real repository has to do: git itself reads what it wrote, and the other way round. */
export function realGitContract(
	name: string,
	makePlace: () => Promise<GitPlace>,
): void {
	describe(`${name} beside plain git`, () => {
		let place: GitPlace;
		let store: Store;

		beforeEach(async () => {
			place = await makePlace();
			store = await place.open();
		});
		afterEach(async () => {
			await store.close();
			await place.close();
		});

		it("leaves a repository that git fsck --strict finds clean", async () => {
			let tip: Version = NOTHING;
			const chain = Array.from({ length: 40 }, (_, number) => {
				const commit = stage(tip, {
					[`tasks/0${number % 7}/${number}/task.yaml`]: `task ${number}\n`,
					"board.yaml": `n: ${number}\n`,
				});
				tip = commit;
				return commit;
			});
			expect(await store.append(null, chain)).toEqual({ kind: "accepted" });
			await git(place.gitdir, "fsck", "--full", "--strict");
			expect(
				(await git(place.gitdir, "rev-list", "--count", place.branch)).trim(),
			).toBe("40");
			expect(
				await git(place.gitdir, "show", `${place.branch}:tasks/03/3/task.yaml`),
			).toBe("task 3\n");
		});

		it("writes people and messages that git log reads exactly", async () => {
			const author = {
				name: "Zoë Ünal",
				email: "1+zoe@users.noreply.github.com",
				at: 1_700_000_000,
			};
			const message =
				"claim 42: ein Gruß\n\nBaton-Op: claim\nBaton-Input: {}\n";
			const commit = stageCommit(NOTHING, {
				files: new Map([["a", bytes("1")]]),
				message,
				author,
				committer: COMMITTER,
			});
			await store.append(null, [commit]);
			const shown = await git(
				place.gitdir,
				"log",
				"-1",
				"--format=%an|%ae|%at|%cn|%ce|%ct|%B",
				place.branch,
			);
			expect(shown).toBe(
				`Zoë Ünal|1+zoe@users.noreply.github.com|1700000000|${COMMITTER.name}|${COMMITTER.email}|${COMMITTER.at}|${message}\n`,
			);
			expect(
				await git(
					place.gitdir,
					"log",
					"-1",
					"--format=%(trailers:key=Baton-Op,valueonly)",
					place.branch,
				),
			).toContain("claim");
		});

		it.each([
			["", "octocat@example.com", "octocat"],
			["", "", "unknown"],
			["Evil <x@y>\nparent 123", "a<b>c\n@d e", "Evil x@y parent 123"],
			["\u0000\u0007 Tab\tbed ", "t@e", "Tab bed"],
		])(
			"makes the hostile person %j <%j> harmless",
			async (name, email, shown) => {
				const author = { name, email, at: 5 };
				const commit = stageCommit(NOTHING, {
					files: new Map([["a", bytes("1")]]),
					message: "m",
					author,
					committer: COMMITTER,
				});
				await store.append(null, [commit]);
				await git(place.gitdir, "fsck", "--full", "--strict");
				expect(
					(
						await git(place.gitdir, "log", "-1", "--format=%an", place.branch)
					).trimEnd(),
				).toBe(shown);
				for await (const record of store.log(commit.oid))
					expect(record.author.name).toBe(shown);
			},
		);

		it("reads commits that plain git wrote", async () => {
			const root = stage(NOTHING, {
				"tasks/01/1/task.yaml": "one",
				"tasks/02/2/task.yaml": "two",
			});
			await store.append(null, [root]);
			const before = await store.version(root.oid);
			const blob = (
				await gitWith(place.gitdir, "by hand", "hash-object", "-w", "--stdin")
			).trim();
			const lines = `${await git(place.gitdir, "ls-tree", root.oid)}100644 blob ${blob}\tnote.md\n`;
			const foreign = await commitTree(place.gitdir, place.branch, {
				lines,
				parent: root.oid,
			});
			expect(await store.head()).toBe(foreign);
			const after = await store.version(foreign);
			expect(textAt(after, "note.md")).toBe("by hand");
			expect(after.tree.get("tasks/01/1/task.yaml")).toBe(
				before.tree.get("tasks/01/1/task.yaml"),
			);
			const own = stage(after, { "note.md": "by us" });
			expect(await store.append(foreign, [own])).toEqual({ kind: "accepted" });
			expect(await git(place.gitdir, "show", `${place.branch}:note.md`)).toBe(
				"by us",
			);
		});

		it("keeps odd entries as they are when it writes beside them", async () => {
			const blob = (
				await gitWith(place.gitdir, "target", "hash-object", "-w", "--stdin")
			).trim();
			const inner = (
				await gitWith(place.gitdir, `100644 blob ${blob}\tx\n`, "mktree")
			).trim();
			const odd = [
				`100755 blob ${blob}\trun.sh`,
				`120000 blob ${blob}\tlink`,
				`160000 commit ${"2".repeat(40)}\tmodule`,
				`040000 tree ${inner}\t..`,
				`100644 blob ${blob}\t.git`,
				`040000 tree ${inner}\tplain`,
			];
			const foreign = await commitTree(place.gitdir, place.branch, {
				lines: `${odd.join("\n")}\n`,
				parent: null,
			});
			const version = await store.version(foreign);
			expect(version.tree.list("")).toEqual(["plain", "run.sh"]);
			expect(textAt(version, "run.sh")).toBe("target");
			const own = stage(version, { "plain/y": "new", a: "new" });
			expect(await store.append(foreign, [own])).toEqual({ kind: "accepted" });
			const listed = (await git(place.gitdir, "ls-tree", own.oid)).split("\n");
			for (const line of odd.slice(0, 5)) expect(listed).toContain(line);
			expect(await git(place.gitdir, "show", `${own.oid}:plain/x`)).toBe(
				"target",
			);
		});

		it("keeps a file executable when it writes to it", async () => {
			const blob = (
				await gitWith(place.gitdir, "#!/bin/sh", "hash-object", "-w", "--stdin")
			).trim();
			const foreign = await commitTree(place.gitdir, place.branch, {
				lines: `100755 blob ${blob}\trun.sh\n`,
				parent: null,
			});
			const second = stage(await store.version(foreign), {
				"run.sh": "#!/bin/bash",
			});
			const third = stage(second, {
				"run.sh": "#!/bin/zsh",
				"beside.md": "new",
			});
			await store.append(foreign, [second, third]);
			for (const oid of [second.oid, third.oid])
				expect(await git(place.gitdir, "ls-tree", oid)).toMatch(
					/^100755 blob \w+\trun.sh$/m,
				);
		});

		it("keeps names that are no UTF-8", async () => {
			const blob = (
				await gitWith(place.gitdir, "b", "hash-object", "-w", "--stdin")
			).trim();
			const line = Buffer.concat([
				Buffer.from(`100644 blob ${blob}\t`),
				Buffer.from([0xff, 0xfe]),
				Buffer.from("\0"),
			]);
			const treeOid = (
				await gitWith(place.gitdir, line, "mktree", "-z")
			).trim();
			const foreign = (
				await git(place.gitdir, "commit-tree", treeOid, "-m", "odd")
			).trim();
			await git(
				place.gitdir,
				"update-ref",
				`refs/heads/${place.branch}`,
				foreign,
			);
			const version = await store.version(foreign);
			expect(version.tree.list("")).toEqual([]);
			const own = stage(version, { a: "1" });
			await store.append(foreign, [own]);
			expect(await git(place.gitdir, "ls-tree", "--name-only", own.oid)).toBe(
				'a\n"\\377\\376"\n',
			);
		});

		it("reads everything again after git gc and git pack-refs", async () => {
			let tip: Version = NOTHING;
			for (let number = 0; number < 12; number++) {
				const commit = stage(tip, {
					[`tasks/${number % 3}`]: `${"a line that repeats\n".repeat(50)}${number}`,
				});
				expect(await store.append(tip.oid, [commit])).toEqual({
					kind: "accepted",
				});
				tip = commit;
			}
			await git(place.gitdir, "gc", "--quiet", "--aggressive", "--prune=now");
			await git(place.gitdir, "pack-refs", "--all", "--prune");
			const fresh = await place.open();
			for (const reader of [store, fresh]) {
				expect(await reader.head()).toBe(tip.oid);
				const oids: string[] = [];
				for await (const record of reader.log(tip.oid ?? ""))
					oids.push(record.oid);
				expect(oids).toHaveLength(12);
				for (const oid of oids)
					expect(
						(await reader.version(oid)).tree.list("tasks").length,
					).toBeGreaterThan(0);
			}
			const next = stage(await fresh.version(tip.oid), { after: "gc" });
			expect(await fresh.append(tip.oid, [next])).toEqual({ kind: "accepted" });
			expect(await store.head()).toBe(next.oid);
			await fresh.close();
		});

		it("reads commits with more than UTC and plain headers in them", async () => {
			const blob = (
				await gitWith(place.gitdir, "b", "hash-object", "-w", "--stdin")
			).trim();
			const treeOid = (
				await gitWith(place.gitdir, `100644 blob ${blob}\ta\n`, "mktree")
			).trim();
			const body = `tree ${treeOid}\nauthor A <a@b> 1000 +0530\ncommitter C D <c@d> 2000 -0800\ngpgsig -----BEGIN\n author X <x@y> 1 +0000\n -----END\n\nsigned, no newline`;
			const oid = (
				await gitWith(
					place.gitdir,
					body,
					"hash-object",
					"-t",
					"commit",
					"-w",
					"--stdin",
				)
			).trim();
			await git(place.gitdir, "update-ref", `refs/heads/${place.branch}`, oid);
			for await (const record of store.log(oid)) {
				expect(record).toEqual({
					oid,
					treeOid,
					parents: [],
					message: "signed, no newline",
					author: { name: "A", email: "a@b", at: 1000 },
					committer: { name: "C D", email: "c@d", at: 2000 },
				});
			}
			expect(
				await store.append(oid, [stage(await store.version(oid), { a: "2" })]),
			).toEqual({ kind: "accepted" });
			expect(AUTHOR.at).toBeGreaterThan(2000);
		});
	});
}
