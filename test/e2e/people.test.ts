import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import {
	type AppOnForge,
	startAppOnForge,
	subjectsOf,
} from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";
import { checkedFetch } from "../support/openapi/check.ts";

/** What people change on issues, told of by GitHub's own webhooks and lists. */
let app: AppOnForge;
const problems: string[] = [];
const as = (who: string) => app.client.as(who).rest.issues;

async function recorded(subject: string): Promise<void> {
	await until(subject, async () =>
		(await subjectsOf(app.board)).find((one) => one.startsWith(subject)),
	);
}

async function issue(who: string, body: string): Promise<number> {
	const { data } = await as(who).create({ ...DEMO, title: "A task", body });
	return data.number;
}

async function enroll(number: number): Promise<void> {
	await as("maintainer").addLabels({
		...DEMO,
		issue_number: number,
		labels: ["baton"],
	});
	await recorded(`enroll ${number}: `);
}

async function statusOf(number: number, part: string): Promise<void> {
	await until(`${part} on ${number}`, async () => {
		const { data } = await as("alice").listComments({
			...DEMO,
			issue_number: number,
			per_page: 100,
		});
		return data.find(
			({ body }) =>
				body?.includes("<!-- baton:status -->") && body.includes(part),
		);
	});
}

beforeAll(async () => {
	app = await startAppOnForge({
		config: "review: never\npushes_per_minute: 0\n",
		fetch: checkedFetch(fetch, {
			onProblem: (problem) => problems.push(problem),
			onRequest: () => undefined,
		}),
	});
	await app.served.sweep();
});

afterAll(async () => {
	await app.close();
});

test("an author's edit waits until somebody takes it, one by somebody with write does not", async () => {
	const number = await issue("guest", "As it was.");
	await enroll(number);
	const on = { ...DEMO, issue_number: number };
	await as("guest").update({ ...on, body: "Do it my way." });
	await recorded(`propose-edit ${number}: by guest`);
	await statusOf(number, "an edit of the text by guest waits");
	expect(await app.client.tell("alice", number, "/edit accept")).toBe("rocket");
	await as("guest").update({ ...on, title: "My task" });
	await until("the proposed title", async () =>
		(await subjectsOf(app.board)).filter((one) =>
			one.startsWith(`propose-edit ${number}: `),
		).length === 2
			? true
			: undefined,
	);
	await as("alice").update({
		...on,
		title: "Our task",
		body: "As we all like it.",
	});
	await until("both edits", async () =>
		(await subjectsOf(app.board)).filter((one) =>
			one.startsWith(`edit ${number}: changes `),
		).length === 2
			? true
			: undefined,
	);
	const { answer } = await app.client.ask("alice", number, "/context");
	expect(JSON.stringify(answer)).toContain("As we all like it.");
	expect(JSON.stringify(answer)).toContain("Our task");
});

test("a subtask said in a comment is an issue of its own on the board", async () => {
	const number = await issue("alice", "The whole.");
	await enroll(number);
	expect(
		await app.client.tell(
			"alice",
			number,
			'/subtask "A part of it" park description="The first half."',
		),
	).toBe("rocket");
	const part = await until("the part's labels", async () => {
		const { data } = await as("alice").listForRepo({ ...DEMO, state: "all" });
		return data.find(
			({ title, labels }) =>
				title === "A part of it" &&
				labels.some(
					(one) => typeof one === "object" && one.name === "baton:ready",
				),
		);
	});
	expect(part.user?.login).toBe("baton[bot]");
	await statusOf(part.number, `| part of | ${number} |`);
	await statusOf(number, "0 of 1 ended; parked until all have");
	expect(await app.client.tell("bob", part.number, "/claim")).toBe("rocket");
	expect(await app.client.tell("bob", part.number, "/done")).toBe("rocket");
	await statusOf(number, "1 of 1 ended");
});

test("the issue template asks for what the reader of forms reads", () => {
	const template = readFileSync(
		new URL("../../.github/ISSUE_TEMPLATE/baton-task.yml", import.meta.url),
		"utf8",
	);
	const labels = [...template.matchAll(/^ {6}label: (.+)$/gm)].map(
		([, label]) => label,
	);
	expect(labels).toEqual([
		"Goal",
		"Description",
		"Acceptance",
		"Priority",
		"Capabilities",
		"Blocked by",
		"Parent",
		"Due",
		"Model hint",
	]);
});

test("a form opened with the label enrolls a task that is ready to be worked on", async () => {
	const { data } = await as("maintainer").create({
		...DEMO,
		title: "By form",
		labels: ["baton"],
		body: "### Goal\n\nLog all\n\n### Description\n\nHow.\n\n### Priority\n\nhigh\n\n### Capabilities\n\npython\n\n### Blocked by\n\n_No response_\n\n### Parent\n\n_No response_\n\n### Due\n\n2026-12-01\n\n### Model hint\n\nsmall\n",
	});
	await recorded(`enroll ${data.number}: on the board as ready`);
	await statusOf(data.number, "| due | 2026-12-01 |");
	expect(await app.client.replies(data.number)).toEqual([]);
});

test("no request of all this was other than GitHub describes it", () => {
	expect([...new Set(problems)]).toEqual([]);
});
