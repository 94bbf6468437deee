import { expect, it } from "vitest";
import { closedIssues } from "../../src/forge/closing-words.ts";

const repo = { fullName: "acme/demo", page: "http://127.0.0.1:1/acme/demo" };

it.each([
	["Closes #42", [42]],
	[
		"close #1, closed #2, FIXES #3 fix #4 fixed #5 Resolve #6 resolves #7 resolved: #8",
		[1, 2, 3, 4, 5, 6, 7, 8],
	],
	["Closes #42 and closes #42", [42]],
	["fixes ACME/Demo#7", [7]],
	["closes http://127.0.0.1:1/acme/demo/issues/9", [9]],
	["fixes acme/other#7, closes https://github.com/acme/demo/issues/9", []],
	["Closes 42, closes#42, discloses #42, #42, see #42", []],
	["`closes #1`\n```\ncloses #2\n```\ncloses #3", [3]],
	["```\ncloses #2", []],
	[null, []],
])("%j closes %j", (body, numbers) => {
	expect(closedIssues(body, repo)).toEqual(numbers);
});
