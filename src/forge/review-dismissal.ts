import { may, type Need } from "./access.ts";
import {
	type Answer,
	type Call,
	fields,
	NO_ADMIN_RIGHTS,
	NOT_FOUND,
	ok,
	type Params,
} from "./call.ts";
import { recordEvent } from "./events.ts";
import { knownActor } from "./linked-issue.ts";
import { announceReview, reviewAt } from "./review-at.ts";
import { reviewFields } from "./review-fields.ts";
import { refuseDismissal } from "./review-rules.ts";
import type { PullRow, RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

const ADMIN: Need = {
	role: "admin",
	permission: "pull_requests",
	level: "write",
};

/** Dismisses a review; on a branch that is protected by reviews that takes an admin. Its text stays, the reason is an event. */
export async function dismissReview(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const found = await reviewAt(world, call, params);
	if (found === undefined) return NOT_FOUND;
	const { repo, pull, review } = found;
	const { message } = fields(call);
	const refused = refuseDismissal(review.state, message);
	if (refused !== undefined) return refused;
	if (
		isProtected(world, repo, pull) &&
		!may(world.tables, call.caller, repo, ADMIN)
	)
		return NO_ADMIN_RIGHTS;
	const sender = knownActor(world, call);
	const changes = { state: "DISMISSED" } as const;
	const dismissed = world.tables.reviews.update(review.id, changes) ?? review;
	recordEvent(world.tables, {
		repo_id: repo.id,
		issue_number: pull.number,
		actor_id: sender.id,
		event: "review_dismissed",
		dismissed_review: {
			state: review.state.toLowerCase(),
			review_id: review.id,
			dismissal_message: message as string,
		},
	});
	await announceReview(world, {
		...found,
		review: dismissed,
		action: "dismissed",
		sender,
	});
	return ok(reviewFields(world, repo, dismissed));
}

function isProtected({ tables }: World, repo: RepoRow, pull: PullRow): boolean {
	return tables.branchProtections
		.findBy("repo_id", repo.id)
		.some(
			(rule) =>
				rule.branch_name === pull.base_ref &&
				rule.required_pull_request_reviews !== null,
		);
}
