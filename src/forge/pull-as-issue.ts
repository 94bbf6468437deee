import {
	type Answer,
	type Call,
	NOT_FOUND,
	ok,
	type Params,
	route,
} from "./call.ts";
import { forReaders } from "./guard.ts";
import { issueAt, shownIssue } from "./linked-issue.ts";
import type { World } from "./world.ts";

/** Every pull request is an issue too; the emulator finds it under its number only as a pull request. */
export const pullAsIssueRoutes = [
	route(
		"GET /repos/:owner/:repo/issues/:number",
		forReaders("issues", showIssue),
	),
];

async function showIssue(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const found = issueAt(world, call, params);
	if (found === undefined) return NOT_FOUND;
	return found.issue.is_pull_request
		? ok(await shownIssue(world, found))
		: world.emulate(call);
}
