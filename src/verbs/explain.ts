import { z } from "zod";
import type { JsonObject } from "../core/errors.ts";
import type { Task } from "../core/task.ts";
import { type Ask, eligible, explain as factorsOf } from "./eligibility.ts";
import type { Obstacle } from "./limits.ts";
import { obstacles } from "./obstacles.ts";
import { taskRow } from "./task-view.ts";
import { SPOKEN, type TaskRun, taskVerb } from "./verb.ts";
import { refusalOf } from "./wait.ts";

/** So far down the queue a task's place is counted. */
const COUNTED = 100;

export const explain = taskVerb({
	name: "explain",
	summary:
		"Says whether the agent could claim the task now, where it stands in the queue, and why.",
	input: z.strictObject({}),
	role: "read",
	doors: SPOKEN,
	examples: ["/explain", "/explain 41 as=backend-1"],
	errors: ["VALIDATION", "NOT_FOUND"],
	words: ["task"],
	reads: true,
	run(run) {
		const { draft, command, config, task } = run;
		const ask: Ask = { command, config, filter: {} };
		const against = obstacles(draft, task, ask);
		const ranking = { ...factorsOf(draft, task, command.agent) };
		const { place, steps } = isOffered(against)
			? placesOf(run, ask)
			: { place: undefined, steps: [] };
		return {
			ok: true,
			summary: "explain",
			data: {
				task: taskRow(task),
				agent: command.agent,
				eligible: against.length === 0,
				obstacles: against,
				ranking: { ...ranking, ...(place === undefined ? {} : { place }) },
				...(steps.length === 0 ? {} : { steps }),
				said: inWords(task, {
					...{ agent: command.agent, against, place, steps, ranking },
				}),
			},
		};
	},
});

/** A step of the task's plan that the asker could claim, and its place among all that could be. */
interface StepPlace extends JsonObject {
	readonly address: string;
	readonly role: string;
	readonly place: number;
}

/** False where nothing of the task is in the queue: a task whose plan runs is there with its steps. */
function isOffered(against: readonly Obstacle[]): boolean {
	return against.every(({ why }) => why === "plan" || why === "wip");
}

/** The places of the task and of steps of its plan among what the asker could claim, counted from 1, unless they are far down. */
function placesOf(
	{ draft, command, config, task }: TaskRun<unknown>,
	ask: Ask,
): { readonly place: number | undefined; readonly steps: StepPlace[] } {
	const steps: StepPlace[] = [];
	let place = 0;
	for (const candidate of eligible(draft, ask)) {
		place += 1;
		const { step } = candidate;
		const isIts = candidate.task.key === task.key;
		if (isIts && step === undefined) return { place, steps };
		const look = { draft, command, config, input: {} };
		if (isIts && step !== undefined && refusalOf(candidate, look) === undefined)
			steps.push({
				address: `${task.key}/${step.id}`,
				role: step.role,
				place,
			});
		if (place >= COUNTED) break;
	}
	return { place: undefined, steps };
}

function inWords(
	task: Task,
	about: {
		agent: string;
		against: readonly Obstacle[];
		place: number | undefined;
		steps: readonly StepPlace[];
		ranking: JsonObject;
	},
): string {
	const { agent, against, place, steps, ranking } = about;
	if (steps.length > 0)
		return `${agent} can claim ${steps.map((step) => `${step.address} (number ${step.place} in the queue)`).join(", ")}: ${task.key} is worked on by the steps of its plan.`;
	if (against.length > 0)
		return `${agent} cannot claim ${task.key} now: ${against.map(({ message }) => message).join("; ")}.`;
	const factors = [
		...(ranking.assigned_to_asker === true ? ["assigned to the asker"] : []),
		`priority ${task.priority}`,
		`waited for by ${String(ranking.unblocks)}`,
		`on the board since ${task.created_at}`,
	];
	const where =
		place === undefined
			? `not among the first ${COUNTED}`
			: `number ${place} in the queue`;
	return `${agent} can claim ${task.key}; it is ${where}: ${factors.join(", ")}.`;
}
