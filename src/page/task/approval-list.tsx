import type { ApprovalResult } from "../../core/plan/plan.ts";
import { When } from "../ui/when.tsx";
import { VerdictMark } from "./verdict-mark.tsx";
import { Who } from "./who.tsx";

/** Why a person has to agree to a phase, and what was said. */
export function ApprovalList({
	reason,
	said,
	isPending,
}: {
	reason: string | undefined;
	said: readonly ApprovalResult[];
	isPending: boolean;
}) {
	return (
		<div class="task-gate">
			<p class="row">
				<b>Approval</b>
				{isPending ? <VerdictMark verdict="pending" /> : null}
				<span>{reason}</span>
			</p>
			{said.length === 0 ? null : (
				<ol class="plain">
					{said.map(({ at, result, about, agent, actor, feedback }) => (
						<li key={at} class="task-attempt">
							<p class="row">
								<VerdictMark verdict={result} />
								{about === "budget" ? <span>on the budget</span> : null}
								<span>
									<Who agent={agent} actor={actor.login} /> <When at={at} />
								</span>
							</p>
							{feedback === undefined ? null : (
								<p class="task-said">{feedback}</p>
							)}
						</li>
					))}
				</ol>
			)}
		</div>
	);
}
