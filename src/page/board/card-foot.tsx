import type { Card } from "../state/card.ts";
import { LeaseEnd } from "./lease-end.tsx";

/** Who works on a card and until when, and how far it is. */
export function CardFoot({ card }: { card: Card }) {
	const { plan } = card;
	return (
		<p class="foot">
			<Worker card={card} />
			<span class="room" />
			{plan === undefined ? null : (
				<span
					title={`Plan ${plan.run}: ${plan.done} of ${plan.steps} steps finished, ${plan.out} under way`}
				>
					{plan.done}/{plan.steps} steps
				</span>
			)}
		</p>
	);
}

function Worker({ card }: { card: Card }) {
	const { held_by: holder, until, assignee, plan } = card;
	if (holder !== undefined)
		return (
			<>
				<span class="worker at-work" title={`${holder} holds the lease`}>
					{holder}
				</span>
				{until === undefined ? null : <LeaseEnd until={until} />}
			</>
		);
	const [first, ...others] = plan?.holders ?? [];
	if (first !== undefined)
		return (
			<>
				<span
					class="worker at-work"
					title={`${first.agent} works on step ${first.step}`}
				>
					{first.agent}
					{others.length === 0 ? "" : ` +${others.length}`}
				</span>
				<LeaseEnd until={first.until} />
			</>
		);
	if (assignee === undefined) return <span class="quiet">nobody</span>;
	return (
		<span class="worker" title={`Assigned to ${assignee}`}>
			→ {assignee}
		</span>
	);
}
