import { useLocation, useRoute } from "preact-iso";
import { NotFound } from "../shell/not-found.tsx";
import { usePlace } from "../shell/use-place.ts";
import type { Place } from "../state/place.ts";
import { useTitle } from "../ui/use-title.ts";
import { News } from "./news.tsx";
import { NoTask } from "./no-task.tsx";
import { PastTask } from "./past-task.tsx";
import { PresentTask } from "./present-task.tsx";
import { QuarantineNotice } from "./quarantine-notice.tsx";
import { useSettled } from "./settling.ts";
import { Timeline } from "./timeline.tsx";
import type { ShowTold } from "./told.ts";
import { useRevisions } from "./use-revisions.ts";
import { useTold } from "./use-told.ts";

/** The page of one task, as it is or as it was. */
export function TaskPage() {
	const place = usePlace();
	const { key } = useRoute().params;
	return place === undefined || key === undefined ? (
		<NotFound />
	) : (
		<OneTask key={key} place={place} taskKey={key} />
	);
}

function OneTask({ place, taskKey }: { place: Place; taskKey: string }) {
	const { at } = useLocation().query;
	const revisions = useRevisions(taskKey);
	const fields = { task: taskKey, part: "brief" };
	const { data, refused } = useTold<ShowTold>(
		{ place, verb: "show", fields },
		revisions.of.state,
	);
	const isSettled = useSettled(data !== undefined);
	useTitle(data && `#${taskKey} ${data.task.title}`);
	if (data === undefined)
		return refused === undefined || refused.retryable === true ? (
			<main id="content" class="page" aria-busy="true" />
		) : (
			<NoTask taskKey={taskKey} refused={refused} />
		);
	const asked = { place, taskKey, revisions };
	return (
		<main
			id="content"
			class={`page task ${isSettled ? "" : "settling"}`}
			data-task={taskKey}
		>
			<News revisions={revisions} />
			{data.quarantined === undefined ? null : (
				<QuarantineNotice taskKey={taskKey} reason={data.quarantined} />
			)}
			{at === undefined ? (
				<PresentTask {...asked} shown={data} />
			) : (
				<PastTask key={at} {...asked} at={at} />
			)}
			<Timeline {...asked} at={at} />
		</main>
	);
}
