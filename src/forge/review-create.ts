import {
	type Answer,
	type Call,
	fields,
	NOT_FOUND,
	ok,
	type Params,
} from "./call.ts";
import { isAncestor } from "./git-diff.ts";
import { knownActor } from "./linked-issue.ts";
import { resolveCommit } from "./resolve-commit.ts";
import { pullAt, type Reviewed, reviewsOf } from "./review-at.ts";
import { addLineComments, lineComments } from "./review-comments.ts";
import { reviewFields } from "./review-fields.ts";
import { refuseVerdict, STATE_OF, unprocessable } from "./review-rules.ts";
import { answerSubmitted, textOf } from "./review-submission.ts";
import type { World } from "./world.ts";

/** Reviews a pull request. Without an event the review is pending: it waits for its author to submit it. */
export async function createReview(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const found = await pullAt(world, call, params);
	if (found === undefined) return NOT_FOUND;
	const { event } = fields(call);
	const actor = knownActor(world, call);
	const comments = lineComments(fields(call).comments);
	const refused = refuse(world, call, found);
	if (refused !== undefined) return refused;
	if (comments === undefined || (event === undefined && comments.length > 0))
		return unprocessable("Comments on lines do not fit");
	const commit_id = await reviewedCommit(world, call, found);
	if (commit_id === undefined)
		return unprocessable("The commit is not part of the pull request");
	const row = world.tables.reviews.insert({
		node_id: "",
		repo_id: found.repo.id,
		pull_number: found.pull.number,
		user_id: actor.id,
		body: textOf(call) ?? null,
		state: STATE_OF[`${event}`] ?? "PENDING",
		commit_id,
		submitted_at: event === undefined ? null : world.now(),
	});
	const name = Buffer.from(`PullRequestReview${row.id}`);
	const node_id = name.toString("base64url");
	const review = world.tables.reviews.update(row.id, { node_id }) ?? row;
	if (event === undefined) return ok(reviewFields(world, found.repo, review));
	await addLineComments(world, call, { ...found, review, comments });
	return answerSubmitted(world, { ...found, review, sender: actor });
}

function refuse(world: World, call: Call, found: Reviewed): Answer | undefined {
	const { event, comments } = fields(call);
	const pending = reviewsOf(world, call, found).some(
		({ state }) => state === "PENDING",
	);
	if (event === undefined)
		return pending
			? unprocessable("User can only have one pending review per pull request")
			: undefined;
	const hasComments = Array.isArray(comments) && comments.length > 0;
	const actor = knownActor(world, call);
	const hasText = hasComments || textOf(call) !== undefined;
	return refuseVerdict(event, { pull: found.pull, actor, hasText });
}

/** The commit that a review is of: the head, unless another one of the pull request is named. */
async function reviewedCommit(
	world: World,
	call: Call,
	{ repo, pull }: Reviewed,
): Promise<string | undefined> {
	const { commit_id } = fields(call);
	if (commit_id === undefined) return pull.head_sha;
	const sha = await resolveCommit(world, repo, `${commit_id}`);
	if (sha === undefined || sha !== commit_id) return undefined;
	const dir = world.mirror.directory(repo);
	const isOld = await isAncestor(dir, sha, pull.base_sha);
	const isIn = !isOld && (await isAncestor(dir, sha, pull.head_sha));
	return isIn ? sha : undefined;
}
