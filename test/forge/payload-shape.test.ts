import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkSchema } from "../support/openapi/check.ts";
import { type Clones, commitFile, git, startClones } from "./git-client.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { REPO, type Sample, SEED, startSample } from "./sample.ts";

const EVENTS = [
	"check_run",
	"check_suite",
	"status",
	"pull_request",
	"repository",
	"repository_dispatch",
	"workflow_run",
];
const seed = {
	...SEED,
	apps: SEED.apps.map((app) =>
		app.slug === "baton"
			? {
					...app,
					events: EVENTS,
					permissions: {
						checks: "write",
						statuses: "write",
						pull_requests: "write",
						contents: "write",
						actions: "read",
					} as const,
				}
			: app,
	),
};

type Fields = Readonly<Record<string, unknown>>;
const examples = JSON.parse(
	readFileSync(
		new URL(
			"api.github.com/index.json",
			import.meta.resolve("@octokit/webhooks-examples/"),
		),
		"utf8",
	),
) as { name: string; examples: Fields[] }[];

/** The repository is the emulator's; nothing is deployed here; the organization is sent by GitHub for some hooks alone. */
const NOT_SENT = /^organization$|^repository\.|^check_run\.deployment$/;

let sample: Sample;
let receiver: Receiver;
let clones: Clones;
beforeAll(async () => {
	sample = await startSample({ seed });
	receiver = await startReceiver(sample.forge.apps.baton?.webhookSecret ?? "");
	sample.forge.addReceiver("baton", receiver.url);
	clones = startClones(sample.forge);
	const dir = await clones.clone("writer");
	const sha = await commitFile(dir, "a.txt", "1\n");
	await git(dir, "push", "--quiet", "origin", "HEAD:task/1");
	const { data: pull } = await sample
		.as("writer")
		.pulls.create({ ...REPO, title: "t", head: "task/1", base: "main" });
	await commitFile(dir, "a.txt", "2\n");
	await git(dir, "push", "--quiet", "origin", "HEAD:task/1");
	await sample.as("baton").checks.create({
		...REPO,
		name: "test",
		head_sha: sha,
		conclusion: "success",
	});
	await sample
		.as("baton")
		.repos.createCommitStatus({ ...REPO, sha, state: "success" });
	const target = { ...REPO, pull_number: pull.number };
	await sample.as("writer").pulls.update({ ...target, state: "closed" });
	await otherEvents(sha);
	await sample.forge.settled();
});
afterAll(async () => {
	await sample.end();
	await receiver.close();
	await clones.remove();
});

/** Events that no work on an issue or a branch causes. */
async function otherEvents(sha: string): Promise<void> {
	await sample
		.as("writer")
		.repos.createDispatchEvent({ ...REPO, event_type: "on-demand-test" });
	await sample.forge.control({
		kind: "tell-of-run",
		repository: "acme/demo",
		sha,
		sender: "writer",
		conclusion: "success",
	});
	await sample.as("boss").repos.update({ ...REPO, name: "renamed" });
	const { installationId: installation_id = 0 } = sample.forge.apps.baton ?? {};
	const { apps } = sample.asApp("baton");
	await apps.suspendInstallation({ installation_id });
	await apps.unsuspendInstallation({ installation_id });
	await apps.deleteInstallation({ installation_id });
}

/** Names of the fields of a payload and of what lies directly in it. */
function names(payload: Fields): string[] {
	return Object.entries(payload).flatMap(([name, value]) => {
		const isObject =
			typeof value === "object" && value !== null && !Array.isArray(value);
		const inside = isObject ? Object.keys(value) : [];
		return [name, ...inside.map((child) => `${name}.${child}`)];
	});
}

it.each([
	["check_run", "created"],
	["check_run", "completed"],
	["check_suite", "requested"],
	["check_suite", "completed"],
	["status", undefined],
	["pull_request", "opened"],
	["pull_request", "synchronize"],
	["pull_request", "closed"],
	["repository", "renamed"],
	["repository_dispatch", "on-demand-test"],
	["workflow_run", "completed"],
	["installation", "suspend"],
	["installation", "unsuspend"],
	["installation", "deleted"],
])("%s %s has every field that GitHub's own has", (event, action) => {
	const real = examples.find(({ name }) => name === event)?.examples ?? [];
	const [example] = real.filter((payload) => payload.action === action);
	const sent = receiver.received.find(
		(delivery) =>
			delivery.event === event && delivery.payload.action === action,
	);
	const known = names(sent?.payload ?? {});
	const missing = names(example ?? {}).filter(
		(name) => !known.includes(name) && !NOT_SENT.test(name),
	);
	expect(known.length).toBeGreaterThan(10);
	expect(missing).toEqual([]);
});

it.each([
	["status", undefined, "webhook-status"],
	["repository", "renamed", "webhook-repository-renamed"],
	[
		"repository_dispatch",
		"on-demand-test",
		"webhook-repository-dispatch-sample",
	],
	["workflow_run", "completed", "webhook-workflow-run-completed"],
	["installation", "suspend", "webhook-installation-suspend"],
	["installation", "unsuspend", "webhook-installation-unsuspend"],
	["installation", "deleted", "webhook-installation-deleted"],
])("%s %s fits GitHub's description", (event, action, schema) => {
	const sent = receiver.received.find(
		(delivery) =>
			delivery.event === event && delivery.payload.action === action,
	);
	expect(checkSchema(schema, sent?.payload)).toEqual([]);
});
