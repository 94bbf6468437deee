import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Clones, commitFile, git, startClones } from "./git-client.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { REPO, refusedWith, type Sample, SEED, startSample } from "./sample.ts";

/** Two Apps that write checks, and one that asks for their events without being allowed to. */
const seed = {
	...SEED,
	apps: [
		...SEED.apps,
		{
			slug: "deaf",
			name: "Deaf",
			permissions: { issues: "read" } as const,
			events: ["check_run", "check_suite", "status", "pull_request"],
			repositories: ["acme/demo"],
		},
	],
};

let sample: Sample;
let receiver: Receiver;
let ciReceiver: Receiver;
let clones: Clones;
beforeAll(async () => {
	sample = await startSample({ seed });
	receiver = await startReceiver(sample.forge.apps.baton?.webhookSecret ?? "");
	sample.forge.addReceiver("baton", receiver.url);
	ciReceiver = await startReceiver(sample.forge.apps.ci?.webhookSecret ?? "");
	sample.forge.addReceiver("ci", ciReceiver.url);
	clones = startClones(sample.forge);
});
afterAll(async () => {
	await sample.end();
	await receiver.close();
	await ciReceiver.close();
	await clones.remove();
});

/** Pushes a commit to a branch of its own and answers its name. */
async function pushed(branch: string): Promise<string> {
	const dir = await clones.clone("writer");
	const sha = await commitFile(dir, `${branch.replace(/\W/g, "-")}.txt`, "x\n");
	await git(dir, "push", "--quiet", "origin", `HEAD:${branch}`);
	return sha;
}

/** Lets all webhooks arrive and forgets them. */
async function forgetReceived(): Promise<void> {
	await sample.forge.settled();
	receiver.received.length = 0;
	ciReceiver.received.length = 0;
}

/** The status and message that a request was refused with. */
async function refusalOf(call: Promise<unknown>): Promise<string> {
	return call.then(
		() => "answered",
		(error: Error & { status?: number }) =>
			`${error.status} ${error.message.split(" - ")[0]}`,
	);
}

describe("a check run", () => {
	it("carries the App of the token that made it, which alone may change it", async () => {
		const head_sha = await pushed("own");
		const { data: made } = await sample.as("ci").checks.create({
			...REPO,
			name: "test",
			head_sha,
			details_url: "https://ci.example/1",
			external_id: "42",
		});
		expect(made).toMatchObject({
			head_sha,
			status: "queued",
			conclusion: null,
			completed_at: null,
			external_id: "42",
			details_url: "https://ci.example/1",
			app: { slug: "ci", id: sample.forge.apps.ci?.id },
		});
		const target = { ...REPO, check_run_id: made.id };
		const done = { ...target, conclusion: "success" } as const;
		expect(await refusalOf(sample.as("baton").checks.update(done))).toMatch(
			/^403 Invalid app_id/,
		);
		const { data: running } = await sample
			.as("ci")
			.checks.update({ ...target, status: "in_progress" });
		expect(running).toMatchObject({ status: "in_progress", conclusion: null });
		const { data: ended } = await sample.as("ci").checks.update(done);
		expect(ended).toMatchObject({ status: "completed", conclusion: "success" });
		expect(ended.completed_at).toMatch(/^\d{4}-.*Z$/);
		const { data: read } = await sample.as("guest").checks.get(target);
		expect(read).toEqual(ended);
	});

	it("is refused to people, at unknown commits, and to Apps without the permission", async () => {
		const head_sha = await pushed("refused");
		const run = { ...REPO, name: "test", head_sha };
		expect(await refusalOf(sample.as("boss").checks.create(run))).toBe(
			"403 You must authenticate via a GitHub App.",
		);
		const unknown = "1234567890123456789012345678901234567890";
		expect(
			await refusalOf(
				sample.as("ci").checks.create({ ...run, head_sha: unknown }),
			),
		).toBe(`422 No commit found for SHA: ${unknown}`);
		expect(
			await refusedWith(
				sample.as("ci").checks.create({ ...run, head_sha: "main" }),
			),
		).toBe(422);
		const { data: token } = await sample
			.asApp("ci")
			.apps.createInstallationAccessToken({
				installation_id: sample.forge.apps.ci?.installationId ?? 0,
				permissions: { metadata: "read" },
			});
		expect(await refusalOf(sample.as(token.token).checks.create(run))).toBe(
			"403 Resource not accessible by integration",
		);
	});

	it.each([
		["a conclusion that does not exist", { conclusion: "green" }],
		["a completed status without conclusion", { status: "completed" }],
		[
			"a time of completion without conclusion",
			{ completed_at: "2026-11-20T19:30:00Z" },
		],
		["an empty name", { name: " " }],
		["an output without summary", { output: { title: "t" } }],
		["an address that is none", { details_url: "ci" }],
		[
			"four buttons",
			{ actions: [1, 2, 3, 4].map((n) => button({ identifier: `${n}` })) },
		],
		[
			"a label of 21 characters",
			{ actions: [button({ label: "x".repeat(21) })] },
		],
		[
			"a description of 41",
			{ actions: [button({ description: "x".repeat(41) })] },
		],
		[
			"an identifier of 21",
			{ actions: [button({ identifier: "x".repeat(21) })] },
		],
	])("with %s is refused", async (_, wrong) => {
		const { data } = await sample
			.as("ci")
			.repos.getBranch({ ...REPO, branch: "main" });
		const body = { ...REPO, name: "test", head_sha: data.commit.sha, ...wrong };
		const call = sample
			.unchecked("ci")
			.request("POST /repos/{owner}/{repo}/check-runs", body as never);
		expect(await refusedWith(call)).toBe(422);
	});

	it("is nothing that an App without the permission hears of or reads", async () => {
		const head_sha = await pushed("secret");
		await sample.as("ci").checks.create({ ...REPO, name: "test", head_sha });
		await sample.forge.settled();
		const { data } = await sample.asApp("deaf").apps.listWebhookDeliveries();
		expect(data).toEqual([]);
		const read = sample
			.as("deaf")
			.checks.listForRef({ ...REPO, ref: head_sha });
		expect(await refusedWith(read)).toBe(403);
	});

	it("is announced with everything that belongs to it", async () => {
		await forgetReceived();
		const head_sha = await pushed("task/1-announced");
		const { data: made } = await sample
			.as("ci")
			.checks.create({ ...REPO, name: "test", head_sha });
		const target = { ...REPO, check_run_id: made.id };
		await sample.as("ci").checks.update({ ...target, conclusion: "failure" });
		await sample.forge.settled();
		expect(receiver.names()).toEqual([
			"check_suite.requested",
			"create",
			"push",
			"check_run.created",
			"check_run.completed",
			"check_suite.completed",
		]);
		const [requested, , , , completed, suite] = receiver.received;
		expect(requested?.payload.check_suite.app.slug).toBe("baton");
		expect(completed).toMatchObject({
			isSigned: true,
			payload: {
				check_run: {
					id: made.id,
					name: "test",
					conclusion: "failure",
					app: { slug: "ci" },
					check_suite: { head_sha, head_branch: "task/1-announced" },
					pull_requests: [],
				},
				repository: { full_name: "acme/demo" },
				sender: { login: "ci[bot]", type: "Bot" },
				installation: { id: sample.forge.apps.baton?.installationId },
			},
		});
		expect(suite?.payload.check_suite).toMatchObject({
			conclusion: "failure",
			app: { slug: "ci" },
			head_commit: { id: head_sha },
		});
	});
});

function button(changes: object): object {
	return {
		label: "Approve",
		description: "d",
		identifier: "approve",
		...changes,
	};
}

describe("the check runs of a commit", () => {
	it("are the newest of each App and name, or all, filtered and newest first", async () => {
		const head_sha = await pushed("list");
		const ids: number[] = [];
		const add = async (
			app: string,
			name: string,
			conclusion: "success" | "failure",
		) => {
			const run = { ...REPO, name, head_sha, conclusion };
			ids.push((await sample.as(app).checks.create(run)).data.id);
		};
		await add("ci", "test", "failure");
		await add("ci", "Test", "failure");
		await add("ci", "test", "success");
		await add("baton", "test", "failure");
		const list = async (query: object) => {
			const { data } = await sample
				.as("guest")
				.checks.listForRef({ ...REPO, ref: "list", ...query });
			return data.check_runs.map(({ id }) => ids.indexOf(id));
		};
		expect(await list({})).toEqual([3, 2, 1]);
		expect(await list({ filter: "all" })).toEqual([3, 2, 1, 0]);
		expect(await list({ check_name: "test" })).toEqual([3, 2]);
		expect(
			await list({ app_id: sample.forge.apps.ci?.id, check_name: "test" }),
		).toEqual([2]);
		expect(await list({ status: "in_progress" })).toEqual([]);
		const suites = await sample
			.as("guest")
			.checks.listSuitesForRef({ ...REPO, ref: head_sha });
		expect(
			suites.data.check_suites.map((s) => [s.app?.slug, s.conclusion]),
		).toEqual(
			expect.arrayContaining([
				["ci", "failure"],
				["baton", "failure"],
			]),
		);
		const id = suites.data.check_suites[0]?.id ?? 0;
		const { data: suite } = await sample
			.as("guest")
			.checks.getSuite({ ...REPO, check_suite_id: id });
		expect(suite.head_sha).toBe(head_sha);
		const { data: inSuite } = await sample
			.as("guest")
			.checks.listForSuite({ ...REPO, check_suite_id: id, filter: "all" });
		const apps = new Set(inSuite.check_runs.map((run) => run.app?.id));
		expect([...apps]).toEqual([suite.app?.id]);
	});

	it("are a thousand, and come in pages", async () => {
		const head_sha = await pushed("many");
		const ci = sample.unchecked("ci");
		for (let at = 0; at < 1000; at += 50)
			await Promise.all(
				Array.from({ length: 50 }, (_, n) =>
					ci.checks.create({ ...REPO, name: `check ${at + n}`, head_sha }),
				),
			);
		const all = await sample
			.as("ci")
			.paginate(sample.as("ci").checks.listForRef, {
				...REPO,
				ref: head_sha,
				per_page: 100,
			});
		expect(new Set(all.map(({ name }) => name)).size).toBe(1000);
	}, 60_000);

	it("stay with a commit that was forced away, and a branch that is gone answers 422", async () => {
		const head_sha = await pushed("gone");
		await sample.as("ci").checks.create({ ...REPO, name: "test", head_sha });
		const dir = await clones.clone("writer");
		await git(dir, "push", "--quiet", "--force", "origin", "main:gone");
		const at = (ref: string) =>
			sample.as("ci").checks.listForRef({ ...REPO, ref });
		expect((await at("gone")).data.total_count).toBe(0);
		expect((await at(head_sha)).data.total_count).toBe(1);
		await git(dir, "push", "--quiet", "origin", ":gone");
		expect((await at(head_sha)).data.total_count).toBe(1);
		expect(await refusedWith(at("gone"))).toBe(422);
		expect(await refusedWith(at("main~1"))).toBe(422);
	});
});

describe("a button", () => {
	it("is pressed by a writer, and only the App it belongs to hears of it", async () => {
		const head_sha = await pushed("buttons");
		const { data: run } = await sample.as("baton").checks.create({
			...REPO,
			name: "baton",
			head_sha,
			conclusion: "action_required",
			actions: [
				{ label: "Approve", description: "Let it pass", identifier: "approve" },
			],
		});
		await forgetReceived();
		const press = (name: string, identifier: string) =>
			sample
				.unchecked(name)
				.request(
					`POST /_forge/repos/acme/demo/check-runs/${run.id}/actions/${identifier}`,
				);
		expect((await press("keeper", "approve")).status).toBe(204);
		expect(await refusedWith(press("sorter", "approve"))).toBe(403);
		expect(await refusedWith(press("baton", "approve"))).toBe(403);
		expect(await refusedWith(press("keeper", "other"))).toBe(404);
		await sample.forge.settled();
		expect(ciReceiver.names()).toEqual([]);
		expect(receiver.names()).toEqual(["check_run.requested_action"]);
		expect(receiver.received[0]?.payload).toMatchObject({
			requested_action: { identifier: "approve" },
			check_run: { id: run.id, app: { slug: "baton" }, head_sha },
			sender: { login: "keeper" },
			installation: { id: sample.forge.apps.baton?.installationId },
		});
	});

	it("runs a check again, which is the App's to do", async () => {
		const head_sha = await pushed("again");
		const { data: run } = await sample.as("ci").checks.create({
			...REPO,
			name: "test",
			head_sha,
			conclusion: "failure",
		});
		await forgetReceived();
		const target = { ...REPO, check_run_id: run.id };
		await sample.as("ci").checks.rerequestRun(target);
		expect(
			await refusedWith(sample.as("baton").checks.rerequestRun(target)),
		).toBe(403);
		await sample
			.unchecked("writer")
			.request(`POST /_forge/repos/acme/demo/check-runs/${run.id}/rerequest`);
		await sample.forge.settled();
		expect(receiver.names()).toEqual([]);
		expect(
			ciReceiver.received.map(({ payload }) => [
				payload.action,
				payload.sender.login,
			]),
		).toEqual([
			["rerequested", "ci[bot]"],
			["rerequested", "writer"],
		]);
		expect((await sample.as("ci").checks.get(target)).data.conclusion).toBe(
			"failure",
		);
	});
});
