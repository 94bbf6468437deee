import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import {
	type AppOnForge,
	startAppOnForge,
	subjectsOf,
} from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";
import { payloadOf } from "../support/openapi/reply.ts";
import {
	deliver,
	EXAMPLES,
	type Example,
	exampleOf,
	type Fields,
	toldOf,
} from "../support/webhook-examples.ts";

/** Most examples are about issue 1 or pull request 2. */
const TASKS = [1, 2, 3];

let app: AppOnForge;
let repository: Fields;
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => unhandled.push(reason);

beforeAll(async () => {
	process.on("unhandledRejection", onUnhandled);
	app = await startAppOnForge();
	await app.served.sweep();
	const { rest } = app.client.as("maintainer");
	for (const task of TASKS) {
		const title = `Task ${task}`;
		await rest.issues.create({ ...DEMO, title, labels: ["baton"] });
		await recorded(`enroll ${task}: `);
	}
	expect(await app.client.tell("alice", 1, "/claim")).toBe("rocket");
	const main = await rest.git.getRef({ ...DEMO, ref: "heads/main" });
	await rest.git.createRef({
		...DEMO,
		ref: "refs/heads/task/1-work",
		sha: main.data.object.sha,
	});
	await recorded("head 1: ");
	repository = (await rest.repos.get(DEMO)).data as unknown as Fields;
});

afterAll(async () => {
	await app.close();
	process.off("unhandledRejection", onUnhandled);
});

async function recorded(subject: string): Promise<void> {
	await until(subject, async () =>
		(await subjectsOf(app.board)).find((one) => one.startsWith(subject)),
	);
}

/** What people see of the board, once everything that the app was told of is dealt with. */
async function seen() {
	// The second look is for what the first one set off.
	await app.served.sweep();
	await app.served.sweep();
	const replies = [];
	for (const task of TASKS)
		replies.push(
			(await app.client.replies(task)).filter(
				(body) => !body.includes("<!-- baton:status"),
			),
		);
	return { subjects: await subjectsOf(app.board), replies };
}

function installed(payload: Fields): Fields {
	return { ...payload, installation: { id: app.installationId } };
}

/** Sends every example; answers those that were not taken in, with their status. */
async function replay(
	told: (payload: Fields) => Fields,
): Promise<readonly string[]> {
	const refused: string[] = [];
	for (const [index, { name, payload }] of EXAMPLES.entries()) {
		const status = await deliver(app, {
			name,
			payload: installed(told(payload)),
			id: `example-${index}`,
		});
		if (status !== 200)
			refused.push(`${index} ${name} ${payload.action}: ${status}`);
	}
	return refused;
}

test("the examples are all there, and some are about tasks on the board", () => {
	expect(EXAMPLES).toHaveLength(329);
	const issues = EXAMPLES.map(
		({ payload }) => (payload.issue as Fields | undefined)?.number,
	);
	expect(issues).toContain(1);
	expect(issues).toContain(2);
});

test("every example is answered and changes no board, for a repository that is not there, twice", async () => {
	const before = await seen();
	expect(await replay((payload) => payload)).toEqual([]);
	expect(await replay((payload) => payload)).toEqual([]);
	expect(await seen()).toEqual(before);
}, 120_000);

test("every example is answered and changes no board, told of the board's own repository, twice", async () => {
	const before = await seen();
	expect(await replay((payload) => toldOf(payload, repository))).toEqual([]);
	expect(await replay((payload) => toldOf(payload, repository))).toEqual([]);
	expect(await seen()).toEqual(before);
}, 120_000);

/** GitHub has no examples of these, so they are made up from its description. */
const EDGES = [
	...["parent-issue-added", "parent-issue-removed"].map(subIssue),
	...["sub-issue-added", "sub-issue-removed"].map(subIssue),
	...["blocked-by-added", "blocked-by-removed"].map(dependency),
	...["blocking-added", "blocking-removed"].map(dependency),
] as const;

function subIssue(action: string) {
	return ["sub_issues", action, `webhook-sub-issues-${action}`] as const;
}

function dependency(action: string) {
	const schema = `webhook-issue-dependencies-${action}`;
	return ["issue_dependencies", action, schema] as const;
}

function edgeOf(name: string, schema: string): Example {
	const issue = (number: number) => ({ number });
	const ends =
		name === "sub_issues"
			? { parent_issue: issue(2), sub_issue: issue(1) }
			: { blocked_issue: issue(1), blocking_issue: issue(2) };
	return { name, payload: payloadOf(schema, ends) };
}

describe("what is only said in a payload changes no board:", () => {
	const maintainer = () => ({ id: 1, login: "maintainer", type: "User" });
	const about = (name: string, action: string, more: Fields): Example => {
		const payload = exampleOf(name, action);
		const merged = Object.entries(more).map(([key, value]) => [
			key,
			Array.isArray(value)
				? value
				: { ...(payload[key] as Fields), ...(value as Fields) },
		]);
		return { name, payload: { ...payload, ...Object.fromEntries(merged) } };
	};
	const now = () => `${new Date().toISOString().slice(0, 19)}Z`;
	const words = (id: number, body: string) => ({
		id,
		body,
		user: maintainer(),
		created_at: now(),
		updated_at: now(),
	});

	test("a button that somebody pressed who may not, and who is told so", async () => {
		const { rest } = app.client.as("alice");
		const { data: guest } = await rest.users.getByUsername({
			username: "guest",
		});
		const { data: main } = await rest.git.getRef({
			...DEMO,
			ref: "heads/task/1-work",
		});
		const press = about("check_run", "requested_action", {
			check_run: {
				name: "baton",
				external_id: "1",
				head_sha: main.object.sha,
				app: { slug: "baton" },
			},
			requested_action: { identifier: "override" },
			sender: guest,
		});
		const before = await seen();
		const payload = installed(toldOf(press.payload, repository));
		expect(await deliver(app, { ...press, payload })).toBe(200);
		const after = await seen();
		expect(after.subjects).toEqual(before.subjects);
		expect(after.replies[0]?.slice(before.replies[0]?.length)).toEqual([
			expect.stringContaining("FORBIDDEN"),
		]);
	});

	test.each<[string, () => Example | Promise<Example>]>([
		[
			"a comment that nobody wrote",
			() =>
				about("issue_comment", "created", {
					issue: { number: 1 },
					comment: words(987_654, "/cancel"),
					sender: maintainer(),
				}),
		],
		[
			"another person's words under a comment that somebody wrote",
			async () => {
				const id = await app.client.say("guest", 1, "Good work.");
				return about("issue_comment", "created", {
					issue: { number: 1 },
					comment: words(id, "/cancel"),
					sender: maintainer(),
				});
			},
		],
		[
			"a command that was said on another issue",
			async () => {
				const id = await app.client.say("maintainer", 3, "`/cancel` ends it.");
				return about("issue_comment", "created", {
					issue: { number: 1 },
					comment: words(id, "/cancel"),
					sender: maintainer(),
				});
			},
		],
		...["deleted", "transferred", "closed", "unlabeled", "unassigned"].map(
			(action) =>
				[
					`an issue that was ${action}`,
					() => ({
						name: "issues",
						payload: {
							...exampleOf("issues", "deleted"),
							action,
							issue: {
								...(exampleOf("issues", "deleted").issue as Fields),
								number: 1,
								state: "closed",
								state_reason: "completed",
								labels: [],
							},
							label: { name: "baton" },
							sender: maintainer(),
						},
					}),
				] as [string, () => Example],
		),
		[
			"a merged pull request for a task",
			() =>
				about("pull_request", "closed", {
					pull_request: {
						number: 2,
						merged: true,
						merged_at: now(),
						merged_by: maintainer(),
						body: "Closes #1",
					},
					sender: maintainer(),
				}),
		],
		[
			"an approval that nobody gave",
			() =>
				about("pull_request_review", "submitted", {
					pull_request: { number: 1 },
					review: { id: 77, state: "approved", user: maintainer() },
					sender: maintainer(),
				}),
		],
		...EDGES.map(
			([name, action, schema]) =>
				[
					`an edge that nobody drew or took away: ${action}`,
					() => edgeOf(name, schema),
				] as [string, () => Example],
		),
		[
			"a status that nobody set",
			() => ({
				name: "status",
				payload: { ...exampleOf("status"), sha: "0".repeat(40) },
			}),
		],
		[
			"a workflow that never ran",
			() =>
				about("workflow_run", "completed", {
					workflow_run: { head_sha: "f".repeat(40), conclusion: "success" },
				}),
		],
		[
			"a card that nobody moved",
			() =>
				about("projects_v2_item", "edited", {
					projects_v2_item: { content_type: "Issue", content_node_id: "I_1" },
					sender: maintainer(),
				}),
		],
		...["archived", "deleted", "privatized", "renamed", "transferred"].map(
			(action) =>
				[
					`a repository that was ${action}`,
					() => ({
						name: "repository",
						payload: { ...exampleOf("repository", "renamed"), action },
					}),
				] as [string, () => Example],
		),
		...["deleted", "suspend", "new_permissions_accepted"].map(
			(action) =>
				[
					`an installation: ${action}`,
					() => ({
						name: "installation",
						payload: exampleOf("installation", action),
					}),
				] as [string, () => Example],
		),
		[
			"a board's branch that was deleted",
			() => ({
				name: "push",
				payload: {
					...exampleOf("push"),
					ref: "refs/heads/baton/board",
					after: "0".repeat(40),
					deleted: true,
				},
			}),
		],
		[
			"a push to the default branch that nobody made",
			() => ({
				name: "push",
				payload: {
					...exampleOf("push"),
					ref: "refs/heads/main",
					sender: maintainer(),
				},
			}),
		],
		[
			"a push to the branch of a task",
			() => ({
				name: "push",
				payload: {
					...exampleOf("push"),
					ref: "refs/heads/task/1-work",
					deleted: false,
				},
			}),
		],
	])("%s", async (_, make) => {
		const before = await seen();
		const { name, payload } = await make();
		const told = installed(toldOf(payload, repository));
		expect(await deliver(app, { name, payload: told })).toBe(200);
		expect(await seen()).toEqual(before);
	});
});

describe("what no GitHub sends is answered, and never as a failure of the app:", () => {
	const EVENTS = [
		...["issues", "issue_comment", "pull_request", "check_run"],
		...["check_suite", "push", "installation", "installation_repositories"],
		...["sub_issues", "issue_dependencies", "pull_request_review", "status"],
		...["workflow_run", "projects_v2_item", "repository"],
	];
	const whole = (name: string) => ({
		...(EXAMPLES.find((example) => example.name === name) ?? made(name))
			.payload,
		installation: { id: app.installationId },
		repository,
	});
	const made = (name: string) => {
		const [, , schema = ""] = EDGES.find(([event]) => event === name) ?? [];
		return edgeOf(name, schema);
	};
	const odd: readonly unknown[] = [
		...[undefined, null, [], {}, 5, "x", [null], { id: {}, number: [] }],
		{ id: "1", owner: null, number: "1", body: 5, user: 7, head_sha: 9 },
	];

	test.each(EVENTS)("%s with a part of it missing or wrong", async (name) => {
		const before = await seen();
		const failed: string[] = [];
		for (const key of Object.keys(whole(name)))
			for (const value of odd) {
				const payload = { ...whole(name), [key]: value };
				const status = await deliver(app, { name, payload });
				if (status !== 200 && status !== 400)
					failed.push(`${key}: ${JSON.stringify(value)}: ${status}`);
			}
		expect(failed).toEqual([]);
		expect(await seen()).toEqual(before);
		expect(unhandled.splice(0)).toEqual([]);
	});

	test.each([
		...["issuez", "ISSUES", "issues.opened", "error", "*", "constructor"],
		...["__proto__", "hasOwnProperty", "toString"],
	])("an event called %s", async (name) => {
		for (const payload of [{}, { action: "opened" }, whole("issues")])
			expect([200, 400]).toContain(await deliver(app, { name, payload }));
	});

	test.each([
		["a list", "[]"],
		["a list of payloads", '[{"action":"opened"}]'],
		["an empty object", "{}"],
		["a list in a list", "[[]]"],
		["a name of JavaScript's own", '{"__proto__":{"action":"opened"}}'],
		["brackets, 100,000 deep", `{"a":${"[".repeat(1e5)}${"]".repeat(1e5)}}`],
	])("a body that is %s", async (_, body) => {
		for (const name of ["issues", "issue_comment", "ping"])
			expect([200, 400]).toContain(await deliver(app, { name, payload: body }));
		expect(unhandled.splice(0)).toEqual([]);
	});
});

test("after all of it the app goes on: a real command is carried out", async () => {
	expect(await app.client.tell("bob", 2, "/claim")).toBe("rocket");
	expect(await app.client.tell("alice", 1, "/release")).toBe("rocket");
	expect(unhandled).toEqual([]);
});
