import { visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	route,
} from "./call.ts";
import { commentFields } from "./comments.ts";
import { eventFields, isListed } from "./events.ts";
import { reviewInEvent } from "./review-fields.ts";
import type { World } from "./world.ts";

/** An issue's events and comments, and a pull request's reviews, in one list, oldest first. What refers to the issue from elsewhere is not in it. */
export const timelineRoutes = [
	route("GET /repos/:owner/:repo/issues/:number/timeline", list),
];

function list(call: Call, params: Params, world: World): Answer {
	const { tables } = world;
	const repo = visibleRepo(tables, call.caller, params);
	const number = Number(params.number);
	const issues = tables.issues.findBy("repo_id", repo?.id);
	if (repo === undefined || !issues.some((issue) => issue.number === number))
		return NOT_FOUND;
	const events = tables.issueEvents
		.findBy("issue_number", number)
		.filter((row) => isListed(row, repo))
		.map((row) => ({ row, show: () => eventFields(row, repo, world) }));
	const comments = tables.comments
		.findBy("repo_id", repo.id)
		.filter((row) => row.issue_number === number)
		.filter((row) => row.comment_type === "issue")
		.map((row) => ({
			row,
			show: () => {
				const shown = commentFields(row, repo, world);
				return { ...shown, event: "commented", actor: shown.user };
			},
		}));
	const reviews = tables.reviews
		.findBy("pull_number", number)
		.filter((row) => row.repo_id === repo.id && row.submitted_at !== null)
		.map((row) => ({
			row: { created_at: row.submitted_at ?? row.created_at },
			show: () => ({ ...reviewInEvent(world, repo, row), event: "reviewed" }),
		}));
	const all = [...events, ...comments, ...reviews].sort((a, b) =>
		a.row.created_at.localeCompare(b.row.created_at),
	);
	const { items, headers } = paged(call, all, world.url);
	return ok(
		items.map((item) => item.show()),
		headers,
	);
}
