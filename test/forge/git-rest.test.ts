import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Clones, commitFile, git, startClones } from "./git-client.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { REPO, refusedWith, type Sample, startSample } from "./sample.ts";

let sample: Sample;
let receiver: Receiver;
let clones: Clones;
beforeAll(async () => {
	sample = await startSample();
	receiver = await startReceiver(sample.forge.apps.baton?.webhookSecret ?? "");
	sample.forge.addReceiver("baton", receiver.url);
	clones = startClones(sample.forge);
});
afterAll(async () => {
	await sample.end();
	await receiver.close();
	await clones.remove();
});

describe("a change over REST", () => {
	it("is in git before it is answered, and announced like a push", async () => {
		const { data: file } = await sample
			.as("writer")
			.repos.getContent({ ...REPO, path: ".github/baton.yml" });
		const { data } = await sample
			.as("writer")
			.repos.createOrUpdateFileContents({
				...REPO,
				path: ".github/baton.yml",
				message: "Backlog first — bitte",
				content: btoa("intake: backlog\n"),
				sha: (file as { sha: string }).sha,
			});
		const dir = await clones.clone(undefined);
		expect(await git(dir, "rev-parse", "HEAD")).toBe(data.commit.sha);
		expect(await git(dir, "show", "HEAD:.github/baton.yml")).toBe(
			"intake: backlog",
		);
		expect(await git(dir, "log", "-1", "--format=%s")).toBe(
			"Backlog first — bitte",
		);
		await sample.forge.settled();
		expect(receiver.received.at(-1)?.payload).toMatchObject({
			ref: "refs/heads/main",
			after: data.commit.sha,
			head_commit: { modified: [".github/baton.yml"] },
		});
	});

	it("to trees, commits and refs makes the same objects as git", async () => {
		const writer = sample.as("writer");
		const { data: main } = await writer.git.getRef({
			...REPO,
			ref: "heads/main",
		});
		const { data: base } = await writer.git.getCommit({
			...REPO,
			commit_sha: main.object.sha,
		});
		const { data: tree } = await writer.git.createTree({
			...REPO,
			base_tree: base.tree.sha,
			tree: [
				{
					path: "deep/er/file.txt",
					mode: "100644",
					type: "blob",
					content: "deep\n",
				},
			],
		});
		const { data: commit } = await writer.git.createCommit({
			...REPO,
			message: "deep",
			tree: tree.sha,
			parents: [main.object.sha],
		});
		await writer.git.createRef({
			...REPO,
			ref: "refs/heads/by-rest",
			sha: commit.sha,
		});
		const dir = await clones.clone(undefined);
		expect(await git(dir, "show", "origin/by-rest:deep/er/file.txt")).toBe(
			"deep",
		);
		expect(await git(dir, "fsck", "--strict")).toBe("");
		await writer.git.updateRef({
			...REPO,
			ref: "heads/by-rest",
			sha: main.object.sha,
			force: true,
		});
		await writer.git.deleteRef({ ...REPO, ref: "heads/by-rest" });
		await git(dir, "fetch", "--quiet", "--prune");
		expect(await git(dir, "branch", "-r", "--list", "origin/by-rest")).toBe("");
	});

	it("by merging a pull request reaches git, after a push has moved its head", async () => {
		const dir = await clones.clone("writer");
		await commitFile(dir, "feature.txt", "one\n");
		await git(dir, "push", "--quiet", "origin", "HEAD:task/1-feature");
		const writer = sample.unchecked("writer");
		const { data: pull } = await writer.pulls.create({
			...REPO,
			title: "Feature",
			head: "task/1-feature",
			base: "main",
		});
		const head = await commitFile(dir, "feature.txt", "two\n");
		await git(dir, "push", "--quiet", "origin", "HEAD:task/1-feature");
		const { data: moved } = await writer.pulls.get({
			...REPO,
			pull_number: pull.number,
		});
		expect(moved.head.sha).toBe(head);
		const { data: merged } = await writer.pulls.merge({
			...REPO,
			pull_number: pull.number,
		});
		await git(dir, "fetch", "--quiet");
		expect(await git(dir, "rev-parse", "origin/main")).toBe(merged.sha);
		expect(await git(dir, "show", "origin/main:feature.txt")).toBe("two");
	});

	it("of a ref and a push racing for it leave one winner that both sides agree on", async () => {
		const dir = await clones.clone("writer");
		const ours = await commitFile(dir, "race.txt", "pushed\n");
		const put = sample.unchecked("writer").repos.createOrUpdateFileContents({
			...REPO,
			path: "race.txt",
			message: "put",
			content: "cHV0",
		});
		const [pushed, answered] = await Promise.all([
			git(dir, "push", "--quiet", "origin", "HEAD:main"),
			refusedWith(put),
		]);
		expect([pushed === "", answered === 0]).toContain(true);
		const { data } = await sample
			.as("writer")
			.git.getRef({ ...REPO, ref: "heads/main" });
		const [inGit = ""] = (
			await git(dir, "ls-remote", "origin", "refs/heads/main")
		).split("\t");
		expect(data.object.sha).toBe(inGit);
		if (answered !== 0) expect(inGit).toBe(ours);
	});
});

it("a repository created over REST can be cloned and pushed to", async () => {
	await sample
		.unchecked("writer")
		.repos.createForAuthenticatedUser({ name: "own", auto_init: true });
	const url = sample.forge.gitUrl("writer", "own");
	const dir = `${clones.dir}/own`;
	expect(await git(clones.dir, "clone", "--quiet", url, dir)).toBe("");
	const head = await commitFile(dir, "x.txt", "x\n");
	const token = sample.forge.tokens.writer;
	expect(
		await git(
			dir,
			"push",
			"--quiet",
			url.replace("://", `://x:${token}@`),
			"HEAD:main",
		),
	).toBe("");
	const { data } = await sample
		.as("writer")
		.git.getRef({ owner: "writer", repo: "own", ref: "heads/main" });
	expect(data.object.sha).toBe(head);
});
