import { usePlace } from "../shell/use-place.ts";
import type { FeedEvent } from "../state/live.ts";
import { pathOf } from "../state/place.ts";
import { When } from "../ui/when.tsx";
import { kindOf } from "./log-filter.ts";

/** Commits that are no command are somebody's or something's that deserves a look. */
const TONES: Readonly<Record<string, string>> = {
	op: "",
	foreign: "warn",
	edit: "warn",
	recover: "bad",
};

/** Commits of the log, as they are given. */
export function LogRows({ events }: { events: readonly FeedEvent[] }) {
	return (
		<ol class="log">
			{events.map((event) => (
				<LogRow key={event.commit} event={event} />
			))}
		</ol>
	);
}

function LogRow({ event }: { event: FeedEvent }) {
	const place = usePlace();
	const { commit, at, agent, actor, task, summary, kind } = event;
	return (
		<li data-task={task}>
			<span class={`badge ${TONES[kind] ?? "info"}`}>{kindOf(event)}</span>
			<p class="subject">{summary}</p>
			<code title={commit}>{commit.slice(0, 8)}</code>
			<p class="about quiet">
				<When at={at} />
				<span>
					{agent ?? actor ?? "nobody who is known"}
					{agent !== undefined && actor !== undefined && actor !== agent
						? ` by ${actor}`
						: ""}
				</span>
				{task === undefined ? null : (
					<a href={place && pathOf(place, `/task/${task}`)}>#{task}</a>
				)}
			</p>
		</li>
	);
}
