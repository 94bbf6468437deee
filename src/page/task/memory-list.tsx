import { Unanswered } from "../ui/unanswered.tsx";
import { When } from "../ui/when.tsx";
import type { Asked } from "./asked.ts";
import type { FactTold } from "./told.ts";
import { useTold } from "./use-told.ts";

const FOR = {
	task: "this task",
	agent: "you alone",
	shared: "everybody",
} as const;

/** What is remembered for the work on the task, the nearest first. */
export function MemoryList({ place, taskKey, revisions }: Asked) {
	const { data, refused } = useTold<{ readonly facts: readonly FactTold[] }>(
		{ place, verb: "recall", fields: { task: taskKey } },
		revisions.of.memory,
	);
	return (
		<section aria-labelledby="memory">
			<h3 id="memory">Memory</h3>
			{data === undefined ? <Unanswered why={refused} /> : null}
			{data?.facts.length === 0 ? (
				<p class="quiet">Nothing is remembered.</p>
			) : null}
			<dl class="task-memory">
				{data?.facts.map(({ scope, key, value, by, at }) => (
					<div key={`${scope} ${key}`}>
						<dt>
							<code>{key}</code>
						</dt>
						<dd>
							<p>{value ?? "Too long to be told here."}</p>
							<p class="quiet">
								for {FOR[scope]}, by {by}, <When at={at} />
							</p>
						</dd>
					</div>
				))}
			</dl>
		</section>
	);
}
