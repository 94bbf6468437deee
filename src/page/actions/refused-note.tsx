import type { Refused } from "../state/api.ts";

/** Why what was said was refused, read aloud as soon as it is there. */
export function RefusedNote({ refused }: { refused: Refused | undefined }) {
	return (
		<div role="alert" class="refused">
			{refused === undefined ? null : (
				<>
					<p>
						<strong>{refused.code}</strong> {refused.message}
					</p>
					{refused.hint === undefined ? null : (
						<p class="quiet">{refused.hint}</p>
					)}
				</>
			)}
		</div>
	);
}
