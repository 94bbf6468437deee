import { type Answer, refusal } from "./call.ts";
import type { PullRow, ReviewState, UserRow } from "./tables.ts";

/** What people ask for, and the state of the review that comes of it. */
export const STATE_OF: Readonly<Record<string, ReviewState>> = {
	APPROVE: "APPROVED",
	REQUEST_CHANGES: "CHANGES_REQUESTED",
	COMMENT: "COMMENTED",
};

/** A refusal of a review, with GitHub's reason. */
export function unprocessable(reason: string): Answer {
	return refusal(422, "Unprocessable Entity", [reason]);
}

/** Why somebody cannot submit such a review; undefined when they can. only an approval may say nothing. */
export function refuseVerdict(
	event: unknown,
	{ pull, actor, hasText }: { pull: PullRow; actor: UserRow; hasText: boolean },
): Answer | undefined {
	const state = STATE_OF[`${event}`];
	if (state === undefined)
		return unprocessable(
			`Variable $event: ${JSON.stringify(event)} is invalid`,
		);
	if (pull.user_id === actor.id && state === "APPROVED")
		return unprocessable("Review Can not approve your own pull request");
	if (pull.user_id === actor.id && state === "CHANGES_REQUESTED")
		return unprocessable(
			"Review Can not request changes on your own pull request",
		);
	return state !== "APPROVED" && !hasText
		? unprocessable("Review body can't be blank")
		: undefined;
}

/** Why a review cannot be dismissed; undefined when it can. */
export function refuseDismissal(
	state: ReviewState,
	message: unknown,
): Answer | undefined {
	if (typeof message !== "string" || message.trim() === "")
		return unprocessable("Message can't be blank");
	if (state === "COMMENTED")
		return unprocessable("Can not dismiss a commented pull request review");
	return state === "PENDING" || state === "DISMISSED"
		? unprocessable(
				`Can not dismiss a ${state.toLowerCase()} pull request review`,
			)
		: undefined;
}
