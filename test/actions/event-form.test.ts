import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { STATUS_MARKER } from "../../src/github/projection/status-comment.ts";
import {
	ACTIONS,
	type ActionsRunner,
	startActionsRunner,
} from "../support/actions-runner.ts";
import { exampleOf, toldOf } from "../support/webhook-examples.ts";

const CONFIG = `review: never
pushes_per_minute: 0
lease: { min: 1s, grace: 1s }
gates:
  ci: { checks: [{ name: test, app: ci }] }
done_gates: [ci]
`;
const OWN = `${ACTIONS}[bot]`;

// Each step is a process of its own, and some wait ten seconds for their turn to show something.
vi.setConfig({ testTimeout: 120_000 });

let runner: ActionsRunner;

beforeAll(async () => {
	runner = await startActionsRunner({ config: CONFIG });
});
afterAll(() => runner.close());

const issues = () => runner.rest("maintainer").issues;

/** Opens an issue that belongs on the board, and runs the workflow for it. */
async function opened(title: string): Promise<number> {
	const { data } = await issues().create({
		...{ ...DEMO, title, labels: ["baton"] },
	});
	const run = await runner.run({
		event: "issues",
		payload: await runner.payload("issues.opened"),
	});
	expect(run.code, run.log).toBe(0);
	return data.number;
}

async function say(who: string, issue: number, body: string): Promise<number> {
	const { data } = await runner
		.rest(who)
		.issues.createComment({ ...DEMO, issue_number: issue, body });
	return data.id;
}

async function receipts(comment: number): Promise<readonly string[]> {
	const { data } = await runner
		.rest("maintainer")
		.reactions.listForIssueComment({ ...DEMO, comment_id: comment });
	return data
		.filter(({ user }) => user?.login === OWN)
		.map(({ content }) => content);
}

async function ownComments(issue: number): Promise<readonly string[]> {
	const { data } = await issues().listComments({
		...{ ...DEMO, issue_number: issue, per_page: 100 },
	});
	return data
		.filter(({ user }) => user?.login === OWN)
		.map(({ body }) => body ?? "");
}

async function labels(issue: number): Promise<readonly string[]> {
	const { data } = await issues().get({ ...DEMO, issue_number: issue });
	return data.labels.map((label) =>
		typeof label === "string" ? label : (label.name ?? ""),
	);
}

describe("a workflow in place of a server", () => {
	test("puts an issue that is opened with the label on the board, and shows it", async () => {
		const issue = await opened("Read durations");
		expect(await labels(issue)).toContain("baton:ready");
		const [status, ...others] = await ownComments(issue);
		expect(status).toContain(STATUS_MARKER);
		expect(others).toEqual([]);
		expect(await runner.subjects()).toContainEqual(
			expect.stringMatching(new RegExp(`^enroll ${issue}: `)),
		);
	});

	test("carries out a comment's command and acknowledges it", async () => {
		const issue = await opened("Write durations");
		const comment = await say("alice", issue, "/claim");
		const run = await runner.run({
			event: "issue_comment",
			payload: await runner.payload("issue_comment.created"),
			actor: "alice",
		});
		expect(run.code, run.log).toBe(0);
		expect(await receipts(comment)).toEqual(["rocket"]);
		expect(await labels(issue)).toContain("baton:in_progress");
		const [status, brief, ...others] = await ownComments(issue);
		expect(status).toContain("alice");
		expect(brief).toContain(`<!-- baton:c${comment}:`);
		expect(others).toEqual([]);
	});

	test("answers a command that is refused, and is green all the same", async () => {
		const issue = await opened("Refuse what cannot be");
		const comment = await say("alice", issue, '/done "nothing"');
		const run = await runner.run({
			event: "issue_comment",
			payload: await runner.payload("issue_comment.created"),
		});
		expect(run.code, run.log).toBe(0);
		expect(await receipts(comment)).toEqual(["confused"]);
		expect((await ownComments(issue)).join("\n")).toContain(
			`<!-- baton:c${comment}:`,
		);
	});

	test("finds by itself what no run was started for", async () => {
		const issue = await opened("Lose a webhook");
		const comment = await say("bob", issue, "/claim");
		await runner.run({
			event: "schedule",
			payload: { schedule: "*/5 * * * *" },
		});
		expect(await receipts(comment)).toEqual(["rocket"]);
	});

	test("takes nothing that a workflow wrote for a person's command", async () => {
		const issue = await opened("Talk to oneself");
		const comment = await say(ACTIONS, issue, "/claim");
		const run = await runner.run({
			event: "issue_comment",
			payload: await runner.payload("issue_comment.created"),
		});
		expect(run.code, run.log).toBe(0);
		expect(await receipts(comment)).toEqual([]);
		expect(await labels(issue)).toContain("baton:ready");
	});

	test("only reads, and little, where nothing is new", async () => {
		await runner.run({ event: "schedule" });
		const before = await runner.subjects();
		const run = await runner.run({
			event: "schedule",
			env: { RUNNER_DEBUG: "1" },
		});
		expect(run.code, run.log).toBe(0);
		const requests = [...run.log.matchAll(/debug: ([A-Z]+) \S+ - \d{3} /g)];
		expect(requests.length).toBeGreaterThan(5);
		expect(requests.length).toBeLessThan(60);
		expect(new Set(requests.map(([, method]) => method))).toEqual(
			new Set(["GET"]),
		);
		expect(await runner.subjects()).toEqual(before);
	});

	test("ends a lease that is over when its hour strikes", async () => {
		const issue = await opened("Fall asleep");
		await say("alice", issue, "/claim for=1s");
		await runner.run({ event: "schedule" });
		expect(await labels(issue)).toContain("baton:in_progress");
		const reaped = () =>
			runner
				.subjects()
				.then((all) =>
					all.some((subject) => subject.startsWith(`expire ${issue}: `)),
				);
		for (let run = 0; run < 5 && !(await reaped()); run++)
			await runner.run({ event: "schedule" });
		expect(await reaped()).toBe(true);
		expect(await labels(issue)).not.toContain("baton:in_progress");
	});
});

/** Presses a button of a check, as a maintainer does on GitHub's pages. Answers the status. */
async function pressed(check: number, button: string): Promise<number> {
	const { url, tokens } = runner.forge;
	const place = `repos/${DEMO.owner}/${DEMO.repo}/check-runs/${check}`;
	const { status } = await fetch(`${url}/_forge/${place}/actions/${button}`, {
		method: "POST",
		headers: { authorization: `Bearer ${tokens.maintainer}` },
	});
	return status;
}

describe("a check that ends", () => {
	test("turns Baton's own check, which has no buttons that nobody would hear of", async () => {
		const issue = await opened("Pass the gate");
		await say("alice", issue, "/claim");
		const { git, repos, pulls, checks } = runner.rest("alice");
		const { data: main } = await git.getRef({ ...DEMO, ref: "heads/main" });
		const branch = `task/${issue}-gate`;
		await git.createRef({
			...{ ...DEMO, ref: `refs/heads/${branch}`, sha: main.object.sha },
		});
		const { data: file } = await repos.createOrUpdateFileContents({
			...{ ...DEMO, branch, path: "src/gate.js", message: "gate" },
			content: "",
		});
		await pulls.create({
			...{ ...DEMO, head: branch, base: "main", title: "Gate" },
			body: `Closes #${issue}`,
		});
		const first = await runner.run({
			event: "pull_request_target",
			payload: await runner.payload("pull_request.opened"),
		});
		expect(first.code, first.log).toBe(0);
		const ref = file.commit.sha as string;
		const own = async () => {
			const { data } = await checks.listForRef({
				...{ ...DEMO, ref, check_name: "baton" },
			});
			expect(data.check_runs).toHaveLength(1);
			return data.check_runs[0];
		};
		const check = await own();
		expect(check).toMatchObject({
			...{ status: "in_progress", app: { slug: ACTIONS } },
		});
		// A maintainer could override the gate, and the App would offer that.
		expect(await pressed(check?.id as number, "override")).toBe(404);
		await runner.rest("ci").checks.create({
			...{ ...DEMO, name: "test", head_sha: ref },
			...{ status: "completed", conclusion: "success" },
		});
		const second = await runner.run({
			event: "check_run",
			payload: await runner.payload("check_run.created"),
		});
		expect(second.code, second.log).toBe(0);
		expect(await own()).toMatchObject({
			...{ status: "completed", conclusion: "success" },
		});
	});
});

describe("runs at the same time", () => {
	test("give a task to one of two, and each comment one receipt", async () => {
		const issue = await opened("Race");
		const asked = [
			await say("alice", issue, "/claim"),
			await say("bob", issue, "/claim"),
		];
		const payload = await runner.payload("issue_comment.created");
		const runs = await Promise.all([
			runner.run({ event: "issue_comment", payload }),
			runner.run({ event: "schedule" }),
		]);
		for (const { code, log } of runs) expect(code, log).toBe(0);
		const found = await Promise.all(asked.map(receipts));
		expect(found).toEqual([["rocket"], ["confused"]]);
		const claims = (await runner.subjects()).filter((subject) =>
			subject.startsWith(`claim ${issue}: `),
		);
		expect(claims).toHaveLength(1);
		// Whoever runs next leaves one status comment of what two may have written.
		await runner.run();
		const comments = await ownComments(issue);
		expect(
			comments.filter((body) => body.startsWith(STATUS_MARKER)),
		).toHaveLength(1);
		expect(
			comments.filter((body) => body.includes(`<!-- baton:c${asked[1]}:`)),
		).toHaveLength(1);
	});
});

describe("events as GitHub recorded them elsewhere", () => {
	test.each([
		["issues", "opened"],
		["issue_comment", "created"],
		["check_run", "completed"],
		["workflow_run", "completed"],
		["pull_request", "opened"],
	])("%s %s says nothing that is not so here", async (event, action) => {
		const { data } = await runner.rest("maintainer").repos.get(DEMO);
		const payload = toldOf(exampleOf(event, action), {
			...{ id: data.id, name: DEMO.repo, full_name: data.full_name },
			owner: data.owner,
		});
		const before = await runner.subjects();
		const run = await runner.run({ event, payload });
		expect(run.code, run.log).toBe(0);
		expect(run.commands, run.log).toEqual([]);
		expect(await runner.subjects()).toEqual(before);
	});

	test("what is no event at all is told in the log, and the sweep goes on", async () => {
		const issue = await opened("Break the payload");
		const comment = await say("agent-1", issue, "/claim");
		const run = await runner.run({
			event: "issue_comment",
			payload: { action: "created" },
		});
		expect(run.code, run.log).toBe(0);
		expect(run.log).toContain("not as GitHub sends it");
		expect(await receipts(comment)).toEqual(["rocket"]);
	});
});

describe("a run that cannot do its work", () => {
	test("is red without a token, and says what to do", async () => {
		const run = await runner.run({ env: { INPUT_TOKEN: "" } });
		expect(run.code).toBe(1);
		expect(run.commands).toEqual([
			expect.stringMatching(
				/^::error title=UNAUTHENTICATED::The step has no token/,
			),
		]);
	});

	test("is red with a token that nobody knows", async () => {
		const run = await runner.run({ env: { INPUT_TOKEN: "ghs_nobodys" } });
		expect(run.code, run.log).toBe(1);
		expect(run.commands.join("\n")).toMatch(
			/^::error title=UNAUTHENTICATED::/m,
		);
		expect(run.log).not.toContain("ghs_nobodys");
	});

	test("is red with a token that may not write, and names the permissions", async () => {
		const issue = await opened("Only look");
		await say("agent-2", issue, "/claim");
		const run = await runner.run({
			env: { INPUT_TOKEN: runner.forge.tokens.guest as string },
		});
		expect(run.code, run.log).toBe(1);
		expect(run.commands.join("\n")).toMatch(/^::error title=FORBIDDEN::/m);
		expect(run.commands.join("\n")).toContain("permissions:");
	});

	test("is green for a fork's branch, whose token may only read", async () => {
		const before = await runner.board.head();
		const run = await runner.run({
			event: "pull_request",
			payload: {
				pull_request: { head: { repo: { id: 1 } } },
				repository: { id: 2 },
			},
			env: { INPUT_TOKEN: runner.forge.tokens.guest as string },
		});
		expect(run.code, run.log).toBe(0);
		expect(await runner.board.head()).toBe(before);
	});
});
