import type { BoardShown } from "../state/columns.ts";
import { type Place, pathOf } from "../state/place.ts";

/** Few are shown from the start; many would take the place of the board. */
const MOST_OPEN = 3;

/** The tasks whose files cannot be read, with the reason; nothing where all can be. */
export function QuarantineStrip({
	now,
	place,
}: {
	now: BoardShown;
	place: Place;
}) {
	const { quarantined, quarantined_count: count = quarantined.length } = now;
	if (quarantined.length === 0) return null;
	return (
		<details class="quarantine" open={quarantined.length <= MOST_OPEN}>
			<summary>
				<span class="badge bad">quarantined</span>{" "}
				{count === 1
					? "One task cannot be read"
					: `${count} tasks cannot be read`}
				; the last good version of each is served, and nothing can be said of
				it.
			</summary>
			<ul>
				{quarantined.map(({ key, title, status, reason }) => (
					<li key={key} data-task={key}>
						<a href={pathOf(place, `/task/${encodeURIComponent(key)}`)}>
							{/^\d/.test(key) ? `#${key}` : key} {title ?? ""}
						</a>{" "}
						{status === undefined ? null : (
							<span class="badge">was {status}</span>
						)}{" "}
						<span class="quiet">{reason}</span>
					</li>
				))}
			</ul>
		</details>
	);
}
