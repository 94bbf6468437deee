import { repliesTo } from "../replies.ts";
import type { RefusedReview } from "./hear-review.ts";

/** What is told on a task's issue of a review that does not stand, and of an approval that checks still stand before. */
export function reviewNews(refused: RefusedReview): readonly string[] {
	const { answer, waits } = refused;
	return repliesTo([
		{
			...answer,
			opId: newsIdOf(refused),
			...(waits
				? {
						hint: "The approval counts once they are green at this commit; nothing has to be said again.",
					}
				: {}),
		},
	]);
}

/** The mark of what is told. That an approval waits and that it does not stand after all are two things, each told once. */
export function newsIdOf({
	answer: { opId },
	waits,
}: Pick<RefusedReview, "answer" | "waits">): string {
	return waits ? `${opId}:waits` : opId;
}
