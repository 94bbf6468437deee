import { useMemo } from "preact/hooks";
import { usePlace } from "../shell/use-place.ts";
import { Unanswered } from "../ui/unanswered.tsx";
import { useQuery } from "../ui/use-query.ts";
import { DownloadPanel } from "./download-panel.tsx";
import { FilterForm } from "./filter-form.tsx";
import { filterFrom } from "./log-filter.ts";
import { LogRows } from "./log-rows.tsx";
import { MOST_ROWS } from "./log-shown.ts";
import { ProofPanel } from "./proof-panel.tsx";
import { type Log, useLog } from "./use-log.ts";

/** What happened on the board, and the proof that it is all of it. */
export function AuditPage() {
	const place = usePlace();
	const [query, change] = useQuery();
	const { task = "", agent = "", kinds = "" } = query;
	const filter = useMemo(
		() => filterFrom({ task, agent, kinds }),
		[task, agent, kinds],
	);
	const log = useLog(place, filter);
	return (
		<main id="content" class="page audit">
			<h1>Audit</h1>
			{place === undefined ? null : (
				<div class="halves">
					<ProofPanel />
					<DownloadPanel place={place} filter={filter} />
				</div>
			)}
			<section class="panel" aria-label="Log">
				<header class="row">
					<h2>Log</h2>
					<FilterForm filter={filter} onChange={change} />
				</header>
				<Commits log={log} isFiltered={Object.keys(filter).length > 0} />
			</section>
		</main>
	);
}

function Commits({ log, isFiltered }: { log: Log; isFiltered: boolean }) {
	const { shown, refused, isReading } = log;
	if (shown === undefined) return <Unanswered why={refused} />;
	const { events, fresh, older } = shown;
	const isFull = events.length >= MOST_ROWS;
	return (
		<>
			<p class="fresh" role="status">
				{fresh.length === 0 ? null : (
					<button type="button" class="primary" onClick={log.showFresh}>
						Show {fresh.length} new {fresh.length === 1 ? "commit" : "commits"}
					</button>
				)}
			</p>
			<LogRows events={events} />
			{events.length === 0 && older === undefined ? (
				<p class="quiet">
					{isFiltered
						? "No commit is like that."
						: "Nothing has happened yet. Every command makes one commit here."}
				</p>
			) : null}
			{refused === undefined ? null : <Unanswered why={refused} />}
			{older === undefined ? null : isFull ? (
				<p class="quiet">
					The newest {MOST_ROWS} are shown. Filter, or download the log, for
					older ones.
				</p>
			) : (
				<button type="button" disabled={isReading} onClick={log.more}>
					{isReading ? "Reading…" : "Older commits"}
				</button>
			)}
		</>
	);
}
