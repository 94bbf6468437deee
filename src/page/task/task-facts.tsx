import type { ComponentChildren } from "preact";
import type { Card } from "../state/card.ts";
import type { Place } from "../state/place.ts";
import { Countdown, When } from "../ui/when.tsx";
import { TaskLink } from "./task-link.tsx";
import type { PastTold } from "./told.ts";

type Fact = readonly [string, ComponentChildren];

/** Who has a task, what it asks for, and when what happened to it. */
export function TaskFacts({
	place,
	task,
	card,
	isPast = false,
}: {
	place: Place;
	task: PastTold["task"];
	/** It tells whose steps are out; there is none of the past. */
	card?: Card | undefined;
	isPast?: boolean;
}) {
	const facts: readonly Fact[] = [
		...peopleOf(task, isPast),
		...stepsOut(card),
		...needsOf(task, place),
		...timesOf(task),
	];
	return (
		<section class="panel" aria-labelledby="facts">
			<h2 id="facts" class="hidden">
				Facts
			</h2>
			<dl class="task-facts">
				{facts.map(([name, value]) => (
					<div key={name}>
						<dt>{name}</dt>
						<dd>{value}</dd>
					</div>
				))}
			</dl>
		</section>
	);
}

function peopleOf(
	{ lease, assignee, reviewer, completed_by }: PastTold["task"],
	isPast: boolean,
): readonly Fact[] {
	return [
		lease === undefined
			? ["Held by", <span class="quiet">nobody</span>]
			: [
					"Held by",
					<>
						{lease.agent}
						{lease.agent === lease.actor.login ? "" : ` (${lease.actor.login})`}
					</>,
				],
		...(lease === undefined
			? []
			: [
					[
						"Lease ends",
						isPast ? (
							<When at={lease.expires_at} />
						) : (
							<Countdown to={lease.expires_at} />
						),
					] as const,
				]),
		["Assigned to", assignee ?? <span class="quiet">nobody</span>],
		...optional("Reviewer", reviewer),
		...optional("Completed by", completed_by?.agent),
	];
}

function stepsOut(card: Card | undefined): readonly Fact[] {
	const holders = card?.plan?.holders ?? [];
	return holders.map(({ step, agent, until }) => [
		`Step ${step}`,
		<span key={step}>
			with {agent}, <Countdown to={until} />
		</span>,
	]);
}

function needsOf(task: PastTold["task"], place: Place): readonly Fact[] {
	const { due, labels, capabilities, parent, attempts, not_before } = task;
	const { model_hint, tokens, deliverable } = task;
	return [
		...optional("Due", due && <time dateTime={due}>{due}</time>),
		...(labels.length === 0
			? []
			: [["Labels", <Badges of={labels} />] as const]),
		...(capabilities.length === 0
			? []
			: [["Needs", <Badges of={capabilities} />] as const]),
		...optional(
			"Part of",
			parent && <TaskLink place={place} taskKey={parent} />,
		),
		...(attempts === 0 ? [] : [["Failed attempts", attempts] as const]),
		...optional("Not before", not_before && <When at={not_before} />),
		...optional("Model", model_hint),
		...(tokens === undefined
			? []
			: [
					[
						"Tokens",
						`${tokens.input.toLocaleString()} in, ${tokens.output.toLocaleString()} out${tokens.cost_usd === undefined ? "" : `, $${tokens.cost_usd}`}`,
					] as const,
				]),
		...optional("Delivered", deliverable),
	];
}

function timesOf(task: PastTold["task"]): readonly Fact[] {
	const { created_at, started_at, updated_at, completed_at, version } = task;
	return [
		["Created", <When at={created_at} />],
		...optional("Started", started_at && <When at={started_at} />),
		["Changed", <When at={updated_at} />],
		...optional("Completed", completed_at && <When at={completed_at} />),
		["Version", version],
	];
}

function optional(
	name: string,
	value: ComponentChildren | undefined,
): readonly Fact[] {
	return value === undefined ? [] : [[name, value]];
}

function Badges({ of }: { of: readonly string[] }) {
	return (
		<span class="task-badges">
			{of.map((text) => (
				<span key={text} class="badge">
					{text}
				</span>
			))}
		</span>
	);
}
