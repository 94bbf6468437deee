import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { words } from "../actions/status-words.ts";
import type { Column } from "../state/columns.ts";
import { fly, placesOf } from "./fly.ts";
import { focusCard } from "./focused.ts";
import { movedBetween } from "./moved.ts";

/** So many moves are read aloud; of more only how many. */
const MOST_SAID = 3;

/** Shows cards on their way when they move, says it to those who do not see it, and keeps the focus on a card that moved. Stands before the cards. */
export function MoveNews({ columns }: { columns: readonly Column[] }) {
	const before = useRef(columns);
	const seen = useMemo(() => {
		const moved = movedBetween(before.current, columns);
		before.current = columns;
		// What stands before the columns is drawn before they are, so that the cards are still where they were.
		return {
			moved,
			places: placesOf(moved.map(({ key }) => key)),
			focus: focusedTask(),
		};
	}, [columns]);
	useLayoutEffect(() => {
		fly(seen.places);
		if (seen.focus !== undefined && document.activeElement === document.body)
			focusCard(seen.focus);
	}, [seen]);
	const { moved } = seen;
	return (
		<p class="hidden" aria-live="polite">
			{moved.length > MOST_SAID
				? `${moved.length} tasks moved.`
				: moved
						.map(({ key, to }) => `${key} is now ${words(to).name}.`)
						.join(" ")}
		</p>
	);
}

function focusedTask(): string | undefined {
	const card = document.activeElement?.closest<HTMLElement>(".card[data-task]");
	return card?.dataset.task;
}
