import type { Revisions } from "./revisions.ts";

/** Says aloud what happened to the task while it is looked at. */
export function News({ revisions: { heard } }: { revisions: Revisions }) {
	return (
		<p class="hidden" role="status">
			{heard[0]?.summary}
		</p>
	);
}
