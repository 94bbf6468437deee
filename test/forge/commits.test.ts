import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Clones, commitFile, git, startClones } from "./git-client.ts";
import { REPO, refusedWith, type Sample, startSample } from "./sample.ts";

let sample: Sample;
let clones: Clones;
let dir: string;
beforeAll(async () => {
	sample = await startSample();
	clones = startClones(sample.forge);
});
beforeEach(async () => {
	dir = await clones.clone("writer");
});
afterAll(async () => {
	await sample.end();
	await clones.remove();
});

async function push(
	branch: string,
	path: string,
	text: string,
): Promise<string> {
	const sha = await commitFile(dir, path, text);
	await git(
		dir,
		"push",
		"--quiet",
		"--force",
		"origin",
		`HEAD:refs/heads/${branch}`,
	);
	return sha;
}

const compare = async (basehead: string, query: object = {}) =>
	(
		await sample
			.as("guest")
			.repos.compareCommitsWithBasehead({ ...REPO, basehead, ...query })
	).data;

describe("a commit", () => {
	it("is found by branch, tag, name and the start of its name, and tells its files", async () => {
		const sha = await push("task/1-found", "src/a.txt", "a\nb\n");
		await git(dir, "push", "--quiet", "origin", `${sha}:refs/tags/v1`);
		const refs = [
			"task/1-found",
			"heads/task/1-found",
			"v1",
			"tags/v1",
			sha,
			sha.slice(0, 7),
		];
		for (const ref of refs) {
			const { data } = await sample
				.as("guest")
				.repos.getCommit({ ...REPO, ref });
			expect([ref, data.sha]).toEqual([ref, sha]);
			expect(data.author).toMatchObject({ login: "writer" });
			expect(data.stats).toEqual({ total: 1, additions: 1, deletions: 0 });
			expect(data.files?.map((file) => [file.filename, file.patch])).toEqual([
				["src/a.txt", "@@ -1 +1,2 @@\n a\n+b"],
			]);
		}
		for (const ref of [
			"nothing",
			"v2",
			"main^",
			"--help",
			"@{-1}",
			"0".repeat(40),
		])
			expect(
				await refusedWith(sample.as("guest").repos.getCommit({ ...REPO, ref })),
			).toBe(422);
		const { data: root } = await sample
			.as("guest")
			.repos.getCommit({ ...REPO, ref: "HEAD" });
		expect(root.parents).toEqual([]);
		expect(root.files?.length).toBe(3);
	});

	it("that was forced away is still there, after a restart too", async () => {
		const lost = await push("task/2-lost", "b.txt", "1\n");
		await git(
			dir,
			"push",
			"--quiet",
			"--force",
			"origin",
			"origin/main:refs/heads/task/2-lost",
		);
		await sample.forge.settled();
		await sample.forge.close();
		sample = await startSample({ dataDir: sample.dataDir });
		const { data } = await sample
			.as("guest")
			.repos.getCommit({ ...REPO, ref: lost });
		expect(data.files?.map((file) => file.filename)).toEqual(["b.txt"]);
		expect(await compare(`main...${lost}`)).toMatchObject({
			status: "ahead",
			ahead_by: 1,
		});
		await sample
			.as("ci")
			.checks.create({ ...REPO, name: "test", head_sha: lost });
		await clones.remove();
		clones = startClones(sample.forge);
	});
});

describe("a comparison", () => {
	it("counts what each side has alone, and shows what the head changed since they parted", async () => {
		const { data: main } = await sample
			.as("guest")
			.repos.getBranch({ ...REPO, branch: "main" });
		const first = await push("task/3-ahead", "c.txt", "1\n");
		const second = await push("task/3-ahead", "d.txt", "1\n");
		await git(dir, "checkout", "--quiet", "origin/main");
		await push("other", "e.txt", "1\n");
		const shown = await compare("other...task/3-ahead");
		expect(shown).toMatchObject({
			status: "diverged",
			ahead_by: 2,
			behind_by: 1,
			total_commits: 2,
			merge_base_commit: { sha: main.commit.sha },
		});
		expect(shown.commits.map(({ sha }) => sha)).toEqual([first, second]);
		expect(shown.files?.map((file) => [file.filename, file.status])).toEqual([
			["c.txt", "added"],
			["d.txt", "added"],
		]);
		expect((await compare("task/3-ahead...main")).status).toBe("behind");
		expect((await compare("main...acme:main")).status).toBe("identical");
		const second_page = await compare("main...task/3-ahead", {
			per_page: 1,
			page: 2,
		});
		expect(second_page.commits.map(({ sha }) => sha)).toEqual([second]);
		expect(second_page.files).toEqual([]);
	});

	it("of what is not there, or has nothing in common, is not found", async () => {
		await git(dir, "checkout", "--quiet", "--orphan", "alone");
		await push("alone", "f.txt", "1\n");
		for (const basehead of [
			"main...nothing",
			"nothing...main",
			"main",
			"main...alone",
		])
			expect(await refusedWith(compare(basehead))).toBe(404);
	});
});

describe("a branch", () => {
	it("tells its head and whether it is protected, also with slashes in its name", async () => {
		const sha = await push("task/4/deep", "g.txt", "1\n");
		const { data } = await sample
			.as("guest")
			.repos.getBranch({ ...REPO, branch: "task/4/deep" });
		expect(data).toMatchObject({
			name: "task/4/deep",
			protected: false,
			commit: { sha, commit: { message: "change g.txt" } },
		});
		await git(dir, "push", "--quiet", "origin", ":task/4/deep");
		const gone = sample
			.as("guest")
			.repos.getBranch({ ...REPO, branch: "task/4/deep" });
		expect(await refusedWith(gone)).toBe(404);
	});
});
