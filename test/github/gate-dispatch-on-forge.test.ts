import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import type { GateDispatch } from "../../src/github/gate-dispatch-api.ts";
import {
	type AppOnForge,
	startAppOnForge,
	subjectsOf,
} from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";
import { readWorkflow, runWorkflow } from "../support/run-workflow.ts";

const ACTIONS = "github-actions";
const CONFIG = `review: never
pushes_per_minute: 0
gates:
  slow:
    checks: [{ name: slow, app: ${ACTIONS} }]
    statuses: [{ context: ci/build, creator: alice }]
    command: "test -f src/slow.js"
  proof:
    checks: [{ name: proof, app: ${ACTIONS} }]
    command: "test -f src/slow.js"
    dispatch: true
done_gates: [slow, proof]
transitions: { ready: [in_progress, review] }
`;

let scratch: string;
let app: AppOnForge;
const sent: GateDispatch[] = [];
const as = (who: string) => app.client.as(who).rest;

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-"));
	app = await startAppOnForge({
		config: CONFIG,
		fetch: async (input, init) => {
			if (String(input).endsWith("/dispatches"))
				sent.push(JSON.parse(String(init?.body)).client_payload);
			return fetch(input, init);
		},
		seed: (seed) => ({
			...seed,
			apps: seed.apps.map((one) =>
				one.slug === "ci" ? { ...one, slug: ACTIONS } : one,
			),
		}),
	});
	await app.served.sweep();
});

afterAll(async () => {
	await app.close();
	await rm(scratch, { recursive: true, force: true });
});

const has = (subject: string) =>
	until(subject, async () =>
		(await subjectsOf(app.board)).find((one) => one.startsWith(subject)),
	);

/** A task with a pull request; answers its issue, the pull request and its head. */
async function newWork(title: string) {
	const { data: issue } = await as("maintainer").issues.create({
		...{ ...DEMO, title, labels: ["baton"] },
	});
	await has(`enroll ${issue.number}: `);
	const branch = `task/${issue.number}-x`;
	const main = await as("alice").git.getRef({ ...DEMO, ref: "heads/main" });
	await as("alice").git.createRef({
		...{ ...DEMO, ref: `refs/heads/${branch}`, sha: main.data.object.sha },
	});
	const { data } = await as("alice").repos.createOrUpdateFileContents({
		...{ ...DEMO, branch, path: "src/slow.js", message: "be slow" },
		content: Buffer.from("export const slow = 1;\n").toString("base64"),
	});
	const { data: pull } = await as("alice").pulls.create({
		...{ ...DEMO, title, head: branch, base: "main" },
	});
	const sha = data.commit.sha as string;
	await has(`head ${issue.number}: ${sha.slice(0, 12)}, open`);
	return { issue: issue.number, pull: pull.number, sha };
}

async function report(sha: string, name: string) {
	await as(ACTIONS).checks.create({
		...{ ...DEMO, name, head_sha: sha },
		...{ status: "completed", conclusion: "success" },
	});
}

async function word(who: string, sha: string) {
	await as(who).repos.createCommitStatus({
		...{ ...DEMO, sha, context: "ci/build", state: "success" },
	});
}

test("from `/done` to the end: the app asks, the workflow runs the command, the check passes the gate", async () => {
	const { issue, sha } = await newWork("Slow work");
	expect(await app.client.tell("alice", issue, "/claim")).toBe("rocket");
	const refused = await app.client.ask("alice", issue, "/done");
	expect(refused.answer.message).toContain("proof (github-actions) is missing");
	const payload = await until("the request", async () => sent[0]);
	expect(payload).toMatchObject({ gate: "proof", sha, task: String(issue) });
	const url = app.forge.gitUrl(DEMO.owner, DEMO.repo);
	const workflow = await readWorkflow(".github/workflows/baton-gate.yml");
	const { results, log } = await runWorkflow(workflow, {
		scratch,
		github: {
			event: {
				client_payload: payload,
				repository: { default_branch: "main" },
			},
			server_url: url.slice(0, -`/${DEMO.owner}/${DEMO.repo}.git`.length),
			api_url: app.forge.apiUrl,
			repository: `${DEMO.owner}/${DEMO.repo}`,
			...{ run_attempt: 1, run_id: 1 },
			token: app.forge.tokens[ACTIONS],
		},
	});
	expect(results, log).toMatchObject({ report: "success" });
	await report(sha, "slow");
	await word("bob", sha);
	const wrong = await app.client.ask("alice", issue, "/done");
	expect(wrong.answer.message).toContain("ci/build (status:alice/");
	await word("alice", sha);
	expect(await app.client.tell("alice", issue, "/done")).toBe("rocket");
	expect(sent).toHaveLength(1);
});

test("a review approves once the checks and the status that it waits for are there", async () => {
	const { issue, pull, sha } = await newWork("Reviewed work");
	expect(await app.client.tell("alice", issue, "/move review")).toBe("rocket");
	await as("bob").pulls.createReview({
		...{ ...DEMO, pull_number: pull, event: "APPROVE", commit_id: sha },
	});
	const [told] = await until("the reply", async () => {
		const replies = await app.client.replies(issue);
		return replies.some((body) => body.startsWith("<!-- baton:r"))
			? replies.filter((body) => body.startsWith("<!-- baton:r"))
			: undefined;
	});
	expect(told).toContain("nothing has to be said again");
	await report(sha, "slow");
	await report(sha, "proof");
	await word("alice", sha);
	await has(`approve ${issue}: by bob`);
});

test("a request for changes sends the task back with its words", async () => {
	const { issue, pull } = await newWork("Work to be changed");
	expect(await app.client.tell("alice", issue, "/move review")).toBe("rocket");
	await as("bob").pulls.createReview({
		...{ ...DEMO, pull_number: pull, event: "REQUEST_CHANGES" },
		body: "The error path is not tested.",
	});
	await has(`changes ${issue}: f1 asked for by bob, ready`);
	expect(
		(await app.client.replies(issue)).filter((body) =>
			body.startsWith("<!-- baton:r"),
		),
	).toEqual([]);
});
