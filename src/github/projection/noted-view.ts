import type { TellsOfWall } from "../comment-wall.ts";
import { code } from "../markdown.ts";
import type { IssueMemory } from "./issue-memory.ts";

/** A view whose status comment also says what GitHub cannot show of it: that depends on the issue, not on the board. */
export function notedView<
	T extends { readonly issue: number; readonly comment: string },
>(view: T, { leftOut = [] }: IssueMemory, { wallNote }: TellsOfWall): T {
	const notes = [
		wallNote?.(view.issue),
		leftOut.length === 0
			? undefined
			: `GitHub takes no more than 100 labels on an issue; not shown: ${leftOut.map((name) => code(name)).join(", ")}.`,
	].flatMap((note) => (note === undefined ? [] : [`⚠️ ${note}`]));
	return notes.length === 0
		? view
		: { ...view, comment: [view.comment, ...notes].join("\n\n") };
}
