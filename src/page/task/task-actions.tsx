import { useRef } from "preact/hooks";
import type { Action, ActionName } from "../actions/action.ts";
import { offeredActions } from "../actions/offered.ts";
import { openAction } from "../actions/open-action.ts";
import { cardOf } from "../board/card-of.ts";
import { board } from "../state/board.ts";
import type { Card } from "../state/card.ts";

/** What is said most often stands by itself; all else is behind "More". */
const FIRST: ReadonlySet<ActionName> = new Set([
	...["claim", "start", "release", "done", "approve", "changes"],
	...["unblock", "reopen", "requeue", "assign", "move"],
] as const);

/** What whoever speaks can do with the task now. */
export function TaskActions({ taskKey }: { taskKey: string }) {
	const card = cardOf(taskKey);
	// Its place is kept while the board is read.
	if (board.value === undefined) return <div class="task-actions" />;
	if (card === undefined) return null;
	const offered = offeredActions(card);
	const first = offered.filter(({ name }) => FIRST.has(name));
	const rest = offered.filter(({ name }) => !FIRST.has(name));
	return (
		<fieldset class="row task-actions">
			<legend class="hidden">Actions</legend>
			<Buttons actions={first} card={card} />
			{rest.length === 0 ? null : <MoreActions actions={rest} card={card} />}
		</fieldset>
	);
}

interface Choice {
	readonly actions: readonly Action[];
	readonly card: Card;
}

function Buttons({ actions, card, then }: Choice & { then?: () => void }) {
	return (
		<>
			{actions.map(({ name, title }) => (
				<button
					key={name}
					type="button"
					onClick={() => {
						openAction(name, card);
						then?.();
					}}
				>
					{title}
				</button>
			))}
		</>
	);
}

/** Unfolds below a button; what is chosen, Escape and going elsewhere fold it again. */
function MoreActions(choice: Choice) {
	const place = useRef<HTMLDetailsElement>(null);
	const fold = () => {
		if (place.current !== null) place.current.open = false;
	};
	return (
		<details
			class="task-more"
			ref={place}
			onKeyDown={({ key }) => {
				if (key === "Escape") fold();
			}}
			onFocusOut={({ relatedTarget }) => {
				// Where a click gives no focus it goes nowhere, and the click is still to come.
				const to = relatedTarget as Node | null;
				if (to !== null && !place.current?.contains(to)) fold();
			}}
		>
			<summary class="button">More</summary>
			<div>
				<Buttons {...choice} then={fold} />
			</div>
		</details>
	);
}
