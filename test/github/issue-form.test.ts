import { expect, test } from "vitest";
import { enrollInput } from "../../src/github/issue-events.ts";
import { readTaskForm } from "../../src/github/issue-form.ts";

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
	expect(readTaskForm(body)).toEqual({
		goal: "Every request leaves one log line",
		acceptance: ["the line has a method", "all tests pass"],
		priority: "high",
	});
});

test("a body that is no form, or a form without answers, gives nothing", () => {
	expect(readTaskForm("Please add logging.\n\n### Goal\n\nx")).toEqual({});
	expect(
		readTaskForm("### Goal\n\n_No response_\n\n### Priority\n\nwhenever"),
	).toEqual({});
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
	expect(enrollInput(issue, undefined)).toMatchObject({
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
	const description = enrollInput(issue, undefined).description as string;
	expect(new TextEncoder().encode(description).length).toBeLessThanOrEqual(
		65_536,
	);
	expect(description.endsWith("ä…")).toBe(true);
});
