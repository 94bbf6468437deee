import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkSchema } from "../support/openapi/check.ts";
import { type Clones, commitFile, git, startClones } from "./git-client.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { REPO, refusedWith, type Sample, SEED, startSample } from "./sample.ts";

const seed = {
	...SEED,
	apps: SEED.apps.map((app) =>
		app.slug === "baton"
			? { ...app, events: [...app.events, "repository"] }
			: app,
	),
};
const RENAMED = { owner: "acme", repo: "renamed" } as const;

let sample: Sample;
let receiver: Receiver;
let clones: Clones;
beforeEach(async () => {
	sample = await startSample({ seed });
	receiver = await startReceiver(sample.forge.apps.baton?.webhookSecret ?? "");
	sample.forge.addReceiver("baton", receiver.url);
	clones = startClones(sample.forge);
});
afterEach(async () => {
	await sample.end();
	await receiver.close();
	await clones.remove();
});

const rename = (name: string) =>
	sample.as("boss").repos.update({ ...REPO, name });

describe("a repository that was renamed", () => {
	it("says so once, and its old name leads to it for reading and for writing", async () => {
		const { data } = await rename("renamed");
		expect(data.full_name).toBe("acme/renamed");
		await sample.forge.settled();
		expect(receiver.names()).toEqual(["repository.renamed"]);
		expect(receiver.received[0]?.payload).toMatchObject({
			changes: { repository: { name: { from: "demo" } } },
			repository: { full_name: "acme/renamed", id: data.id },
			sender: { login: "boss" },
		});
		const api = `${sample.forge.apiUrl}/repos/acme/demo/issues?state=all`;
		const direct = await fetch(api, { redirect: "manual" });
		expect(direct.status).toBe(301);
		expect(direct.headers.get("location")).toBe(
			`${sample.forge.apiUrl}/repositories/${data.id}/issues?state=all`,
		);
		const writer = sample.as("writer").issues;
		const { data: issue } = await writer.create({
			...REPO,
			title: "by the old name",
		});
		const target = { issue_number: issue.number };
		for (const name of [REPO, RENAMED])
			expect((await writer.get({ ...name, ...target })).data.title).toBe(
				"by the old name",
			);
	});

	it("is cloned and pushed to by both names", async () => {
		await rename("renamed");
		const dir = await clones.clone("writer");
		const sha = await commitFile(dir, "b.txt", "b\n");
		await git(dir, "push", "--quiet", "origin", "HEAD:main");
		const { data } = await sample
			.as("guest")
			.repos.getBranch({ ...RENAMED, branch: "main" });
		expect(data.commit.sha).toBe(sha);
	});

	it("loses its old name to the next that is called so, and gets it back by its own will", async () => {
		await rename("renamed");
		await sample.as("boss").repos.update({ ...RENAMED, name: "demo" });
		const { data } = await sample.as("guest").repos.get(REPO);
		expect(data.full_name).toBe("acme/demo");
		expect((await sample.as("guest").repos.get(RENAMED)).data.id).toBe(data.id);
		const made = await sample
			.unchecked("boss")
			.repos.createInOrg({ org: "acme", name: "renamed" });
		expect((await sample.as("guest").repos.get(RENAMED)).data.id).toBe(
			made.data.id,
		);
	});

	it("tells its new name to nobody who may not see it", async () => {
		const SECRET = { owner: "acme", repo: "secret" };
		await sample.as("boss").repos.update({ ...SECRET, name: "hidden" });
		expect((await sample.as("boss").repos.get(SECRET)).data.name).toBe(
			"hidden",
		);
		expect(await refusedWith(sample.as("guest").repos.get(SECRET))).toBe(404);
		const git = `${sample.forge.url}/acme/secret.git/info/refs?service=git-upload-pack`;
		expect((await fetch(git, { redirect: "manual" })).status).toBe(401);
	});

	it("is renamed by admins alone, to a name that nobody has", async () => {
		const as = (name: string) =>
			refusedWith(sample.unchecked(name).repos.update({ ...REPO, name: "x" }));
		expect(await as("keeper")).toBe(403);
		expect(await as("baton")).toBe(403);
		expect(await refusedWith(rename("secret"))).toBe(422);
		await sample.forge.settled();
		expect(receiver.names()).toEqual([]);
	});
});

describe("a repository that is archived", () => {
	const archive = (archived: boolean) =>
		sample.as("boss").repos.update({ ...REPO, archived });

	it("can be read and not written, until it is taken back", async () => {
		const writer = sample.as("writer").issues;
		const { data: issue } = await writer.create({ ...REPO, title: "t" });
		const target = { ...REPO, issue_number: issue.number };
		expect((await archive(true)).data.archived).toBe(true);
		const refused = await writer
			.createComment({ ...target, body: "/claim" })
			.catch(String);
		expect(refused).toContain("Repository was archived so is read-only.");
		expect(
			await refusedWith(
				sample.as("baton").checks.create({
					...REPO,
					name: "baton",
					head_sha: "0".repeat(40),
				}),
			),
		).toBe(403);
		expect(await refusedWith(rename("renamed"))).toBe(403);
		expect((await writer.listComments(target)).data).toEqual([]);
		const dir = await clones.clone("writer");
		await commitFile(dir, "b.txt", "b\n");
		expect(await git(dir, "push", "--quiet", "origin", "HEAD:main")).toContain(
			"This repository was archived",
		);
		expect((await archive(false)).data.archived).toBe(false);
		await writer.createComment({ ...target, body: "/claim" });
	});

	it("says so, once for each time", async () => {
		await archive(true);
		await archive(false);
		await archive(false);
		await sample.as("boss").repos.update({ ...REPO, description: "new" });
		await sample.forge.settled();
		expect(receiver.names()).toEqual([
			"repository.archived",
			"repository.unarchived",
			"repository.edited",
		]);
		const [archived, unarchived] = receiver.received;
		expect(archived?.payload.repository.archived).toBe(true);
		for (const { payload } of [archived, unarchived].flatMap((it) => it ?? []))
			expect(
				checkSchema(`webhook-repository-${payload.action}`, payload),
			).toEqual([]);
		expect(receiver.received[2]?.payload.changes).toEqual({
			description: { from: null },
		});
	});
});

it("a former name and a ruleset outlive the process", async () => {
	const { startForge } = await import("../../src/forge/start-forge.ts");
	await rename("renamed");
	await sample.as("boss").request("POST /repos/{owner}/{repo}/rulesets", {
		...RENAMED,
		name: "no creations",
		enforcement: "active",
		conditions: { ref_name: { include: ["~ALL"], exclude: [] } },
		rules: [{ type: "creation" }],
	});
	await sample.forge.close();
	const { dataDir } = sample;
	const forge = await startForge({ port: 0, dataDir, seed });
	try {
		const answer = await fetch(`${forge.apiUrl}/repos/acme/demo`);
		expect(await answer.json()).toMatchObject({ full_name: "acme/renamed" });
		const rules = `${forge.apiUrl}/repos/acme/renamed/rules/branches/x`;
		expect(await (await fetch(rules)).json()).toHaveLength(1);
	} finally {
		await forge.close();
	}
});
