import { setTimeout as pause } from "node:timers/promises";
import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO, openDemoIssues } from "../../src/demo.ts";
import { CHECK_NAME } from "../../src/github/projection/head-check.ts";
import { STATUS_MARKER } from "../../src/github/projection/status-comment.ts";
import {
	type AppOnForge,
	startAppOnForge,
	subjectsOf,
} from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";
import { checkedFetch } from "../support/openapi/check.ts";
import { hiddenCalls, sourceCalls } from "../support/openapi/source-calls.ts";
import { sourceFiles } from "../support/source-facts.ts";

/** Calls that the story below does not come to, and why. An entry for a call that is made, or gone, is a fault. */
const NOT_IN_THE_STORY: Readonly<Record<string, string>> = {};

const CONFIG = `review: never
pushes_per_minute: 0
gates: { ci: { checks: [{ name: test, app: ci }] } }
done_gates: [ci]
agents: { backend-1: { logins: [agent-1] } }
`;

/** Views follow within ten seconds; calls that come with them are waited for this long. */
const CALLS_WITHIN_MS = 25_000;

/** The local GitHub answers calls and makes none. */
const source = sourceFiles("src").filter(
	({ path }) => !path.startsWith("src/forge/"),
);
/** The tour speaks for people and agents, and is played elsewhere. */
const calls = source
	.filter(({ path }) => !path.startsWith("src/tour/"))
	.flatMap(sourceCalls);

const seen = new Set<string>();
const problems: string[] = [];
/** Requests whose answer gets lost on the way, once each. */
const losing = new Set<string>();
let app: AppOnForge;

/** What is wrong is noted and not thrown: the client would only try again, and the story would stand still. */
const recordingFetch = checkedFetch(
	async (input, init) => {
		const response = await fetch(input, init);
		const { pathname } = new URL(String(input));
		if (losing.delete(`${init?.method} ${pathname.split("/").at(-1)}`))
			throw new Error("the line went dead");
		return response;
	},
	{
		onProblem: (problem) => problems.push(problem),
		onRequest: (operation) => seen.add(operation),
	},
);

const as = (who: string) => app.client.as(who).rest;
const tell = (who: string, issue: number, body: string) =>
	app.client.tell(who, issue, body);

beforeAll(async () => {
	app = await startAppOnForge({ config: CONFIG, fetch: recordingFetch });
	await app.served.sweep();
});

afterAll(async () => {
	await app.close();
});

async function recorded(subject: string): Promise<void> {
	await until(subject, async () =>
		(await subjectsOf(app.board)).find((one) => one.startsWith(subject)),
	);
}

/** A branch with one commit that the default branch does not have; answers the commit. */
async function branch(name: string): Promise<string> {
	const main = await as("bob").git.getRef({ ...DEMO, ref: "heads/main" });
	await as("bob").git.createRef({
		...DEMO,
		ref: `refs/heads/${name}`,
		sha: main.data.object.sha,
	});
	const { data } = await as("bob").repos.createOrUpdateFileContents({
		...DEMO,
		branch: name,
		path: "src/format.js",
		message: "write durations",
		content: Buffer.from("export const format = String;\n").toString("base64"),
	});
	return data.commit.sha as string;
}

async function check(sha: string, conclusion: "success" | "failure") {
	await as("ci").checks.create({
		...DEMO,
		name: "test",
		head_sha: sha,
		status: "completed",
		conclusion,
	});
}

describe("the story that calls everything:", () => {
	let sha: string;

	test("issues come onto the board, also by the demo's own hand", async () => {
		await openDemoIssues(
			new Octokit({
				baseUrl: app.forge.apiUrl,
				auth: app.forge.tokens.maintainer,
				request: { fetch: recordingFetch },
			}),
			pause,
		);
		await recorded("depend 3: ");
	});

	test("a task has a branch, and its head a check, before anybody claims it", async () => {
		sha = await branch("task/2-format");
		await until("Baton's check", async () => {
			const { data } = await as("bob").checks.listForRef({
				...DEMO,
				ref: sha,
				check_name: CHECK_NAME,
			});
			return data.check_runs[0];
		});
	});

	test("a task is claimed, described and handed on, and a receipt gets lost", async () => {
		expect(await tell("alice", 2, "/claim")).toBe("rocket");
		losing.add("POST reactions");
		const patch = "/patch\n```yaml\ncurrent_state: [Format is written]\n```";
		expect(await tell("alice", 2, patch)).toBe("rocket");
		expect(losing.size).toBe(0);
		expect(await tell("alice", 2, '/handoff bob "over to you"')).toBe("rocket");
		expect(await tell("bob", 2, "/claim")).toBe("rocket");
	});

	test("work is done only once its check is green", async () => {
		expect(await tell("bob", 2, "/done")).toBe("confused");
		await as("bob").pulls.create({
			...DEMO,
			title: "Write durations",
			head: "task/2-format",
			base: "main",
			body: "Closes #2",
		});
		expect(await tell("bob", 2, "/done")).toBe("confused");
		await check(sha, "failure");
		expect(await tell("bob", 2, "/done")).toBe("confused");
		await check(sha, "success");
		expect(await tell("bob", 2, '/done "formats"')).toBe("rocket");
	});

	test("people act with labels, assignment and closing", async () => {
		const on = { ...DEMO, issue_number: 1 };
		await as("maintainer").issues.addLabels({
			...on,
			labels: ["priority:urgent", "no-code"],
		});
		await as("maintainer").issues.removeLabel({ ...on, name: "no-code" });
		await as("maintainer").issues.addAssignees({ ...on, assignees: ["alice"] });
		await as("maintainer").issues.removeAssignees({
			...on,
			assignees: ["alice"],
		});
		await recorded("unassign 1: ");
		await as("maintainer").issues.addAssignees({ ...on, assignees: ["bob"] });
		expect(await tell("agent-1", 1, "/claim")).toBe("rocket");
		await as("alice").issues.update({
			...on,
			state: "closed",
			state_reason: "completed",
		});
		expect(await tell("maintainer", 1, '/override "nothing to check"')).toBe(
			"rocket",
		);
		await recorded("override 1: ");
	});

	test("a task is meant for somebody else than its issue says", async () => {
		const on = { ...DEMO, issue_number: 3 };
		await as("maintainer").issues.addAssignees({ ...on, assignees: ["bob"] });
		await recorded("assign 3: ");
		expect(await tell("maintainer", 3, "/assign alice")).toBe("rocket");
	});

	test("somebody deletes the status comment where two more have come about", async () => {
		const on = { ...DEMO, issue_number: 3 };
		const body = `${STATUS_MARKER}\n\nof yesterday`;
		const [own] = await until("the status comment", async () => {
			const { data } = await as("alice").issues.listComments(on);
			const found = data.filter((one) => one.body?.includes(STATUS_MARKER));
			return found.length > 0 ? found : undefined;
		});
		await as("baton").issues.createComment({ ...on, body });
		await as("baton").issues.createComment({ ...on, body });
		await as("maintainer").issues.deleteComment({
			...DEMO,
			comment_id: own?.id ?? 0,
		});
	});

	test("a plan is made from the repository's files, and a step of it recorded with a commit", async () => {
		const { data } = await as("maintainer").issues.create({
			...DEMO,
			title: "Read durations of several units",
			labels: ["baton"],
		});
		await recorded(`enroll ${data.number}: `);
		expect(await tell("alice", data.number, "/plan")).toBe("rocket");
		expect(await tell("alice", data.number, "/start")).toBe("rocket");
		expect(await tell("alice", data.number, "/claim 1.1")).toBe("rocket");
		const unknown = '/record 1.1 complete "done" commit=deadbeef';
		expect(await tell("alice", data.number, unknown)).toBe("confused");
		const known = `/record 1.1 complete "done" commit=${sha.slice(0, 12)}`;
		expect(await tell("alice", data.number, known)).toBe("rocket");
	});

	test("the config is read again", async () => {
		expect(await tell("maintainer", 3, "/configure")).toBe("rocket");
		await app.served.sweep();
	});
});

test("every call in the source is in the trimmed description", () => {
	expect(calls.length).toBeGreaterThan(20);
	expect(source.flatMap(hiddenCalls)).toEqual([]);
	expect(
		source
			.flatMap(sourceCalls)
			.filter(({ operation }) => operation === undefined)
			.map(({ call }) => `${call}: name it in scripts/trim-openapi.mjs`),
	).toEqual([]);
});

test("every call in the source was made in the story, or it is said why not", async () => {
	const missing = () =>
		calls.filter(
			({ call, operation = "" }) =>
				!seen.has(operation) && NOT_IN_THE_STORY[call] === undefined,
		);
	const end = Date.now() + CALLS_WITHIN_MS;
	while (missing().length > 0 && Date.now() < end) {
		await pause(100);
	}
	expect(
		missing().map(({ call }) => `${call}: let the story come to it`),
	).toEqual([]);
	const unneeded = Object.keys(NOT_IN_THE_STORY).filter((name) =>
		calls.every(
			({ call, operation = "" }) => call !== name || seen.has(operation),
		),
	);
	expect(unneeded).toEqual([]);
}, 60_000);

test("no request and no answer in all of it was other than GitHub describes it", () => {
	expect(seen.size).toBeGreaterThan(20);
	expect([...new Set(problems)]).toEqual([]);
});

describe("a call that nobody knows is found:", () => {
	const callsIn = (text: string) => sourceCalls({ path: "src/x.ts", text });

	test.each([
		[
			"await octokit.rest.issues.get({ ...name });",
			"GET /repos/{owner}/{repo}/issues/{issue_number}",
		],
		["octokit\n\t.rest.apps\n\t.listInstallations", "GET /app/installations"],
		[
			'octokit.request("PUT /repos/{owner}/{repo}/issues/{n}/lock")',
			"PUT /repos/{owner}/{repo}/issues/{issue_number}/lock",
		],
		["rest.gists.list()", undefined],
		["rest.issues.getAll()", undefined],
	])("%s", (text, operation) => {
		expect(callsIn(text).map((found) => found.operation)).toEqual([operation]);
	});

	test.each([
		"const { issues } = octokit.rest;",
		"const issues = octokit.rest.issues;",
		'octokit.rest["issues"].get()',
		"octokit.rest.issues[name]()",
		"await octokit.graphql(query)",
	])("or hidden: %s", (text) => {
		expect(hiddenCalls({ path: "src/x.ts", text })).not.toEqual([]);
	});
});
