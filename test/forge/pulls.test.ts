import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { git } from "./git-client.ts";
import { type PullBench, startPullBench } from "./pull-bench.ts";
import { REPO, refusedWith } from "./sample.ts";

let bench: PullBench;
beforeAll(async () => {
	bench = await startPullBench();
});
beforeEach(() => bench.freshClone());
afterAll(() => bench.end());

describe("a pull request", () => {
	it("tells what it really changes, and its events carry it whole", async () => {
		await bench.push("task/1-whole", "src/a.txt", "changed\n");
		await git(bench.dir, "mv", "README.md", "READ ME.md");
		const head = await bench.push(
			"task/1-whole",
			"ümlaut.bin",
			Buffer.from([0, 1, 2]),
		);
		const number = await bench.openPull("task/1-whole", "Does it.");
		const shown = await bench.pull(number);
		expect(shown).toMatchObject({
			commits: 2,
			changed_files: 3,
			mergeable: true,
			merged: false,
			head: { ref: "task/1-whole", sha: head },
			base: { ref: "main" },
			user: { login: "writer" },
		});
		const target = { ...REPO, pull_number: number };
		const { data: files } = await bench.sample
			.as("guest")
			.pulls.listFiles(target);
		expect(
			files.map((file) => [file.filename, file.status, file.previous_filename]),
		).toEqual([
			["READ ME.md", "renamed", "README.md"],
			["src/a.txt", "modified", undefined],
			["ümlaut.bin", "added", undefined],
		]);
		expect(files[1]).toMatchObject({
			additions: 1,
			deletions: 1,
			patch: "@@ -1 +1 @@\n-a\n+changed",
		});
		const { data: commits } = await bench.sample
			.as("guest")
			.pulls.listCommits(target);
		expect(commits.map(({ sha }) => sha).at(-1)).toBe(head);
		const opened = await bench.last();
		expect(opened).toMatchObject({
			action: "opened",
			number,
			pull_request: { body: "Does it.", changed_files: 3, head: { sha: head } },
			sender: { login: "writer" },
		});
		expect(opened.pull_request).toEqual({
			...shown,
			updated_at: opened.pull_request.updated_at,
		});
	});

	it("follows a push to its branch, forced or not, and says so", async () => {
		const before = await bench.push("task/2-follow", "b.txt", "1\n");
		const number = await bench.openPull("task/2-follow");
		await bench.heard();
		const after = await bench.push("task/2-follow", "b.txt", "2\n");
		expect((await bench.pull(number)).head.sha).toBe(after);
		expect(await bench.last()).toMatchObject({
			action: "synchronize",
			number,
			before,
			after,
			pull_request: { head: { sha: after }, commits: 2 },
			sender: { login: "writer" },
		});
		await git(
			bench.dir,
			"push",
			"--quiet",
			"--force",
			"origin",
			`${before}:task/2-follow`,
		);
		expect((await bench.pull(number)).head.sha).toBe(before);
		expect(await bench.heard()).toEqual([
			`synchronize ${number}`,
			`synchronize ${number}`,
		]);
	});

	it("is edited, closed and opened again, by its author or somebody with rights", async () => {
		await bench.push("task/3-edit", "c.txt", "1\n");
		const number = await bench.openPull("task/3-edit", "old");
		await bench.heard();
		const target = { ...REPO, pull_number: number };
		const update = (name: string, changes: object) =>
			bench.sample.as(name).pulls.update({ ...target, ...changes });
		await update("keeper", { body: "new" });
		expect(await bench.last()).toMatchObject({
			changes: { body: { from: "old" } },
			pull_request: { body: "new" },
		});
		await update("keeper", { body: "new" });
		await update("sorter", { state: "closed" });
		const later = await bench.push("task/3-edit", "c.txt", "2\n");
		expect((await bench.pull(number)).head.sha).not.toBe(later);
		const { data } = await update("writer", { state: "open" });
		expect(data.head.sha).toBe(later);
		expect(await bench.heard()).toEqual(
			["edited", "closed", "reopened"].map((action) => `${action} ${number}`),
		);
		for (const changes of [{ body: "x" }, { state: "closed" }])
			expect(await refusedWith(update("guest", changes))).toBe(403);
	});

	it("is closed with its branch and keeps the head it had", async () => {
		const head = await bench.push("task/4-gone", "d.txt", "1\n");
		const number = await bench.openPull("task/4-gone");
		await bench.heard();
		await git(bench.dir, "push", "--quiet", "origin", ":task/4-gone");
		expect(await bench.pull(number)).toMatchObject({
			state: "closed",
			merged: false,
			head: { ref: "task/4-gone", sha: head },
		});
		expect(await bench.heard()).toEqual([`closed ${number}`]);
		const target = { ...REPO, pull_number: number };
		expect(
			(await bench.sample.as("writer").pulls.listFiles(target)).data.length,
		).toBe(1);
		expect(
			await refusedWith(
				bench.sample.as("writer").pulls.update({ ...target, state: "open" }),
			),
		).toBe(422);
	});

	it("of a private repository is nobody else's to see", async () => {
		const secret = { owner: "acme", repo: "secret" };
		const boss = bench.sample.as("boss");
		const { data: main } = await boss.repos.getBranch({
			...secret,
			branch: "main",
		});
		await boss.git.createRef({
			...secret,
			ref: "refs/heads/next",
			sha: main.commit.sha,
		});
		await boss.repos.createOrUpdateFileContents({
			...secret,
			path: "b.txt",
			message: "b",
			content: "Yg==",
			branch: "next",
		});
		const { data: made } = await boss.pulls.create({
			...secret,
			title: "t",
			head: "acme:next",
			base: "main",
		});
		const target = { ...secret, pull_number: made.number };
		expect(made.changed_files).toBe(1);
		for (const name of ["guest", "baton"]) {
			expect(await refusedWith(bench.sample.as(name).pulls.get(target))).toBe(
				404,
			);
			expect(
				await refusedWith(bench.sample.as(name).pulls.listFiles(target)),
			).toBe(404);
		}
		await boss.pulls.merge(target);
		expect((await boss.pulls.get(target)).data.merged).toBe(true);
	});

	it("is refused without a branch, without commits, twice, and to readers", async () => {
		await bench.push("task/5-refused", "e.txt", "1\n");
		await bench.openPull("task/5-refused");
		await git(
			bench.dir,
			"push",
			"--quiet",
			"origin",
			"origin/main:refs/heads/same",
		);
		const open = (name: string, head: string, base = "main") =>
			refusedWith(
				bench.sample.as(name).pulls.create({ ...REPO, title: "t", head, base }),
			);
		expect(await open("writer", "nowhere")).toBe(422);
		expect(await open("writer", "task/5-refused", "nowhere")).toBe(422);
		expect(await open("writer", "same")).toBe(422);
		expect(await open("writer", "task/5-refused")).toBe(422);
		expect(await open("guest", "same")).toBe(403);
		expect(await open("ci", "same")).toBe(403);
		const refs = await git(
			bench.dir,
			"ls-remote",
			"origin",
			"refs/heads/nowhere",
		);
		expect(refs).toBe("");
	});
});
