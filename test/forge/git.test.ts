import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { appendFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "./receiver.ts";
import { REPO, refusedWith, type Sample, startSample } from "./sample.ts";

let sample: Sample;
let receiver: Receiver;
let work: string;
beforeAll(async () => {
	sample = await startSample();
	receiver = await startReceiver(sample.forge.apps.baton?.webhookSecret ?? "");
	sample.forge.addReceiver("baton", receiver.url);
	work = mkdtempSync(join(tmpdir(), "clone-"));
});
afterAll(async () => {
	await sample.end();
	await receiver.close();
	await rm(work, { recursive: true, force: true });
});

/** Runs git as somebody; a failure answers what git complained of. */
async function git(dir: string, ...args: string[]): Promise<string> {
	const env = {
		...process.env,
		GIT_TERMINAL_PROMPT: "0",
		GIT_CONFIG_GLOBAL: "/dev/null",
		GIT_CONFIG_NOSYSTEM: "1",
	};
	const identity = [
		"-c",
		"user.name=Writer",
		"-c",
		"user.email=writer@users.noreply.github.com",
	];
	try {
		const { stdout } = await promisify(execFile)(
			"git",
			[...identity, ...args],
			{ cwd: dir, env },
		);
		return stdout.trim();
	} catch (error) {
		return `failed: ${(error as { stderr: string }).stderr}`;
	}
}

function remote(name: string | undefined, repo = "demo"): string {
	const url = sample.forge.gitUrl("acme", repo);
	const token =
		name === undefined ? undefined : (sample.forge.tokens[name] ?? name);
	return token === undefined
		? url
		: url.replace("://", `://x-access-token:${token}@`);
}

async function clone(name: string | undefined): Promise<string> {
	const dir = join(work, randomBytes(4).toString("hex"));
	await git(work, "clone", "--quiet", remote(name), dir);
	return dir;
}

async function commitFile(
	dir: string,
	path: string,
	content: string | Buffer,
): Promise<string> {
	await writeFile(join(dir, path), content);
	await git(dir, "add", path);
	await git(dir, "commit", "--quiet", "-m", `change ${path}`);
	return git(dir, "rev-parse", "HEAD");
}

describe("cloning", () => {
	it("a public repository needs no token and brings the seeded files", async () => {
		const dir = await clone(undefined);
		expect(await git(dir, "ls-files")).toBe(
			".github/baton.yml\nREADME.md\nsrc/a.txt",
		);
		expect(await git(dir, "fsck", "--strict")).toBe("");
	});

	it("is refused with an unknown token, and a private repository to those who may not see it", async () => {
		const authorization = `Basic ${btoa("x-access-token:ghp_unknown")}`;
		const answer = await fetch(
			`${remote(undefined)}/info/refs?service=git-upload-pack`,
			{ headers: { authorization } },
		);
		expect(answer.status).toBe(401);
		expect(await git(work, "ls-remote", remote("writer", "secret"))).toMatch(
			/failed: .*not found/is,
		);
		expect(await git(work, "ls-remote", remote(undefined, "secret"))).toContain(
			"failed:",
		);
		expect(await git(work, "ls-remote", remote("boss", "secret"))).toContain(
			"refs/heads/main",
		);
	});

	it("works in the older protocol, shallow, and filtered", async () => {
		const url = remote(undefined);
		expect(
			await git(work, "-c", "protocol.version=0", "ls-remote", url),
		).toContain("refs/heads/main");
		const dir = join(work, "partial");
		await git(
			work,
			"clone",
			"--quiet",
			"--depth=1",
			"--filter=blob:none",
			url,
			dir,
		);
		expect(await git(dir, "log", "--format=%s")).toBe("Initial commit");
	});
});

describe("pushing", () => {
	it("is seen by the REST API, byte for byte, and announced", async () => {
		const dir = await clone("writer");
		const before = await git(dir, "rev-parse", "HEAD");
		const bytes = Buffer.from([0, 255, 1, 254]);
		await commitFile(dir, "data.bin", bytes);
		const head = await commitFile(dir, "src/a.txt", "grün\n");
		expect(await git(dir, "push", "--quiet", "origin", "HEAD:main")).toBe("");
		const { data } = await sample
			.as("writer")
			.repos.getContent({ ...REPO, path: "data.bin" });
		expect(data).toMatchObject({
			type: "file",
			content: expect.stringContaining(bytes.toString("base64")),
		});
		const { data: commits } = await sample
			.unchecked("writer")
			.repos.listCommits(REPO);
		expect(commits.map(({ commit }) => commit.message)).toEqual([
			"change src/a.txt",
			"change data.bin",
			"Initial commit",
		]);
		await sample.forge.settled();
		const push = receiver.received.at(-1);
		expect(push).toMatchObject({ event: "push", isSigned: true });
		expect(push?.payload).toMatchObject({
			ref: "refs/heads/main",
			before,
			after: head,
			sender: { login: "writer" },
			head_commit: {
				id: head,
				message: "change src/a.txt",
				modified: ["src/a.txt"],
			},
			commits: [{ added: ["data.bin"] }, { modified: ["src/a.txt"] }],
			installation: { id: sample.forge.apps.baton?.installationId },
		});
	});

	it("is refused without a token, and to people and Apps without write", async () => {
		for (const name of [undefined, "guest", "sorter", "stranger", "ci"]) {
			const dir = await clone(undefined);
			await commitFile(dir, "x.txt", `${name}`);
			expect(await git(dir, "push", remote(name), "HEAD:refused")).toContain(
				"failed:",
			);
		}
		const { data } = await sample
			.as("writer")
			.git.listMatchingRefs({ ...REPO, ref: "heads/refused" });
		expect(data).toEqual([]);
	});

	it("a large pack, and forcing, deleting and tagging work", async () => {
		const dir = await clone("writer");
		await commitFile(dir, "large.bin", randomBytes(3_000_000));
		expect(await git(dir, "push", "--quiet", "origin", "HEAD:topic")).toBe("");
		await git(dir, "commit", "--quiet", "--amend", "-m", "amended");
		expect(
			await git(
				dir,
				"push",
				"--quiet",
				"--force",
				"origin",
				"HEAD:topic",
				"HEAD:refs/tags/v1",
			),
		).toBe("");
		const { data: branch } = await sample
			.unchecked("writer")
			.repos.getBranch({ ...REPO, branch: "topic" });
		expect(branch.commit.sha).toBe(await git(dir, "rev-parse", "HEAD"));
		const { data: tag } = await sample
			.as("writer")
			.git.getRef({ ...REPO, ref: "tags/v1" });
		expect(tag.object.sha).toBe(branch.commit.sha);
		expect(await git(dir, "push", "--quiet", "origin", ":topic")).toBe("");
		expect(
			await refusedWith(
				sample
					.unchecked("writer")
					.repos.getBranch({ ...REPO, branch: "topic" }),
			),
		).toBe(404);
	});
});

describe("the board's branch", () => {
	it("can be an orphan pushed by the App, often, and its files are readable over REST", async () => {
		const dir = await clone("baton");
		await git(dir, "checkout", "--quiet", "--orphan", "baton/board");
		await git(dir, "rm", "-rfq", ".");
		let head = "";
		for (let n = 0; n < 12; n++) {
			await appendFile(join(dir, "log.txt"), `${n}\n`);
			head = await commitFile(dir, "state.txt", `${n}\n`);
			expect(
				await git(dir, "push", "--quiet", "origin", "HEAD:baton/board"),
			).toBe("");
		}
		const read = async () => {
			const { data } = await sample
				.as("guest")
				.repos.getContent({ ...REPO, path: "state.txt", ref: "baton/board" });
			return Buffer.from(
				(data as { content: string }).content,
				"base64",
			).toString("utf8");
		};
		expect(await read()).toBe("11\n");
		const { data: ref } = await sample
			.as("baton")
			.git.getRef({ ...REPO, ref: "heads/baton/board" });
		expect(ref.object.sha).toBe(head);
		await sample.forge.settled();
		const pushes = receiver.received.filter(
			({ event, payload }) =>
				event === "push" && payload.ref === "refs/heads/baton/board",
		);
		expect(pushes[0]?.payload).toMatchObject({
			created: true,
			sender: { login: "baton[bot]" },
		});
		expect(pushes.at(-1)?.payload.after).toBe(head);

		await sample.as("baton").repos.createOrUpdateFileContents({
			...REPO,
			branch: "baton/board",
			path: "by-rest.txt",
			message: "by REST",
			content: btoa("x\n"),
		});
		await git(dir, "fetch", "--quiet");
		expect(await git(dir, "ls-tree", "--name-only", "origin/baton/board")).toBe(
			"by-rest.txt\nstate.txt",
		);
		await git(dir, "reset", "--hard", "--quiet", "origin/baton/board");
		await commitFile(dir, "state.txt", "after\n");
		await git(dir, "push", "--quiet", "origin", "HEAD:baton/board");
		expect(await read()).toBe("after\n");
	});
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
		const dir = await clone(undefined);
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
		const dir = await clone(undefined);
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
		const dir = await clone("writer");
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
		const dir = await clone("writer");
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
