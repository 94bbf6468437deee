import type { Refused } from "../state/api.ts";

/** Stands where an answer would: nothing yet, or why there is none. */
export function Unanswered({ why }: { why: Refused | undefined }) {
	if (why === undefined)
		return (
			<p class="quiet" aria-busy="true">
				Reading…
			</p>
		);
	return (
		<div class="panel" role="alert">
			<p>
				<code>{why.code}</code> {why.message}
			</p>
			{why.hint === undefined ? null : <p class="quiet">{why.hint}</p>}
		</div>
	);
}
