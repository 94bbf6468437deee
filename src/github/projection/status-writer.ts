import { unlessMissing } from "../api.ts";
import type { IssueView } from "./issue-view.ts";
import type { ViewApi } from "./view-api.ts";
import { withCommit, withoutCommit } from "./written-from.ts";

/** Where the status comment of an issue is, once it was found or written. */
export interface StatusPlace {
	commentId?: number | undefined;
	/** What it says, as this process has written it. */
	comment?: string | undefined;
	/** True when there is none to be found. */
	hasNoComments?: boolean | undefined;
}

/**
 * Brings the status comment in line: one for each issue, the oldest where there are several. Answers whether something was
 * written that people see as new content.
 */
export async function showStatus(
	{ issue, comment, at }: Pick<IssueView, "issue" | "comment" | "at">,
	place: StatusPlace,
	api: ViewApi,
): Promise<boolean> {
	const body = await shownIn(place, { issue, comment, api });
	if (body === undefined) {
		await write(issue, withCommit(comment, at), { place, api });
		place.comment = comment;
		return true;
	}
	if (isSame(body, comment)) return false;
	place.comment = undefined;
	const isThere = await unlessMissing(async () => {
		await api.editComment(place.commentId as number, withCommit(comment, at));
		return true;
	});
	// Deleted, and nobody told: it is looked for among all, and written anew.
	if (isThere === undefined) {
		place.commentId = undefined;
		return showStatus({ issue, comment, at }, place, api);
	}
	place.comment = comment;
	return true;
}

/** What the comment says. Where something else is wanted than this process wrote, that is all there is to know. */
async function shownIn(
	place: StatusPlace,
	{
		issue,
		comment,
		api,
	}: { readonly issue: number; readonly comment: string; api: ViewApi },
): Promise<string | undefined> {
	if (place.commentId === undefined)
		return place.hasNoComments === true ? undefined : find(issue, place, api);
	if (place.comment !== undefined && !isSame(place.comment, comment))
		return place.comment;
	return api.comment(place.commentId);
}

/** Looks through the issue's comments and leaves one of them. */
async function find(
	issue: number,
	place: StatusPlace,
	api: ViewApi,
): Promise<string | undefined> {
	const [first, ...surplus] = await api.statusComments(issue);
	for (const { id } of surplus) await api.deleteComment(id);
	place.commentId = first?.id;
	if (first?.isPinned === false) await pin(first.id, api);
	return first?.body;
}

/** A comment that is gone is looked for among all before another is written. */
async function write(
	issue: number,
	body: string,
	{ place, api }: { place: StatusPlace; api: ViewApi },
): Promise<void> {
	const wasKnown = place.commentId !== undefined;
	if (wasKnown && (await find(issue, place, api)) !== undefined) {
		await api.editComment(place.commentId as number, body);
		return;
	}
	const id = await api.createComment(issue, body);
	// Another process may have written one in the same moment; the oldest stays.
	await find(issue, place, api);
	if (place.commentId !== undefined) return;
	place.commentId = id;
	await pin(id, api);
}

/** A comment is as true without its pin, so one that cannot be pinned now is left for the next process. */
async function pin(id: number, api: ViewApi): Promise<void> {
	await api.pin(id).catch(() => undefined);
}

/** GitHub may give line ends back in another form. The commit alone is no reason to edit: it changes all the time. */
function isSame(shown: string, wanted: string): boolean {
	const said = withoutCommit(shown.replace(/\r\n/g, "\n"));
	return said.trim() === wanted.trim();
}
