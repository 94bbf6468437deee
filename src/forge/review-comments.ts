import type { Call } from "./call.ts";
import type { Reviewed } from "./review-at.ts";
import type { ReviewRow } from "./tables.ts";
import type { World } from "./world.ts";

/** A remark on a line of a changed file. */
export interface LineComment {
	readonly path: string;
	readonly body: string;
	readonly position?: number;
	readonly line?: number;
	readonly side?: "LEFT" | "RIGHT";
}

/** The remarks on lines that come with a review; undefined when one of them does not fit. */
export function lineComments(value: unknown): LineComment[] | undefined {
	if (value === undefined) return [];
	return Array.isArray(value) && value.every(fits) ? value : undefined;
}

function fits(value: unknown): boolean {
	if (typeof value !== "object" || value === null) return false;
	const { path, body, position, line, side } = value as Partial<LineComment>;
	return (
		typeof path === "string" &&
		typeof body === "string" &&
		body.trim() !== "" &&
		Number.isSafeInteger(position ?? line) &&
		(side === undefined || side === "LEFT" || side === "RIGHT")
	);
}

/** Adds remarks on lines to a review that is submitted; the emulator keeps them and tells of each. */
export async function addLineComments(
	world: World,
	call: Call,
	{
		repo,
		pull,
		review,
		comments,
	}: Reviewed & { review: ReviewRow; comments: readonly LineComment[] },
): Promise<void> {
	for (const { path, body, position, line, side } of comments) {
		const answer = await world.emulate({
			...call,
			path: `/repos/${repo.full_name}/pulls/${pull.number}/comments`,
			body: {
				path,
				body,
				position,
				line,
				side: side ?? "RIGHT",
				subject_type: "line",
				commit_id: review.commit_id,
			},
		});
		const { id } = answer.body as { id: number };
		world.tables.comments.update(id, { review_id: review.id });
	}
}
