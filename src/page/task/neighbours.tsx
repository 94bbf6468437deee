import { board } from "../state/board.ts";
import type { Place } from "../state/place.ts";
import { StatusBadge } from "../ui/status-badge.tsx";
import { aroundTask, type Neighbour } from "./around-task.ts";
import { TaskLink } from "./task-link.tsx";
import type { TaskTold } from "./told.ts";

/** So many neighbours stand in the open; the others unfold. */
const IN_THE_OPEN = 8;

/** What the task depends on, what depends on it, and what it is made of. */
export function Neighbours({ place, task }: { place: Place; task: TaskTold }) {
	const now = board.value;
	const isThere = now !== undefined && "columns" in now;
	const { waitsFor, waiting, subtasks, isWhole } = isThere
		? aroundTask(now, task)
		: { waitsFor: [], waiting: [], subtasks: [], isWhole: false };
	return (
		<section class="panel task-around" aria-labelledby="around">
			<h2 id="around">Around it</h2>
			<h3>It depends on</h3>
			<NeighbourList place={place} tasks={waitsFor} none="Nothing." />
			<p class="task-flow">
				<span aria-hidden="true">↓</span> <b>{task.key}</b>, this task{" "}
				<span aria-hidden="true">↓</span>
			</p>
			<h3>Others depend on it</h3>
			<NeighbourList place={place} tasks={waiting} none="None." />
			{isThere && !isWhole ? (
				<p class="quiet">
					Columns are long: only the first 2,000 cards of each were looked at.
				</p>
			) : null}
			{subtasks.length === 0 ? null : (
				<>
					<h3>Subtasks</h3>
					<NeighbourList place={place} tasks={subtasks} none="" />
				</>
			)}
		</section>
	);
}

function NeighbourList({
	place,
	tasks,
	none,
}: {
	place: Place;
	tasks: readonly Neighbour[];
	none: string;
}) {
	if (tasks.length === 0) return <p class="quiet">{none}</p>;
	const item = ({ key, title, status }: Neighbour) => (
		<li key={key}>
			<TaskLink place={place} taskKey={key} title={title} />
			{status === undefined ? null : <StatusBadge status={status} />}
		</li>
	);
	const rest = tasks.slice(IN_THE_OPEN);
	return (
		<>
			<ul class="plain">{tasks.slice(0, IN_THE_OPEN).map(item)}</ul>
			{rest.length === 0 ? null : (
				<details>
					<summary>{rest.length} more</summary>
					<ul class="plain">{rest.map(item)}</ul>
				</details>
			)}
		</>
	);
}
