import { expect, test } from "vitest";
import { hiddenCalls, sourceCalls } from "./source-calls.ts";

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
])("a call is found in the source: %s", (text, operation) => {
	expect(callsIn(text).map((found) => found.operation)).toEqual([operation]);
});

test.each([
	"const { issues } = octokit.rest;",
	"const issues = octokit.rest.issues;",
	'octokit.rest["issues"].get()',
	"octokit.rest.issues[name]()",
	"await octokit.graphql(query)",
])("a call that cannot be followed is found: %s", (text) => {
	expect(hiddenCalls({ path: "src/x.ts", text })).not.toEqual([]);
});
