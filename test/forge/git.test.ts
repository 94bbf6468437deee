import { randomBytes } from "node:crypto";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
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

describe("cloning", () => {
	it("a public repository needs no token and brings the seeded files", async () => {
		const dir = await clones.clone(undefined);
		expect(await git(dir, "ls-files")).toBe(
			".github/baton.yml\nREADME.md\nsrc/a.txt",
		);
		expect(await git(dir, "fsck", "--strict")).toBe("");
	});

	it("is refused with an unknown token, and a private repository to those who may not see it", async () => {
		const authorization = `Basic ${btoa("x-access-token:ghp_unknown")}`;
		const answer = await fetch(
			`${clones.remote(undefined)}/info/refs?service=git-upload-pack`,
			{ headers: { authorization } },
		);
		expect(answer.status).toBe(401);
		expect(
			await git(clones.dir, "ls-remote", clones.remote("writer", "secret")),
		).toMatch(/failed: .*not found/is);
		expect(
			await git(clones.dir, "ls-remote", clones.remote(undefined, "secret")),
		).toContain("failed:");
		expect(
			await git(clones.dir, "ls-remote", clones.remote("boss", "secret")),
		).toContain("refs/heads/main");
	});

	it("works in the older protocol, shallow, and filtered", async () => {
		const url = clones.remote(undefined);
		expect(
			await git(clones.dir, "-c", "protocol.version=0", "ls-remote", url),
		).toContain("refs/heads/main");
		const dir = join(clones.dir, "partial");
		await git(
			clones.dir,
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
		const dir = await clones.clone("writer");
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
			const dir = await clones.clone(undefined);
			await commitFile(dir, "x.txt", `${name}`);
			expect(
				await git(dir, "push", clones.remote(name), "HEAD:refused"),
			).toContain("failed:");
		}
		const { data } = await sample
			.as("writer")
			.git.listMatchingRefs({ ...REPO, ref: "heads/refused" });
		expect(data).toEqual([]);
	});

	it("a large pack, and forcing, deleting and tagging work", async () => {
		const dir = await clones.clone("writer");
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
		const dir = await clones.clone("baton");
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
