import { useLocation } from "preact-iso";
import type { FeedEvent } from "../state/live.ts";
import { pathOf } from "../state/place.ts";
import { ShowMore } from "../ui/show-more.tsx";
import { Unanswered } from "../ui/unanswered.tsx";
import { AsOfForm } from "./as-of-form.tsx";
import type { Asked } from "./asked.ts";
import type { PageOf } from "./page-of.ts";
import { TimelineEntry } from "./timeline-entry.tsx";
import { usePages } from "./use-pages.ts";

const AT_ONCE = 30;

interface FeedTold {
	readonly events: readonly FeedEvent[];
	readonly older?: string;
}

/** Every commit about the task, the newest first; each is a moment to look back at. */
export function Timeline({
	place,
	taskKey,
	revisions,
	at,
}: Asked & { at: string | undefined }) {
	const { route } = useLocation();
	const fields = { task: taskKey, before: "head", limit: AT_ONCE };
	const { page, refused, more, isReading } = usePages<FeedTold, FeedEvent>({
		question: { place, verb: "feed", fields },
		...{ revision: revisions.resets, pageIn, idOf },
	});
	const path = pathOf(place, `/task/${encodeURIComponent(taskKey)}`);
	const asOf = (moment: string) => `${path}?at=${encodeURIComponent(moment)}`;
	const known = new Set(page?.items.map(idOf));
	const heard = revisions.heard.filter(({ commit }) => !known.has(commit));
	const events = [...heard, ...(page?.items ?? [])];
	return (
		<section class="panel task-timeline task-late" aria-labelledby="timeline">
			<div class="row">
				<h2 id="timeline">Timeline</h2>
				<AsOfForm choose={(moment) => route(asOf(moment))} />
			</div>
			{page === undefined ? <Unanswered why={refused} /> : null}
			<ol class="plain">
				{events.map((event, index) => (
					<TimelineEntry
						key={event.commit}
						{...{ place, taskKey, event }}
						asOf={asOf(event.commit)}
						before={events[index + 1]}
						isChosen={at !== undefined && event.commit.startsWith(at)}
					/>
				))}
			</ol>
			<ShowMore more={more} isReading={isReading} of="older commits" />
		</section>
	);
}

function pageIn({ events, older }: FeedTold): PageOf<FeedEvent> {
	return { items: events, older };
}

function idOf({ commit }: FeedEvent): string {
	return commit;
}
