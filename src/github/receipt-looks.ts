import type { CommentRecord } from "./api.ts";
import { type Hearing, unlessUnanswered } from "./hearing.ts";

/** So long what a comment says of its reactions is taken for how they are. */
const JUST_READ_MS = 3_000;

/**
 * Makes, for the comments of a batch in their order, what tells whether each is settled: it has a receipt, or has to be left. Behind
 * one that has to be left all of its issue are, unless the board is frozen: its recovery may stand behind what waits.
 */
export function receiptLooks(
	hearing: Hearing,
): (comment: CommentRecord) => () => Promise<boolean> {
	const { left, door } = hearing;
	const looks = new Map<number, Promise<boolean>>();
	return (comment) => {
		const look = unlessJustRead(
			comment,
			() =>
				unlessUnanswered(
					comment,
					true,
					() => door.api.hasReceipt(comment.id),
					hearing,
				),
			door.nowMs,
		);
		const isSettled = async (before: Promise<boolean> | undefined) => {
			const hasReceipt = await look();
			await before;
			if (hasReceipt || !isBehindLeft(comment, hearing)) return hasReceipt;
			left.add(comment);
			return true;
		};
		return () => {
			const looked = isSettled(looks.get(comment.issue));
			looks.set(comment.issue, looked);
			return looked;
		};
	};
}

function isBehindLeft(
	{ id, issue }: CommentRecord,
	{ left, door }: Hearing,
): boolean {
	return (
		door.engine.frozen === undefined &&
		[...left].some((one) => one.issue === issue && one.id < id)
	);
}

/** A comment that was read a moment ago without any receipt needs no second look, unless it is decided on once more. */
function unlessJustRead(
	{ receipts }: CommentRecord,
	look: () => Promise<boolean>,
	nowMs: () => number,
): () => Promise<boolean> {
	const readMs = nowMs();
	let isFirst = receipts === 0;
	return async () => {
		const isNew = isFirst && nowMs() - readMs < JUST_READ_MS;
		isFirst = false;
		return isNew ? false : look();
	};
}
