import { setTimeout as pause } from "node:timers/promises";
import { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO, openDemoIssues } from "../../src/demo.ts";
import { CONFIG_CHECK } from "../../src/github/config-push/config-check.ts";
import { CHECK_NAME } from "../../src/github/projection/head-check.ts";
import { STATUS_MARKER } from "../../src/github/projection/status-comment.ts";
import { until } from "../support/client.ts";
import { contentId } from "../support/graphql/project-world.ts";
import { hiddenCalls, sourceCalls } from "../support/openapi/source-calls.ts";
import { sourceFiles } from "../support/source-facts.ts";
import { deliver, exampleOf } from "../support/webhook-examples.ts";
import { STORY_CONFIG, type Story, startStory } from "./github-story.ts";

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

let story: Story;
const as: Story["as"] = (who) => story.as(who);
const tell: Story["tell"] = (who, issue, body) => story.tell(who, issue, body);
const recorded: Story["recorded"] = (subject) => story.recorded(subject);
const branch: Story["branch"] = (name) => story.branch(name);
const newIssue: Story["newIssue"] = (title, ...labels) =>
	story.newIssue(title, ...labels);

beforeAll(async () => {
	story = await startStory();
});

afterAll(async () => {
	await story.close();
});

/** Waits until the app has made a request. */
async function asked(operation: string): Promise<void> {
	await until(operation, async () => story.seen.has(operation) || undefined);
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
				baseUrl: story.app.forge.apiUrl,
				auth: story.app.forge.tokens.maintainer,
				request: { fetch: story.fetch },
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
		story.lose("POST reactions");
		const patch = "/patch\n```yaml\ncurrent_state: [Format is written]\n```";
		expect(await tell("alice", 2, patch)).toBe("rocket");
		expect(story.isLosing()).toBe(false);
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
		await as("bob").repos.createCommitStatus({
			...{ ...DEMO, sha, context: "build", state: "success" },
		});
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

	test("a run waits with a gate that a workflow is asked for", async () => {
		const plan = `/plan
\`\`\`yaml
phases:
  - name: Work
    steps: [{ role: backend-engineer, task: Do it }]
    gate: { name: proof, checks: [{ name: proof, app: github-actions }] }
\`\`\``;
		const issue = await newIssue("Prove it");
		await branch(`task/${issue}-proof`);
		await recorded(`head ${issue}: `);
		expect(await tell("alice", issue, plan)).toBe("rocket");
		expect(await tell("alice", issue, "/start")).toBe("rocket");
		expect(await tell("alice", issue, "/claim 1.1")).toBe("rocket");
		const result = '/record 1.1 complete "done"';
		expect(await tell("alice", issue, result)).toBe("rocket");
		await asked("POST /repos/{owner}/{repo}/dispatches");
	});

	test("reviews of a pull request send back and approve what waits for them", async () => {
		const issue = await newIssue("Look at it", "no-code");
		const head = `task/${issue}-look`;
		await branch(head);
		const { data: pull } = await as("alice").pulls.create({
			...{ ...DEMO, title: "Look at it", head, base: "main" },
		});
		await recorded(`exempt ${issue}: `);
		const review = (event: "APPROVE" | "REQUEST_CHANGES") =>
			as("bob").pulls.createReview({
				...{ ...DEMO, pull_number: pull.number, event },
				body: "as I see it",
			});
		expect(await tell("alice", issue, "/move review")).toBe("rocket");
		await review("REQUEST_CHANGES");
		await recorded(`changes ${issue}: `);
		expect(await tell("alice", issue, "/ack f1")).toBe("rocket");
		expect(await tell("alice", issue, "/move review")).toBe("rocket");
		await review("APPROVE");
		await recorded(`approve ${issue}: by bob`);
	});

	test("issues wait for others and come below them, by hand and by command", async () => {
		const reader = await newIssue("Reader");
		const schema = await newIssue("Schema");
		const { data: later } = await as("maintainer").issues.create({
			...{ ...DEMO, title: "Storage" },
		});
		await as("alice").issues.addBlockedByDependency({
			...{ ...DEMO, issue_number: reader, issue_id: later.id },
		});
		await story.app.served.sweep();
		await as("maintainer").issues.addLabels({
			...{ ...DEMO, issue_number: later.number, labels: ["baton"] },
		});
		await recorded(`depend ${reader}: waits for ${later.number}`);
		expect(await tell("alice", reader, `/undepend #${later.number}`)).toBe(
			"rocket",
		);
		expect(await tell("alice", reader, `/depend #${schema}`)).toBe("rocket");
		const below = `/parent #${later.number}`;
		const isBelow = async (wanted: boolean) => {
			const on = { ...DEMO, issue_number: reader };
			const { data } = await as("alice").issues.get(on);
			const isShown = typeof data.parent_issue_url === "string";
			return isShown === wanted ? true : undefined;
		};
		expect(await tell("alice", reader, below)).toBe("rocket");
		await until("the parent on GitHub", () => isBelow(true));
		expect(await tell("alice", reader, "/unparent")).toBe("rocket");
		await until("no parent on GitHub", () => isBelow(false));
		// A server that does not find it is asked whether it knows of sub-issues at all.
		await story.app.forge.control({
			...{ kind: "fail-requests", failure: "404", count: 1 },
			...{ method: "POST", path: "/sub_issues", login: "baton[bot]" },
		});
		expect(await tell("alice", reader, below)).toBe("rocket");
		await until("the parent on GitHub", () => isBelow(true), 60_000);
		expect(await tell("alice", reader, "/unparent")).toBe("rocket");
	});

	test("people draw edges and take them off again", async () => {
		const on = { ...DEMO, issue_number: await newIssue("Above") };
		const below = await newIssue("Below");
		const { data } = await as("alice").issues.get({
			...{ ...DEMO, issue_number: below },
		});
		const { issues } = as("alice");
		await issues.addSubIssue({ ...on, sub_issue_id: data.id });
		await recorded(`parent ${below}: `);
		await issues.removeSubIssue({ ...on, sub_issue_id: data.id });
		await recorded(`unparent ${below}: `);
		await issues.addBlockedByDependency({ ...on, issue_id: data.id });
		await recorded(`depend ${on.issue_number}: `);
		await issues.removeDependencyBlockedBy({ ...on, issue_id: data.id });
		await recorded(`undepend ${on.issue_number}: `);
	});

	test("a project shows the board, and somebody moves a card", async () => {
		const issue = await newIssue("On a card");
		const { projects, graphql } = story;
		await until("the card", async () => {
			await story.app.served.sweep();
			return projects.shown(issue, "Priority") === "Normal" || undefined;
		});
		projects.choose(issue, "Priority", "Urgent");
		const fields = projects.projects[0]?.fields ?? [];
		const field = fields.find(({ name }) => name === "Priority");
		const { data: alice } = await as("alice").users.getAuthenticated();
		const example = exampleOf("projects_v2_item", "edited");
		const payload = {
			...example,
			projects_v2_item: {
				...(example.projects_v2_item as object),
				project_node_id: projects.projects[0]?.id,
				content_node_id: contentId(issue),
				content_type: "Issue",
				updated_at: new Date().toISOString(),
			},
			changes: {
				field_value: {
					...{ field_type: "single_select", field_name: "Priority" },
					field_node_id: field?.id,
					to: field?.options?.find(({ name }) => name === "Urgent"),
				},
			},
			sender: alice,
			installation: { id: story.app.installationId },
		};
		const { app } = story;
		expect(await deliver(app, { name: "projects_v2_item", payload })).toBe(200);
		await recorded(`priority ${issue}: `);
		const all = graphql.asked.map(({ query }) => query).join("\n");
		for (const part of [
			...["projectV2(number:", "createProjectV2Field(", "node(id:"],
			...["projectItems(", "addProjectV2ItemById("],
			"updateProjectV2ItemFieldValue(",
		])
			expect(all).toContain(part);
	});

	test("the doctor looks at all of it", async () => {
		await as("maintainer").repos.createRepoRuleset({
			...{ ...DEMO, name: "house rules", enforcement: "active" },
			conditions: {
				ref_name: { include: ["refs/heads/baton/**"], exclude: [] },
			},
			rules: [{ type: "deletion" }],
		});
		expect(await tell("maintainer", 3, "/doctor")).toBe("rocket");
	});

	test("what could not be delivered while GitHub was away is asked for again", async () => {
		const { forge, served } = story.app;
		await forge.control({ kind: "lose-deliveries", as: "failed" });
		await forge.control({
			...{ kind: "fail-requests", failure: "502-before" },
			path: "/app/installations",
		});
		await as("maintainer").issues.create({ ...DEMO, title: "Unheard" });
		await forge.settled();
		await served.sweep();
		await forge.control({ kind: "deliver" });
		await forge.control({ kind: "answer" });
		await served.sweep();
		await asked("POST /app/hook/deliveries/{delivery_id}/attempts");
	}, 60_000);

	test("a config is pushed that is no good, and one that is", async () => {
		const { repos, checks } = as("maintainer");
		const path = ".github/baton.yml";
		const told = async (content: string) => {
			const { data: old } = await repos.getContent({ ...DEMO, path });
			const { data } = await repos.createOrUpdateFileContents({
				...{ ...DEMO, path, message: "change the config" },
				sha: (old as { sha: string }).sha,
				content: Buffer.from(content).toString("base64"),
			});
			const where = { ...DEMO, ref: data.commit.sha as string };
			return until("what is told of the config", async () => {
				await story.app.served.sweep();
				const on = { ...where, check_name: CONFIG_CHECK };
				const { data } = await checks.listForRef(on);
				return data.check_runs[0]?.conclusion ?? undefined;
			});
		};
		expect(await told("review: sometimes\n")).toBe("failure");
		expect(await told(`${STORY_CONFIG}intake: backlog\n`)).toBe("success");
	});

	test("the config is read again", async () => {
		expect(await tell("maintainer", 3, "/configure")).toBe("rocket");
		await story.app.served.sweep();
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

test("every call in the source was made in the story", async () => {
	const missing = () =>
		calls.filter(({ operation = "" }) => !story.seen.has(operation));
	for (const end = Date.now() + CALLS_WITHIN_MS; Date.now() < end; ) {
		if (missing().length === 0) break;
		await pause(100);
	}
	expect(
		missing().map(({ call }) => `${call}: let the story come to it`),
	).toEqual([]);
}, 60_000);

test("no request and no answer in all of it was other than GitHub describes it", () => {
	expect(story.seen.size).toBeGreaterThan(20);
	expect([...new Set(story.problems)]).toEqual([]);
});
