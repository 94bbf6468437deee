import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkSchema } from "../support/openapi/check.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { REPO, refusedWith, type Sample, SEED, startSample } from "./sample.ts";

let sample: Sample;
let receiver: Receiver;
let installation_id: number;
beforeEach(async () => {
	sample = await startSample();
	const { webhookSecret = "", installationId = 0 } =
		sample.forge.apps.baton ?? {};
	installation_id = installationId;
	receiver = await startReceiver(webhookSecret);
	sample.forge.addReceiver("baton", receiver.url);
});
afterEach(async () => {
	await sample.end();
	await receiver.close();
});

const app = () => sample.asApp("baton").apps;
const mint = async () =>
	(await app().createInstallationAccessToken({ installation_id })).data.token;
const read = (name: string) => sample.as(name).issues.listForRepo(REPO);

async function heard(): Promise<string[]> {
	await sample.forge.settled();
	return receiver.names();
}

it("an App is told its permissions and events as its manifest has them", async () => {
	const { data } = await app().getAuthenticated();
	const seeded = SEED.apps.find(({ slug }) => slug === "baton");
	expect(data).toMatchObject({
		slug: "baton",
		permissions: { metadata: "read", ...seeded?.permissions },
		events: seeded?.events,
	});
});

describe("a suspended installation", () => {
	it("is told so, and then of nothing until it is taken back", async () => {
		await app().suspendInstallation({ installation_id });
		await sample.as("writer").issues.create({ ...REPO, title: "unheard" });
		expect(await heard()).toEqual(["installation.suspend"]);
		expect(receiver.received[0]?.payload).toMatchObject({
			installation: {
				id: installation_id,
				account: { login: "acme" },
				suspended_at: expect.any(String),
				suspended_by: { login: "baton[bot]" },
			},
		});
		await app().suspendInstallation({ installation_id });
		await app().unsuspendInstallation({ installation_id });
		await sample.as("writer").issues.create({ ...REPO, title: "heard" });
		expect(await heard()).toEqual([
			"installation.suspend",
			"installation.unsuspend",
			"issues.opened",
		]);
		expect(receiver.received[1]?.payload.installation).toMatchObject({
			suspended_at: null,
			suspended_by: null,
		});
	});

	it("can do nothing with its tokens and gets no new ones", async () => {
		const token = await mint();
		await app().suspendInstallation({ installation_id });
		for (const name of ["baton", token])
			expect(await read(name).catch(String)).toContain(
				"This installation has been suspended",
			);
		expect(await refusedWith(mint())).toBe(403);
		const refs = `${sample.forge.gitUrl("acme", "demo")}/info/refs?service=git-upload-pack`;
		const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
		const headers = { authorization: `Basic ${basic}` };
		expect((await fetch(refs, { headers })).status).toBe(403);
		expect((await app().listInstallations()).data[0]?.suspended_at).toEqual(
			expect.any(String),
		);
		expect(await refusedWith(read("ci"))).toBe(0);
		await app().unsuspendInstallation({ installation_id });
		expect(await refusedWith(read(token))).toBe(0);
	});
});

describe("an installation that ends", () => {
	it("says what it could see, and its tokens are worth nothing", async () => {
		const token = await mint();
		await app().deleteInstallation({ installation_id });
		await sample.as("writer").issues.create({ ...REPO, title: "unheard" });
		expect(await heard()).toEqual(["installation.deleted"]);
		expect(receiver.received[0]?.payload).toMatchObject({
			installation: { id: installation_id },
			repositories: [{ full_name: "acme/demo", private: false }],
		});
		for (const name of ["baton", token])
			expect(await refusedWith(read(name))).toBe(401);
		expect(await refusedWith(mint())).toBe(404);
		expect((await app().listInstallations()).data).toEqual([]);
	});

	it("is its own App's to end", async () => {
		const other = sample.asApp("ci").apps;
		const target = { installation_id };
		expect(await refusedWith(other.deleteInstallation(target))).toBe(404);
		expect(await refusedWith(other.suspendInstallation(target))).toBe(404);
		const boss = sample.as("boss").apps;
		expect(await refusedWith(boss.deleteInstallation(target))).toBe(401);
		expect(await heard()).toEqual([]);
	});
});

describe("the repositories of an installation", () => {
	const change = async (name: string, verb: "add" | "remove") => {
		const { data } = await sample
			.as("boss")
			.repos.get({ owner: "acme", repo: "secret" });
		const target = { installation_id, repository_id: data.id };
		const { apps } = sample.as(name);
		return verb === "add"
			? apps.addRepoToInstallationForAuthenticatedUser(target)
			: apps.removeRepoFromInstallationForAuthenticatedUser(target);
	};

	it("grow and shrink by an admin's hand, and the App hears of it", async () => {
		await change("boss", "add");
		await change("boss", "add");
		const { apps } = sample.as(await mint());
		const { data } = await apps.listReposAccessibleToInstallation();
		expect(data.total_count).toBe(2);
		await change("boss", "remove");
		expect(await heard()).toEqual([
			"installation_repositories.added",
			"installation_repositories.removed",
		]);
		const [added, removed] = receiver.received.map(({ payload }) => payload);
		const secret = [expect.objectContaining({ full_name: "acme/secret" })];
		expect(added).toMatchObject({
			installation: { id: installation_id },
			repository_selection: "selected",
			repositories_added: secret,
			repositories_removed: [],
			sender: { login: "boss" },
		});
		for (const [name, payload] of Object.entries({ added, removed }))
			expect(
				checkSchema(`webhook-installation-repositories-${name}`, payload),
			).toEqual([]);
		expect(removed).toMatchObject({
			repositories_added: [],
			repositories_removed: secret,
		});
	});

	it("are no business of anybody else", async () => {
		expect(await refusedWith(change("keeper", "add"))).toBe(403);
		expect(await refusedWith(change("baton", "add"))).toBe(401);
		expect(await heard()).toEqual([]);
	});
});
