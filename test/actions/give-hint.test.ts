import { describe, expect, test } from "vitest";
import { giveHint } from "../../src/actions/give-hint.ts";
import type { Repository } from "../../src/github/repository.ts";
import {
	EXAMPLES,
	exampleOf,
	type Fields,
} from "../support/webhook-examples.ts";

const OWN = "github-actions[bot]";

/** What a door is told of an event: names of its methods. */
function toldOf(name: string, payload: Fields, own = OWN): readonly string[] {
	const told: string[] = [];
	const any: object = new Proxy(
		{},
		{
			get: (_, method) => (asked: unknown) => {
				told.push(String(method));
				if (typeof asked === "function") asked(any);
				return method === "isBoard" ? false : undefined;
			},
		},
	);
	const followers = new Proxy({}, { get: () => any });
	const door = new Proxy(
		{},
		{
			get: (_, method) => (asked: unknown) => {
				told.push(String(method));
				if (method === "tell") (asked as (all: object) => void)(followers);
				return false;
			},
		},
	);
	giveHint(door as Repository, { name, payload, id: "actions-1" }, own);
	return told;
}

describe("what a run was started by", () => {
	test.each([
		["issues", "opened", "issueEvent"],
		["issues", "deleted", "issueGone"],
		["issue_comment", "created", "comment"],
		["issue_comment", "deleted", "commentChanged"],
		["pull_request", "opened", "pullChanged"],
		["pull_request_target", "opened", "pullChanged"],
		["pull_request_review", "submitted", "pullReviewed"],
		["check_run", "completed", "checksChanged"],
		["workflow_run", "completed", "checksChanged"],
		["status", undefined, "checksChanged"],
		["push", undefined, "branchChanged"],
	])("%s %s is told of as its webhook would be", (name, action, method) => {
		const example = exampleOf(name.replace("_target", ""), action);
		expect(toldOf(name, example)).toContain(method);
	});

	test("says nothing where it was the workflow itself", () => {
		for (const name of ["issues", "issue_comment", "pull_request"]) {
			const example = exampleOf(
				name,
				name === "issue_comment" ? "created" : "opened",
			);
			const { login } = example.sender as { login: string };
			expect(toldOf(name, example, login)).toEqual([]);
		}
	});

	test("says nothing where it is no webhook", () => {
		for (const name of ["schedule", "workflow_dispatch", "", "constructor"])
			expect(toldOf(name, { action: "created" })).toEqual([]);
	});

	test("is understood as GitHub sends it, whatever it is", () => {
		for (const { name, payload } of EXAMPLES)
			expect(
				() => toldOf(name, payload),
				`${name} ${payload.action}`,
			).not.toThrow();
		expect(EXAMPLES.length).toBeGreaterThan(300);
	});
});
