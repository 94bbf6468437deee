import { words } from "../actions/status-words.ts";
import type { FeedEvent } from "../state/live.ts";
import type { Place } from "../state/place.ts";
import { StatusBadge } from "../ui/status-badge.tsx";
import { When } from "../ui/when.tsx";
import { statusAfter } from "./status-after.ts";
import { TaskLink } from "./task-link.tsx";
import { Who } from "./who.tsx";

const KINDS: Readonly<Record<string, string>> = {
	edit: "edit by hand",
	foreign: "edit accepted",
	recover: "recovery",
	migrate: "migration",
	upgrade: "upgrade",
};

/** One commit: what was said, by whom, and where it left the task. */
export function TimelineEntry({
	place,
	taskKey,
	event,
	asOf,
	before,
	isChosen,
}: {
	place: Place;
	taskKey: string;
	event: FeedEvent;
	/** The address of the task as it was right after. */
	asOf: string;
	/** The commit about the task before it, where it was read. */
	before: FeedEvent | undefined;
	isChosen: boolean;
}) {
	const { commit, kind, op, at, agent, actor, summary, version, task } = event;
	const status = statusAfter(event, taskKey);
	const isMoved =
		before === undefined || statusAfter(before, taskKey) !== status;
	const name = kind === "op" ? (op ?? kind) : (KINDS[kind] ?? kind);
	return (
		<li aria-current={isChosen ? "true" : undefined}>
			<p>
				<b>{name}</b> {withoutStart(summary, `${op} `)}
			</p>
			<p class="quiet row">
				<Who agent={agent} actor={actor} />
				<When at={at} />
				{task === taskKey && version !== undefined ? (
					<span>version {version}</span>
				) : null}
				{task === undefined || task === taskKey ? null : (
					<span>
						said of <TaskLink place={place} taskKey={task} />
					</span>
				)}
				{status === undefined ? null : isMoved ? (
					<StatusBadge status={status} />
				) : (
					<span>{words(status).name}</span>
				)}
				<code title={commit}>{commit.slice(0, 10)}</code>
				{isChosen ? (
					<span>shown above</span>
				) : (
					<a href={asOf}>
						as of then<span class="hidden">, after {summary}</span>
					</a>
				)}
			</p>
		</li>
	);
}

function withoutStart(text: string, start: string): string {
	return text.startsWith(start) ? text.slice(start.length) : text;
}
