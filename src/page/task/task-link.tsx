import { type Place, pathOf } from "../state/place.ts";

/** Leads to a task's page. */
export function TaskLink({
	place,
	taskKey,
	title,
}: {
	place: Place;
	taskKey: string;
	title?: string | undefined;
}) {
	return (
		<a
			href={pathOf(place, `/task/${encodeURIComponent(taskKey)}`)}
			data-task={taskKey}
		>
			<span class="task-key">{taskKey}</span>
			{title === undefined ? null : ` ${title}`}
		</a>
	);
}
