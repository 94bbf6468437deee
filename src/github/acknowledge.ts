import type { Answer } from "../engine/answer.ts";
import type { CommentRecord, Receipt } from "./api.ts";
import { isFinal } from "./final-error.ts";
import {
	type CommentDoor,
	type Heard,
	type Hearing,
	unlessUnanswered,
} from "./hearing.ts";
import { repliesTo } from "./replies.ts";
import { worthSaying } from "./worth-saying.ts";

/**
 * One receipt a comment, one reply an issue. Several processes may have heard the same comment: the one whose receipt was
 * new speaks, the others keep quiet.
 */
export async function acknowledge(
	heard: readonly Heard[],
	hearing: Hearing,
): Promise<void> {
	const { door } = hearing;
	const toSay = new Map<number, Answer[]>();
	await Promise.all(
		heard.map(async ({ comment, answers }) => {
			const receipt = answers.every(({ ok }) => ok) ? "rocket" : "confused";
			const isNew = await unlessUnanswered(
				comment,
				false,
				() =>
					leaveReceipt(comment, receipt, {
						door,
						opId: answers[0]?.opId ?? "",
					}),
				hearing,
			);
			const worth = isNew ? worthSaying(answers) : [];
			if (worth.length > 0)
				toSay.set(comment.issue, [
					...(toSay.get(comment.issue) ?? []),
					...worth,
				]);
		}),
	);
	for (const [issue, answers] of toSay)
		for (const body of repliesTo(answers)) await door.reply(issue, body);
}

/** Leaves a receipt. One whose answer got lost may be there all the same: then the reply is ours unless somebody has written it. */
async function leaveReceipt(
	comment: CommentRecord,
	receipt: Receipt,
	{ door, opId }: { door: CommentDoor; opId: string },
): Promise<boolean> {
	try {
		return await door.api.react(comment.id, receipt);
	} catch (error) {
		if (isFinal(error)) {
			// Locked, or gone: it will take none the next time either, and what was said is done.
			door.onError(error, `comment ${comment.id} takes no receipt`);
			return true;
		}
		if (!(await door.api.hasReceipt(comment.id))) throw error;
		return !(await door.api.hasReply(
			comment.issue,
			`baton:${opId} `,
			new Date(comment.createdAt).toISOString(),
		));
	}
}
