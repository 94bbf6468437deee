import { expect, test } from "vitest";
import { readEnrollment } from "../../src/github/issue-events.ts";
import { fittingForm, readTaskForm } from "../../src/github/issue-form.ts";
import { makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

const body = `### Goal

Every request leaves one log line

### Description

Look at src/app.ts.

### Acceptance

- the line has a method
1. [ ] all tests pass

### Priority

high
`;

test("the task form's answers become goal, acceptance and priority", () => {
	expect(readTaskForm(body).form).toEqual({
		goal: "Every request leaves one log line",
		acceptance: ["the line has a method", "all tests pass"],
		priority: "high",
	});
});

test("a body that is no form, or a form without answers, gives nothing", () => {
	expect(readTaskForm("Please add logging.\n\n### Goal\n\nx").form).toEqual({});
	expect(readTaskForm("### Goal\n\n_No response_\n\n### Due\n\nnone")).toEqual({
		form: {},
		unread: [],
	});
});

const filled = `
### goal:

 Log   every
request

### Capabilities

- \`Python\`, db; c++ naïve

### Blocked by

- [ ] #41, 43
whatever #41

### Parent

#40 #39

### Due

2026-02-30

### Model hint

sonnet

### Something else

by hand
`;

test("a form that was filled in by hand gives what it holds, and names what makes no sense", () => {
	expect(readTaskForm(filled)).toEqual({
		form: {
			goal: "Log every request",
			capabilities: ["python", "db", "c++"],
			blocked_by: ["41", "43", "whatever"],
			parent: "40",
			model_hint: "sonnet",
		},
		unread: [
			'Capabilities: "naïve" is not one.',
			"Parent: 39 is one too many.",
			'Due: "2026-02-30" is not a date such as 2026-12-01.',
		],
	});
	expect(
		readTaskForm(
			`### Priority\n\nHIGH\n\n### Due\n\n2028-02-29\n\n### Model hint\n\n${"x".repeat(101)}`,
		),
	).toEqual({
		form: { priority: "high", due: "2028-02-29" },
		unread: ["Model hint: longer than 100 characters, so it was left out."],
	});
	expect(readTaskForm("### Priority\n\nwhenever")).toEqual({
		form: {},
		unread: [
			'Priority: "whenever" is none; there are urgent, high, normal, low.',
		],
	});
});

test("edges of a form that the board would not take are named and left out", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["40", "41", "43"]);
	// 43 waits for 40, so a part of 40 cannot wait for 43.
	await bench.engine.perform([
		say(bench, "alice", "depend", { task: "43", input: { on: ["40"] } }),
	]);
	const read = {
		form: { blocked_by: ["41", "43", "42", "99"], parent: "40" },
		unread: [],
	};
	expect(
		await bench.engine.inspect((board) => fittingForm(read, "42", board)),
	).toEqual({
		form: { blocked_by: ["41"], parent: "40" },
		unread: [
			"Blocked by: 43 waits for this task's parent.",
			"Blocked by: 42 is this issue itself.",
			"Blocked by: 99 is no task of the board.",
		],
	});
	expect(
		await bench.engine.inspect((board) =>
			fittingForm({ form: { parent: "98" }, unread: [] }, "42", board),
		),
	).toEqual({ form: {}, unread: ["Parent: 98 is no task of the board."] });
});

test("a label outranks the form, and labels of the board's own are not kept as labels", () => {
	const issue = {
		number: 42,
		title: " Add\nlogging ",
		body,
		labels: ["baton", "priority:low", "needs:python", "api"],
		isClosed: false,
		stateReason: null,
		assignees: [],
		isPullRequest: false,
	};
	expect(readEnrollment(issue, undefined).input).toMatchObject({
		title: "Add logging",
		issue: 42,
		priority: "low",
		capabilities: ["python"],
		labels: ["api"],
	});
});

test("a long issue is cut at 64 KiB of UTF-8, at a character's edge, and marked", () => {
	const issue = {
		number: 1,
		title: "x",
		body: "ä".repeat(40_000),
		labels: [],
		isClosed: false,
		stateReason: null,
		assignees: [],
		isPullRequest: false,
	};
	const description = readEnrollment(issue, undefined).input
		.description as string;
	expect(new TextEncoder().encode(description).length).toBeLessThanOrEqual(
		65_536,
	);
	expect(description.endsWith("ä…")).toBe(true);
});
