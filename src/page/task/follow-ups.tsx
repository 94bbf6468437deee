import { Markdown } from "../ui/markdown.tsx";
import { Unanswered } from "../ui/unanswered.tsx";
import { When } from "../ui/when.tsx";
import type { Asked } from "./asked.ts";
import type { FollowUpTold } from "./told.ts";
import { useTold } from "./use-told.ts";

interface FollowUpsTold {
	readonly follow_ups: readonly FollowUpTold[];
}

/** What has to change before the task is done: what is open first. */
export function FollowUps({ place, taskKey, revisions }: Asked) {
	const { data, refused } = useTold<FollowUpsTold>(
		{ place, verb: "show", fields: { task: taskKey, part: "follow_ups" } },
		revisions.of.follow_ups,
	);
	if (data === undefined)
		return refused === undefined ? null : <Unanswered why={refused} />;
	const isOpen = ({ acked_at }: FollowUpTold) => acked_at === undefined;
	const all = data.follow_ups;
	const ordered = [...all.filter(isOpen), ...all.filter((one) => !isOpen(one))];
	if (ordered.length === 0) return null;
	return (
		<section aria-labelledby="follow-ups">
			<h3 id="follow-ups">
				Follow-ups
				<span class="badge">{all.filter(isOpen).length} open</span>
			</h3>
			<ul class="plain task-notes">
				{ordered.map(({ id, body, agent, role, at, acked_at, acked_by }) => (
					<li key={id}>
						<p class="row">
							<span class={`badge ${acked_at === undefined ? "warn" : "good"}`}>
								{acked_at === undefined
									? "open"
									: `✓ dealt with by ${acked_by}`}
							</span>
							<span>
								<b>{agent}</b> <span class="quiet">{role}</span>{" "}
								<When at={at} />
							</span>
						</p>
						<Markdown text={body} top={4} />
					</li>
				))}
			</ul>
		</section>
	);
}
