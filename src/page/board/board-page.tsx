import { useEffect, useMemo, useRef } from "preact/hooks";
import { useLocation } from "preact-iso";
import { learnVerbs } from "../actions/verb-facts.ts";
import { usePlace } from "../shell/use-place.ts";
import { board } from "../state/board.ts";
import type { BoardShown } from "../state/columns.ts";
import { type Place, pathOf } from "../state/place.ts";
import { speaker } from "../state/session.ts";
import { ColumnView } from "./column-view.tsx";
import { type Filter, filterIn, makeMatch, queryOf } from "./filter.ts";
import { FilterBar } from "./filter-bar.tsx";
import { MoveNews } from "./move-news.tsx";
import { peopleAndLabels } from "./people-and-labels.ts";
import { QuarantineStrip } from "./quarantine-strip.tsx";
import { useBoardKeys } from "./use-board-keys.ts";
import { useShown } from "./use-shown.ts";

/** The board: its columns side by side. */
export function BoardPage() {
	const now = board.value;
	const place = usePlace();
	if (place === undefined || now === undefined || !("columns" in now))
		return <main id="content" class="board" aria-busy="true" />;
	return <ShownBoard now={now} place={place} />;
}

function ShownBoard({ now, place: here }: { now: BoardShown; place: Place }) {
	const { query, route } = useLocation();
	const address = pathOf(here);
	// The same place is the same object, for columns that are drawn anew only with what they show.
	const place = useMemo(() => here, [address]);
	const filter = filterIn(query);
	const said = queryOf(filter);
	const who = speaker.value;
	const match = useMemo(() => makeMatch(filter, who), [said, who]);
	const shown = useShown(now, said === "" ? undefined : match);
	const choices = useMemo(() => peopleAndLabels(now.columns), [now.columns]);
	useEffect(() => learnVerbs(place), [place, who]);
	useBoardKeys(shown);
	const columns = useRef<HTMLDivElement>(null);
	// A phone shows one column: it begins at the first that has something in it.
	useEffect(() => {
		if (matchMedia("(max-width: 700px)").matches)
			columns.current
				?.querySelector("section:has([data-task])")
				?.scrollIntoView({ block: "nearest", inline: "start" });
	}, []);
	const set = (next: Filter, replaces = false) =>
		route(`${address}${queryOf(next)}`, replaces);
	return (
		<main id="content" class="board">
			<MoveNews columns={now.columns} />
			<h1 class="hidden">
				Board of {place.owner}/{place.repo}
			</h1>
			<FilterBar
				{...{ filter, ...choices, set, count: now.count }}
				matches={shown.reduce((sum, { cards }) => sum + cards.length, 0)}
			/>
			<QuarantineStrip now={now} place={place} />
			<div class="columns" ref={columns}>
				{shown.map(({ column, cards }) => (
					<ColumnView
						key={column.status}
						{...{ column, cards, place }}
						isFiltered={said !== ""}
					/>
				))}
			</div>
		</main>
	);
}
