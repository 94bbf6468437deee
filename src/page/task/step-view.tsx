import type { TraceEvent } from "../../core/plan/trace.ts";
import { Countdown, When } from "../ui/when.tsx";
import { attemptsAt, type TraceTold } from "./attempts.ts";
import type { StepTold } from "./told.ts";
import { Who } from "./who.tsx";

const STATES = {
	pending: ["", "○ pending"],
	dispatched: ["info", "▶ at work"],
	complete: ["good", "✓ complete"],
	failed: ["bad", "✗ failed"],
	skipped: ["warn", "» skipped"],
	expired: ["warn", "! lease ended"],
} as const;

/** A step: what is to be done by which role, who has it, and each go at it. */
export function StepView({
	step,
	trace,
}: {
	step: StepTold;
	trace: TraceTold | undefined;
}) {
	const { id, role, model, task, held_by, until } = step;
	const [tone, words] = STATES[step.status];
	const attempts = attemptsAt(trace, id);
	return (
		<li>
			<div class="row">
				<b class="task-step">{id}</b>
				<span class={`badge ${tone}`}>{words}</span>
				<span>{role}</span>
				{model === undefined ? null : <span class="quiet">{model}</span>}
				{held_by === undefined ? null : (
					<span>
						with <b>{held_by}</b>
						{until === undefined ? null : (
							<>
								, <Countdown to={until} />
							</>
						)}
					</span>
				)}
			</div>
			<p>{task}</p>
			<StepBounds step={step} />
			{attempts.length === 0 ? null : (
				<details>
					<summary>
						{attempts.length === 1
							? "1 attempt"
							: `${attempts.length} attempts`}
					</summary>
					<ol class="plain">
						{attempts.map((attempt) => (
							<Attempt key={attempt.at} attempt={attempt} />
						))}
					</ol>
				</details>
			)}
		</li>
	);
}

function StepBounds({ step }: { step: StepTold }) {
	const { expected_outcome, depends_on, allowed_paths, command } = step;
	const said = [
		expected_outcome,
		depends_on && `after ${depends_on.join(", ")}`,
		allowed_paths && `within ${allowed_paths.join(", ")}`,
		command && `runs ${command}`,
	].filter((text) => text !== undefined);
	return said.length === 0 ? null : <p class="quiet">{said.join(" · ")}</p>;
}

function Attempt({ attempt }: { attempt: TraceEvent }) {
	const { kind, agent, actor, at, detail, commit, tokens } = attempt;
	const [tone, words] = STATES[kind as "complete"] ?? ["", kind];
	return (
		<li class="task-attempt">
			<p class="row">
				<span class={`badge ${tone}`}>{words}</span>
				<span>
					<Who agent={agent} actor={actor} /> <When at={at} />
				</span>
				<span class="quiet">
					{commit === undefined ? null : (
						<>
							commit <code title={commit}>{commit.slice(0, 10)}</code>{" "}
						</>
					)}
					{tokens === undefined ? null : `${tokens.toLocaleString()} tokens`}
				</span>
			</p>
			{detail === undefined ? null : <p class="task-said">{detail}</p>}
		</li>
	);
}
