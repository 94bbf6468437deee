import { actorOf, visibleRepo } from "./access.ts";
import { announceLater } from "./announce.ts";
import type { Call, Params } from "./call.ts";
import { organizationOf } from "./organization-fields.ts";
import { pullFields, pullNumbered } from "./pull-view.ts";
import { reviewInEvent } from "./review-fields.ts";
import type { PullRow, RepoRow, ReviewRow, UserRow } from "./tables.ts";
import type { World } from "./world.ts";

/** A pull request with its repository. */
export interface Reviewed {
	readonly repo: RepoRow;
	readonly pull: PullRow;
}

/** The pull request that a path names, after all pushes; undefined when there is none, or none for this caller. */
export async function pullAt(
	world: World,
	call: Call,
	params: Params,
): Promise<Reviewed | undefined> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return undefined;
	await world.mirror.taken(repo);
	const pull = pullNumbered(world, repo, params.number);
	return pull === undefined ? undefined : { repo, pull };
}

/** The reviews of a pull request that this caller sees, oldest first: a pending one is its author's alone. */
export function reviewsOf(
	world: World,
	call: Call,
	{ repo, pull }: Reviewed,
): ReviewRow[] {
	const actor = actorOf(world.tables, call.caller);
	return world.tables.reviews
		.findBy("pull_number", pull.number)
		.filter((row) => row.repo_id === repo.id)
		.filter((row) => row.state !== "PENDING" || row.user_id === actor?.id)
		.sort((a, b) => a.id - b.id);
}

/** The review that a path names; undefined when there is none, or none for this caller. */
export async function reviewAt(
	world: World,
	call: Call,
	params: Params,
): Promise<(Reviewed & { readonly review: ReviewRow }) | undefined> {
	const found = await pullAt(world, call, params);
	if (found === undefined) return undefined;
	const review = reviewsOf(world, call, found).find(
		({ id }) => id === Number(params.review_id),
	);
	return review === undefined ? undefined : { ...found, review };
}

/** Tells of a review with its pull request, once the request that is being answered is written down. */
export async function announceReview(
	world: World,
	told: Reviewed & {
		readonly review: ReviewRow;
		readonly action: "submitted" | "dismissed";
		readonly sender: UserRow;
	},
): Promise<void> {
	const { repo, pull, review, action, sender } = told;
	await announceLater(world, repo, {
		event: "pull_request_review",
		action,
		sender,
		fields: {
			review: reviewInEvent(world, repo, review),
			pull_request: await pullFields(world, repo, pull),
			...organizationOf(world, repo),
		},
	});
}
