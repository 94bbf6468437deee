import { useMemo } from "preact/hooks";
import { words } from "../actions/status-words.ts";
import type { Card } from "../state/card.ts";
import type { Column } from "../state/columns.ts";
import type { Place } from "../state/place.ts";
import { CardList } from "./card-list.tsx";
import { DropFrame } from "./drop-frame.tsx";

/** What a column is drawn from. */
export interface ColumnShown {
	readonly column: Column;
	/** Those of its cards that match the filter. */
	readonly cards: readonly Card[];
	readonly isFiltered: boolean;
	readonly place: Place;
}

/** A column of the board; drawn anew only when something of it changed. */
export function ColumnView({ column, cards, isFiltered, place }: ColumnShown) {
	const inside = useMemo(
		() => (
			<>
				<ColumnHead
					column={column}
					shown={isFiltered ? cards.length : undefined}
				/>
				<Cards {...{ column, cards, isFiltered, place }} />
			</>
		),
		[column, cards, isFiltered, place],
	);
	const { status } = column;
	return <DropFrame status={status}>{inside}</DropFrame>;
}

function ColumnHead({
	column,
	shown,
}: {
	column: Column;
	shown: number | undefined;
}) {
	const { status, count, limit, overdue } = column;
	const isFull = limit !== undefined && count >= limit;
	const number = shown === undefined ? String(count) : `${shown} of ${count}`;
	return (
		<header>
			<h2 id={`column-${status}`}>{words(status).name}</h2>
			<span class="count">
				{number}
				{limit === undefined ? "" : <span class="quiet"> / {limit}</span>}
				<span class="hidden">
					{" "}
					tasks{limit === undefined ? "" : `, limit ${limit}`}
				</span>
			</span>
			{isFull ? <span class="badge warn">full</span> : null}
			<span class="room" />
			{overdue === 0 ? null : <span class="badge bad">{overdue} overdue</span>}
		</header>
	);
}

function Cards({ column, cards, isFiltered, place }: ColumnShown) {
	const { status, count } = column;
	if (cards.length > 0)
		return (
			<>
				<CardList cards={cards} place={place} />
				{count > column.cards.length ? (
					<p class="quiet more">
						{count - column.cards.length} more are not shown.
					</p>
				) : null}
			</>
		);
	return (
		<p class="empty quiet">
			{isFiltered && count > 0 ? "Nothing here matches." : words(status).empty}
		</p>
	);
}
