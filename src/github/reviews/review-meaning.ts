import type { Actor } from "../../core/actor.ts";
import type { Task } from "../../core/task.ts";
import { NOTE_LIMITS } from "../../verbs/note-writing.ts";
import { asKeptText, cutText } from "../issue-text.ts";
import type { ReviewRecord } from "./review-api.ts";

/** A review that says something, with whoever wrote it. */
export type Opinion = ReviewRecord & {
	readonly author: Actor & { readonly isBot: boolean };
};

/** What an opinion means for a task in review. `stale` is an approval of a commit that is not the head any more. */
export type ReviewMeaning = "approve" | "changes" | "stale";

/** An address of GitHub's fits in so many bytes; the rest is for the words. */
const LINK_BYTES = 300;

/** The newest opinion of each reviewer, oldest first. A dismissed one is an opinion taken back: an older one does not rise again. */
export function newestOpinions(
	reviews: readonly ReviewRecord[],
): readonly Opinion[] {
	const newest = new Map<number, Opinion>();
	for (const review of reviews) {
		const { author, state } = review;
		if (author === undefined || state === "COMMENTED" || state === "PENDING")
			continue;
		const before = newest.get(author.id);
		if (before === undefined || before.id < review.id)
			newest.set(author.id, { ...review, author });
	}
	return [...newest.values()].sort((a, b) => a.id - b.id);
}

/**
 * What an opinion says about a task in review whose head is at `sha`; undefined for one that is not about this round of work: a
 * look at an older commit from before the task came into review.
 */
export function meaningOfReview(
	{ state, sha, submittedAt }: Pick<Opinion, "state" | "sha" | "submittedAt">,
	task: Pick<Task, "completed_at">,
	head: string,
): ReviewMeaning | undefined {
	if (state !== "APPROVED" && state !== "CHANGES_REQUESTED") return undefined;
	const isOfHead = sha === head;
	// GitHub tells whole seconds, the board tells milliseconds.
	const from = Date.parse(task.completed_at ?? "1970-01-01T00:00:00Z");
	if (!isOfHead && Date.parse(submittedAt) + 999 < from) return undefined;
	if (state === "CHANGES_REQUESTED") return "changes";
	return isOfHead ? "approve" : "stale";
}

/** What a request for changes asks for, cut to what a note holds: the reviewer's words, and where his remarks on lines stand. */
export function requestOf({
	body,
	url,
	author,
}: Pick<Opinion, "body" | "url" | "author">): string {
	const words = cutText(asKeptText(body), NOTE_LIMITS.bytes - LINK_BYTES);
	const link = Buffer.byteLength(url) < LINK_BYTES - 10 ? url : "";
	const said = words === "" ? `Changes requested by ${author.login}.` : words;
	return link === "" ? said : `${said}\n\n${link}`;
}
