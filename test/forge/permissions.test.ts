import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REPO, refusedWith, type Sample, startSample } from "./sample.ts";

let sample: Sample;
beforeAll(async () => {
	sample = await startSample();
});
afterAll(() => sample.end());

describe("the role on a repository", () => {
	it.each([
		["boss", "admin", "admin"],
		["keeper", "write", "maintain"],
		["writer", "write", "write"],
		["sorter", "read", "triage"],
		["guest", "read", "read"],
		["stranger", "read", "read"],
	])(
		"of %s is told as %s, by name %s",
		async (username, permission, role_name) => {
			const { data } = await sample
				.as("baton")
				.repos.getCollaboratorPermissionLevel({ ...REPO, username });
			expect(data).toMatchObject({
				permission,
				role_name,
				user: { login: username, role_name },
			});
		},
	);

	it("of a bot and of somebody unknown is not found", async () => {
		const ask = (username: string) =>
			sample
				.as("baton")
				.repos.getCollaboratorPermissionLevel({ ...REPO, username });
		expect(await refusedWith(ask("nobody"))).toBe(404);
		expect(await refusedWith(ask("baton[bot]"))).toBe(404);
	});

	it("is not told to those who may only read", async () => {
		const ask = sample
			.as("guest")
			.repos.getCollaboratorPermissionLevel({ ...REPO, username: "writer" });
		expect(await refusedWith(ask)).toBe(403);
	});
});

describe("a repository", () => {
	it("tells each caller what they themselves may do, and who collaborates", async () => {
		const { data } = await sample.as("writer").repos.get(REPO);
		expect(data.permissions).toMatchObject({
			pull: true,
			push: true,
			maintain: false,
			admin: false,
		});
		const { data: people } = await sample
			.as("writer")
			.repos.listCollaborators(REPO);
		const roles = Object.fromEntries(
			people.map(({ login, role_name }) => [login, role_name]),
		);
		expect(roles).toEqual({
			boss: "admin",
			keeper: "maintain",
			writer: "write",
			sorter: "triage",
			guest: "read",
			stranger: "read",
		});
	});

	it("that is private is not there for others, and is for its owner's admins", async () => {
		const secret = { owner: "acme", repo: "secret" };
		expect(await refusedWith(sample.as("writer").repos.get(secret))).toBe(404);
		expect(
			await refusedWith(sample.as("writer").issues.listForRepo(secret)),
		).toBe(404);
		expect(
			await refusedWith(sample.as("baton").issues.listForRepo(secret)),
		).toBe(404);
		expect(await refusedWith(sample.as("boss").repos.get(secret))).toBe(0);
	});
});

describe("assignees", () => {
	it("are those who may at least triage", async () => {
		const { data } = await sample.as("writer").issues.listAssignees(REPO);
		expect(data.map(({ login }) => login).sort()).toEqual([
			"boss",
			"keeper",
			"sorter",
			"writer",
		]);
		const check = (assignee: string) =>
			refusedWith(
				sample
					.as("writer")
					.issues.checkUserCanBeAssigned({ ...REPO, assignee }),
			);
		expect([
			await check("writer"),
			await check("guest"),
			await check("baton[bot]"),
		]).toEqual([0, 404, 404]);
	});
});

describe("credentials", () => {
	it("that nobody gave out are refused, for reading too", async () => {
		const answer = await fetch(`${sample.forge.apiUrl}/repos/acme/demo`, {
			headers: { authorization: "Bearer ghp_made_up" },
		});
		expect(answer.status).toBe(401);
		expect(await answer.json()).toMatchObject({ message: "Bad credentials" });
		expect(answer.headers.get("date")).toMatch(/GMT$/);
	});

	it("are not needed to read what is public, and are for what is not", async () => {
		const ask = (path: string) =>
			fetch(`${sample.forge.apiUrl}${path}`).then(({ status }) => status);
		expect(await ask("/repos/acme/demo/issues")).toBe(200);
		expect(await ask("/repos/acme/secret/issues/1/events")).toBe(404);
		expect(await ask("/user")).toBe(401);
	});

	it("minted for an installation end after an hour", async () => {
		let nowMs = Date.now();
		const aging = await startSample({ clock: () => nowMs });
		try {
			const minted = await aging
				.asApp("baton")
				.apps.createInstallationAccessToken({
					installation_id: aging.forge.apps.baton?.installationId ?? 0,
				});
			const reads = () =>
				refusedWith(
					aging.unchecked(minted.data.token).issues.listForRepo(REPO),
				);
			expect(await reads()).toBe(0);
			nowMs += 3_600_001;
			expect(await reads()).toBe(401);
		} finally {
			await aging.end();
		}
	});

	it("of an App are a JWT signed with its key", async () => {
		const { data } = await sample.asApp("ci").apps.getRepoInstallation(REPO);
		expect(data).toMatchObject({
			id: sample.forge.apps.ci?.installationId,
			app_slug: "ci",
		});
		const forged = `eyJhbGciOiJSUzI1NiJ9.${btoa(JSON.stringify({ iss: sample.forge.apps.ci?.id, exp: 9e9 }))}.c2ln`;
		expect(
			await refusedWith(sample.unchecked(forged).apps.getAuthenticated()),
		).toBe(401);
	});

	it("of an installation list its repositories", async () => {
		const { data } = await sample
			.as("ci")
			.apps.listReposAccessibleToInstallation();
		expect(data).toMatchObject({
			total_count: 1,
			repository_selection: "selected",
			repositories: [{ full_name: "acme/demo" }],
		});
	});
});
