import { join } from "node:path";
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

describe("a merge", () => {
	it("is a true one of three sides, and closes what the text says it closes", async () => {
		const [first, second, other] = [
			await bench.openIssue(),
			await bench.openIssue(),
			await bench.openIssue(),
		];
		await bench.push("task/6-merge", "ours.txt", "ours\n");
		const head = await git(bench.dir, "rev-parse", "HEAD");
		await git(bench.dir, "checkout", "--quiet", "origin/main");
		const base = await bench.push("main", "theirs.txt", "theirs\n");
		const body = `Closes #${first}, fixes: acme/demo#${second}.\n\`Closes #${other}\` acme/other#${other}, mentions #${other}`;
		const number = await bench.openPull("task/6-merge", body);
		await bench.heard();
		const { data } = await bench.sample
			.as("keeper")
			.pulls.merge({ ...REPO, pull_number: number });
		await git(bench.dir, "fetch", "--quiet");
		expect(await git(bench.dir, "rev-parse", "origin/main")).toBe(data.sha);
		expect(
			await git(bench.dir, "log", "-1", "--format=%P", "origin/main"),
		).toBe(`${base} ${head}`);
		expect(await git(bench.dir, "show", "origin/main:ours.txt")).toBe("ours");
		expect(await git(bench.dir, "show", "origin/main:theirs.txt")).toBe(
			"theirs",
		);
		expect(await bench.heard()).toEqual([
			`closed ${number} merged`,
			`issue closed ${first}`,
			`issue closed ${second}`,
		]);
		expect(await bench.pull(number)).toMatchObject({
			merged: true,
			state: "closed",
			merged_by: { login: "keeper" },
			merge_commit_sha: data.sha,
			base: { sha: base },
			changed_files: 1,
		});
		const { data: events } = await bench.sample
			.as("guest")
			.issues.listEvents({ ...REPO, issue_number: first });
		expect(events.map(({ event, actor }) => [event, actor?.login])).toEqual([
			["closed", "keeper"],
		]);
		const { data: kept } = await bench.sample
			.as("guest")
			.issues.get({ ...REPO, issue_number: other });
		expect(kept.state).toBe("open");
		const again = bench.sample
			.as("keeper")
			.pulls.merge({ ...REPO, pull_number: number });
		expect(await refusedWith(again)).toBe(405);
		expect(
			(
				await bench.sample
					.as("guest")
					.pulls.checkIfMerged({ ...REPO, pull_number: number })
			).status,
		).toBe(204);
	});

	it("is refused where the sides conflict, the head has moved, or rights are missing", async () => {
		const head = await bench.push("task/7-conflict", "src/a.txt", "one\n");
		const target = {
			...REPO,
			pull_number: await bench.openPull("task/7-conflict"),
		};
		const merge = (name: string, more: object = {}) =>
			refusedWith(bench.sample.as(name).pulls.merge({ ...target, ...more }));
		expect(await merge("writer", { sha: "0".repeat(40) })).toBe(409);
		expect(await merge("sorter")).toBe(403);
		await git(bench.dir, "checkout", "--quiet", "origin/main");
		await bench.push("main", "src/a.txt", "two\n");
		expect(await merge("writer", { sha: head })).toBe(405);
		expect(await bench.pull(target.pull_number)).toMatchObject({
			state: "open",
			mergeable: false,
			mergeable_state: "dirty",
		});
	});

	it("by squashing is one commit on the base", async () => {
		await bench.push("task/8-squash", "f.txt", "1\n");
		await bench.push("task/8-squash", "f.txt", "2\n");
		const number = await bench.openPull("task/8-squash");
		await bench.heard();
		const { data } = await bench.sample
			.as("writer")
			.pulls.merge({ ...REPO, pull_number: number, merge_method: "squash" });
		await git(bench.dir, "fetch", "--quiet");
		expect(
			await git(bench.dir, "log", "-1", "--format=%H %s", "origin/main"),
		).toBe(`${data.sha} A change (#${number})`);
		expect(await git(bench.dir, "show", "origin/main:f.txt")).toBe("2");
		expect(await bench.heard()).toEqual([`closed ${number} merged`]);
	});

	it("waits for what the base's protection asks for, and takes the branch away where that is set", async () => {
		const boss = bench.sample.unchecked("boss");
		await boss.repos.update({ ...REPO, delete_branch_on_merge: true });
		await boss.repos.updateBranchProtection({
			...REPO,
			branch: "main",
			required_status_checks: { strict: false, contexts: ["test"] },
			enforce_admins: true,
			required_pull_request_reviews: null,
			restrictions: null,
		});
		const head_sha = await bench.push("task/14-protected", "k.txt", "1\n");
		const target = {
			...REPO,
			pull_number: await bench.openPull("task/14-protected"),
		};
		const merge = () =>
			refusedWith(bench.sample.as("writer").pulls.merge(target));
		const check = { ...REPO, name: "test", head_sha };
		await bench.sample
			.as("ci")
			.checks.create({ ...check, conclusion: "failure" });
		expect(await merge()).toBe(405);
		await bench.sample
			.as("ci")
			.checks.create({ ...check, conclusion: "success" });
		expect(await merge()).toBe(0);
		expect(
			await git(
				bench.dir,
				"ls-remote",
				"origin",
				"refs/heads/task/14-protected",
			),
		).toBe("");
		expect((await bench.pull(target.pull_number)).head.sha).toBe(head_sha);
		await boss.repos.deleteBranchProtection({ ...REPO, branch: "main" });
		await boss.repos.update({ ...REPO, delete_branch_on_merge: false });
	});

	it("of the base into the head brings the head up to date", async () => {
		const head = await bench.push("task/15-update", "l.txt", "1\n");
		const number = await bench.openPull("task/15-update");
		await git(bench.dir, "checkout", "--quiet", "origin/main");
		const base = await bench.push("main", "m.txt", "1\n");
		await bench.heard();
		await bench.sample
			.as("writer")
			.pulls.updateBranch({ ...REPO, pull_number: number });
		await git(bench.dir, "fetch", "--quiet");
		expect(
			await git(bench.dir, "log", "-1", "--format=%P", "origin/task/15-update"),
		).toBe(`${head} ${base}`);
		expect(await git(bench.dir, "show", "origin/task/15-update:m.txt")).toBe(
			"1",
		);
		expect(await bench.pull(number)).toMatchObject({
			commits: 2,
			changed_files: 1,
		});
		expect(await bench.heard()).toEqual([`synchronize ${number}`]);
	});

	it("made with git and pushed counts too, and closes nothing where the base is another branch", async () => {
		const [closed, open] = [await bench.openIssue(), await bench.openIssue()];
		await git(
			bench.dir,
			"push",
			"--quiet",
			"origin",
			"origin/main:refs/heads/release",
		);
		await bench.push("task/9-pushed", "g.txt", "1\n");
		const toMain = await bench.openPull("task/9-pushed", `Resolves #${closed}`);
		const toRelease = await bench.openPull(
			"task/9-pushed",
			`Closes #${open}`,
			"release",
		);
		await bench.heard();
		await git(
			bench.dir,
			"push",
			"--quiet",
			"origin",
			"HEAD:main",
			"HEAD:release",
		);
		const told = await bench.heard();
		expect(told.sort()).toEqual(
			[
				`closed ${toMain} merged`,
				`closed ${toRelease} merged`,
				`issue closed ${closed}`,
			].sort(),
		);
		expect((await bench.pull(toMain)).merged_by?.login).toBe("writer");
	});

	it("that was announced is there after a restart", async () => {
		await bench.push("task/10-kept", "h.txt", "1\n");
		const number = await bench.openPull("task/10-kept");
		await git(bench.dir, "push", "--quiet", "origin", "HEAD:main");
		await bench.restart();
		expect(await bench.pull(number)).toMatchObject({ merged: true });
	});

	it("that a crash came in between of is settled at the next start", async () => {
		const issue = await bench.openIssue();
		await bench.push("task/11-crash", "i.txt", "1\n");
		await bench.push("task/12-crash", "j.txt", "1\n");
		const [merged, closed] = [
			await bench.openPull("task/11-crash", `Closes #${issue}`),
			await bench.openPull("task/12-crash"),
		];
		const head = (await bench.pull(merged)).head.sha;
		await bench.restart(async (dataDir) => {
			const bare = join(dataDir, "git", "1.git");
			await git(bare, "update-ref", "refs/heads/main", head);
			await git(bare, "update-ref", "-d", "refs/heads/task/12-crash");
		});
		expect(await bench.pull(merged)).toMatchObject({
			merged: true,
			changed_files: 1,
		});
		expect(await bench.pull(closed)).toMatchObject({
			state: "closed",
			merged: false,
		});
		const { data } = await bench.sample
			.as("guest")
			.issues.get({ ...REPO, issue_number: issue });
		expect(data).toMatchObject({ state: "closed", state_reason: "completed" });
	});
});
