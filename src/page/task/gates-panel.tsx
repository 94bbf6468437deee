import type { RecordedChecks } from "../../core/task.ts";
import { CheckResults } from "./check-results.tsx";
import type { PastTold } from "./told.ts";

/** The work that a task's gates look at, and how its checks stood when the task was to be done. */
export function GatesPanel({ task }: { task: PastTold["task"] }) {
	const { head, checks } = task;
	return (
		<section class="panel task-gates" aria-labelledby="gates">
			<h2 id="gates">Gates of the task</h2>
			{head === undefined ? (
				<p class="quiet">No pull request or branch is linked.</p>
			) : (
				<p>
					{head.pull_request === undefined
						? `Branch ${head.branch}`
						: `Pull request ${head.pull_request}, ${head.state}`}
					{", at "}
					<code title={head.sha}>{head.sha.slice(0, 10)}</code>
				</p>
			)}
			{checks === undefined ? (
				<p class="quiet">
					Its checks are recorded when the task is to be done.
				</p>
			) : (
				<Checks checks={checks} isStale={isOther(checks.sha, head?.sha)} />
			)}
		</section>
	);
}

function isOther(checked: string | undefined, now: string | undefined) {
	return checked !== undefined && now !== undefined && checked !== now;
}

function Checks({
	checks: { sha, results, overridden_by, reason },
	isStale,
}: {
	checks: RecordedChecks;
	isStale: boolean;
}) {
	return (
		<>
			{overridden_by === undefined ? null : (
				<p class="task-said">
					<span class="badge warn">overridden</span> by {overridden_by.login}
					{reason === undefined ? "" : `: ${reason}`}
				</p>
			)}
			<CheckResults results={results} />
			{sha === undefined ? null : (
				<p class="quiet">
					Looked at <code title={sha}>{sha.slice(0, 10)}</code>
					{isStale ? "; the work has gone on since." : "."}
				</p>
			)}
		</>
	);
}
