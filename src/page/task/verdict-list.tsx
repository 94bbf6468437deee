import type { GateResult } from "../../core/plan/plan.ts";
import { When } from "../ui/when.tsx";
import { CheckResults } from "./check-results.tsx";
import type { PhaseTold } from "./told.ts";
import { VerdictMark } from "./verdict-mark.tsx";
import { Who } from "./who.tsx";

/** A gate, how it stands now, and every verdict on it. */
export function VerdictList({
	gate,
	verdicts,
	standing,
}: {
	gate: PhaseTold["gate"];
	verdicts: readonly GateResult[];
	standing: string;
}) {
	const what =
		gate?.command ?? gate?.checks?.map(({ name }) => name).join(", ");
	return (
		<div class="task-gate">
			<p class="row">
				<b>Gate {gate?.name ?? verdicts[0]?.gate}</b>
				<VerdictMark verdict={standing} />
				{what === undefined || what === gate?.name ? null : <code>{what}</code>}
			</p>
			{verdicts.length === 0 ? null : (
				<ol class="plain">
					{verdicts.map((verdict) => (
						<Verdict key={verdict.at} verdict={verdict} />
					))}
				</ol>
			)}
		</div>
	);
}

function Verdict({ verdict }: { verdict: GateResult }) {
	const { result, proven, sha, tree, agent, actor, at, reason, output } =
		verdict;
	const where = sha ?? tree;
	return (
		<li class="task-attempt">
			<p class="row">
				<VerdictMark verdict={result} />
				{result === "override" ? null : (
					<span class={`badge ${proven ? "good" : "warn"}`}>
						{proven ? "proven" : "only said"}
					</span>
				)}
				<span>
					<Who agent={agent} actor={actor.login} /> <When at={at} />
				</span>
				{where === undefined ? null : (
					<span class="quiet">
						at {sha === undefined ? "tree " : ""}
						<code title={where}>{where.slice(0, 10)}</code>
					</span>
				)}
			</p>
			{verdict.checks === undefined ? null : (
				<CheckResults results={verdict.checks} />
			)}
			{reason === undefined ? null : <p class="task-said">{reason}</p>}
			{output === undefined ? null : (
				<details>
					<summary>The end of what it printed</summary>
					<pre>{output}</pre>
				</details>
			)}
		</li>
	);
}
