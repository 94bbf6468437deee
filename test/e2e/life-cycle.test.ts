import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DEMO, openDemoIssues } from "../../src/demo.ts";
import {
	type AppOnForge,
	startAppOnForge,
	subjectsOf,
} from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";

const CONFIG = "review: never\npushes_per_minute: 0\n";

let app: AppOnForge;
/** Paths that the app asked for and what it sent to them, since this was emptied. */
let asked: string[];

beforeEach(async () => {
	asked = [];
	app = await startAppOnForge({
		config: CONFIG,
		fetch: (input, init) => {
			asked.push(`${init?.method} ${new URL(String(input)).pathname}`);
			return fetch(input, init);
		},
	});
	await app.served.sweep();
	await openDemoIssues(app.client.as("maintainer"), () => Promise.resolve());
	await onBoard("enroll 1");
});
afterEach(() => app.close());

const repos = () => app.client.as("maintainer").rest.repos;

/** What the App does with its installations. */
function asApp(): Octokit["rest"]["apps"] {
	const { id, privateKey } = app.forge.apps.baton as {
		id: number;
		privateKey: string;
	};
	const octokit = new Octokit({
		authStrategy: createAppAuth,
		auth: { appId: id, privateKey },
		baseUrl: app.forge.apiUrl,
	});
	return octokit.rest.apps;
}

async function onBoard(subject: string): Promise<void> {
	await until(subject, async () =>
		(await subjectsOf(app.board)).find((one) => one.startsWith(subject)),
	);
}

describe("a repository that is renamed goes on under its new name", () => {
	test("as told by the webhook, without a restart", async () => {
		await repos().update({ ...DEMO, name: "renamed" });
		await until("a look under the new name", async () =>
			asked.find((one) => one.includes("/acme/renamed")),
		);
		expect(await app.client.tell("alice", 1, "/claim")).toBe("rocket");
		asked = [];
		expect(await app.client.tell("alice", 1, "/release")).toBe("rocket");
		expect(asked.filter((one) => one.includes("/acme/demo"))).toEqual([]);
	});

	test("as found by the sweep, when no webhook told", async () => {
		await app.forge.control({ kind: "lose-deliveries", as: "unseen" });
		await repos().update({ ...DEMO, name: "renamed" });
		const comment = await app.client.say("alice", 1, "/claim");
		await app.forge.control({ kind: "deliver" });
		await app.served.sweep();
		expect(await app.client.receipt(comment)).toBe("rocket");
	});
});

describe("nothing is read or written in a repository", () => {
	test("that is archived, until it is taken back: then what was missed is heard", async () => {
		const comment = await app.client.say("alice", 1, "/claim");
		await app.client.receipt(comment);
		await app.served.sweep();
		await repos().update({ ...DEMO, archived: true });
		await app.forge.settled();
		await app.served.sweep();
		asked = [];
		await app.served.sweep();
		expect(asked.filter((one) => one.includes("/acme/demo"))).toEqual([]);
		await repos().update({ ...DEMO, archived: false });
		await app.forge.settled();
		expect(await app.client.tell("alice", 1, "/release")).toBe("rocket");
	});

	test("whose installation is suspended, until it is not: what was said meanwhile is done then", async () => {
		await asApp().suspendInstallation({ installation_id: app.installationId });
		await app.forge.settled();
		await app.served.sweep();
		asked = [];
		const comment = await app.client.say("alice", 1, "/claim");
		await app.forge.settled();
		await app.served.sweep();
		expect(asked.filter((one) => one.includes("/acme/demo"))).toEqual([]);
		await asApp().unsuspendInstallation({
			installation_id: app.installationId,
		});
		expect(await app.client.receipt(comment)).toBe("rocket");
	});

	test("that the App was taken out of, until it is let in again", async () => {
		const { data } = await repos().get(DEMO);
		const place = {
			installation_id: app.installationId,
			repository_id: data.id,
		};
		const { apps } = app.client.as("maintainer").rest;
		await apps.removeRepoFromInstallationForAuthenticatedUser(place);
		await app.forge.settled();
		await app.served.sweep();
		asked = [];
		const comment = await app.client.say("alice", 1, "/claim");
		await app.forge.settled();
		await app.served.sweep();
		expect(asked.filter((one) => one.includes("/acme/demo"))).toEqual([]);
		await apps.addRepoToInstallationForAuthenticatedUser(place);
		expect(await app.client.receipt(comment)).toBe("rocket");
	});

	test("that the App is installed on no more, and no door stays open", async () => {
		await asApp().deleteInstallation({ installation_id: app.installationId });
		await app.forge.settled();
		await app.served.sweep();
		asked = [];
		await app.client.say("alice", 1, "/claim");
		await app.served.sweep();
		expect(asked.filter((one) => one.includes("/acme/demo"))).toEqual([]);
	});
});

test("a repository without a commit has a board all the same, by the default config", async () => {
	const empty = await startAppOnForge({
		seed: (seed) => ({
			...seed,
			repositories: seed.repositories.map((one) => ({ ...one, files: {} })),
		}),
	});
	try {
		await empty.served.sweep();
		const { data } = await empty.client.as("maintainer").rest.issues.create({
			...DEMO,
			title: "The first issue",
			labels: ["baton"],
		});
		expect(await empty.client.tell("alice", data.number, "/claim")).toBe(
			"rocket",
		);
		expect((await subjectsOf(empty.board)).length).toBeGreaterThan(2);
	} finally {
		await empty.close();
	}
});
