import type { Need } from "./access.ts";
import {
	type Answer,
	type Call,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	route,
} from "./call.ts";
import { forReaders, guarded } from "./guard.ts";
import { pullAt, reviewAt, reviewsOf } from "./review-at.ts";
import { createReview } from "./review-create.ts";
import { dismissReview } from "./review-dismissal.ts";
import { reviewFields } from "./review-fields.ts";
import { submitReview } from "./review-submission.ts";
import type { World } from "./world.ts";

const REVIEWS = "/repos/:owner/:repo/pulls/:number/reviews";
const permission = "pull_requests";
const READER: Need = { role: "read", permission, level: "write" };
const WRITER: Need = { role: "write", permission, level: "write" };

/** Reviews of pull requests. Whoever reads may review; of Apps only those that may write pull requests. */
export const reviewRoutes = [
	route(`GET ${REVIEWS}`, forReaders(permission, list)),
	route(`POST ${REVIEWS}`, guarded(READER, createReview)),
	route(`GET ${REVIEWS}/:review_id`, forReaders(permission, show)),
	route(`POST ${REVIEWS}/:review_id/events`, guarded(READER, submitReview)),
	route(`PUT ${REVIEWS}/:review_id/dismissals`, guarded(WRITER, dismissReview)),
];

async function list(call: Call, params: Params, world: World): Promise<Answer> {
	const found = await pullAt(world, call, params);
	if (found === undefined) return NOT_FOUND;
	const rows = reviewsOf(world, call, found);
	const { items, headers } = paged(call, rows, world.url);
	const shown = items.map((row) => reviewFields(world, found.repo, row));
	return ok(shown, headers);
}

async function show(call: Call, params: Params, world: World): Promise<Answer> {
	const found = await reviewAt(world, call, params);
	return found === undefined
		? NOT_FOUND
		: ok(reviewFields(world, found.repo, found.review));
}
