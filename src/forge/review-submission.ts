import {
	type Answer,
	type Call,
	fields,
	NOT_FOUND,
	ok,
	type Params,
} from "./call.ts";
import { knownActor } from "./linked-issue.ts";
import { announceReview, type Reviewed, reviewAt } from "./review-at.ts";
import { reviewFields } from "./review-fields.ts";
import { refuseVerdict, STATE_OF, unprocessable } from "./review-rules.ts";
import type { ReviewRow, UserRow } from "./tables.ts";
import type { World } from "./world.ts";

/** Submits a review that was pending. */
export async function submitReview(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const found = await reviewAt(world, call, params);
	if (found === undefined) return NOT_FOUND;
	const { pull, review } = found;
	if (review.state !== "PENDING")
		return unprocessable("Can not submit a review that is submitted already");
	const { event } = fields(call);
	const sender = knownActor(world, call);
	const body = textOf(call) ?? review.body;
	const hasText = body !== null;
	const refused = refuseVerdict(event, { pull, actor: sender, hasText });
	if (refused !== undefined) return refused;
	const state = STATE_OF[`${event}`] ?? "COMMENTED";
	const changes = { body, state, submitted_at: world.now() };
	const submitted = world.tables.reviews.update(review.id, changes) ?? review;
	return answerSubmitted(world, { ...found, review: submitted, sender });
}

/** Tells of a review that was just submitted, and answers with it. */
export async function answerSubmitted(
	world: World,
	submitted: Reviewed & { review: ReviewRow; sender: UserRow },
): Promise<Answer> {
	await announceReview(world, { ...submitted, action: "submitted" });
	return ok(reviewFields(world, submitted.repo, submitted.review));
}

/** What a call's body says as the text of a review; undefined when that is nothing. */
export function textOf(call: Call): string | undefined {
	const { body } = fields(call);
	return typeof body === "string" && body.trim() !== "" ? body : undefined;
}
