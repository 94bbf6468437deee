import { useEffect, useRef } from "preact/hooks";
import { pathOf } from "../state/place.ts";
import { Unanswered } from "../ui/unanswered.tsx";
import { When } from "../ui/when.tsx";
import type { Asked } from "./asked.ts";
import { BatonFields } from "./baton-fields.tsx";
import { GatesPanel } from "./gates-panel.tsx";
import { TaskFacts } from "./task-facts.tsx";
import { TaskHeader } from "./task-header.tsx";
import type { PastTold } from "./told.ts";
import { useTold } from "./use-told.ts";

/** A task as it was at a commit or a time, marked as past. */
export function PastTask({ place, taskKey, at }: Asked & { at: string }) {
	const fields = { task: taskKey, at };
	const { data, refused } = useTold<PastTold>(
		{ place, verb: "show", fields },
		0,
	);
	const heading = useRef<HTMLHeadingElement>(null);
	// Whoever chose a moment far down in the timeline is led to what it shows.
	useEffect(() => heading.current?.focus(), []);
	const back = pathOf(place, `/task/${encodeURIComponent(taskKey)}`);
	return (
		<>
			{data === undefined ? <h1>Task {taskKey}</h1> : null}
			<section class="panel task-notice warn" aria-labelledby="past">
				<h2 id="past" ref={heading} tabIndex={-1}>
					This is the past
				</h2>
				{data === undefined ? (
					<Unanswered why={refused} />
				) : (
					<p>
						The task as it was right after commit{" "}
						<code title={data.as_of.commit}>
							{data.as_of.commit.slice(0, 10)}
						</code>
						, <When at={data.as_of.at} />: {data.as_of.subject}
					</p>
				)}
				<p>
					<a href={back}>Back to how it is now</a>, with its plan, notes and the
					baton’s history.
				</p>
			</section>
			{data === undefined ? null : (
				<div class="task-past stack task-late">
					<TaskHeader task={data.task} isPast />
					<div class="task-columns">
						<aside class="stack" aria-label="In short, as it was">
							<TaskFacts place={place} task={data.task} isPast />
							<GatesPanel task={data.task} />
						</aside>
						<section class="panel stack" aria-labelledby="baton">
							<h2 id="baton">Baton, as it was</h2>
							<BatonFields baton={data.baton} />
						</section>
					</div>
				</div>
			)}
		</>
	);
}
