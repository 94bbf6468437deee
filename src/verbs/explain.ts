import { z } from "zod";
import type { Draft } from "../core/draft.ts";
import type { JsonObject } from "../core/errors.ts";
import type { Task } from "../core/task.ts";
import { type Ask, eligible, explain as factorsOf } from "./eligibility.ts";
import type { Obstacle } from "./limits.ts";
import { obstacles } from "./obstacles.ts";
import { taskRow } from "./task-view.ts";
import { SPOKEN, taskVerb } from "./verb.ts";

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
	run({ draft, command, config, task }) {
		const ask: Ask = { command, config, filter: {} };
		const against = obstacles(draft, task, ask);
		const ranking = { ...factorsOf(draft, task, command.agent) };
		const place = against.length === 0 ? placeOf(draft, task, ask) : undefined;
		return {
			ok: true,
			summary: "explain",
			data: {
				task: taskRow(task),
				agent: command.agent,
				eligible: against.length === 0,
				obstacles: against,
				ranking: { ...ranking, ...(place === undefined ? {} : { place }) },
				said: inWords(task, { agent: command.agent, against, place, ranking }),
			},
		};
	},
});

/** The task's place among those the asker could claim, counted from 1; undefined when it is far down. */
function placeOf(draft: Draft, task: Task, ask: Ask): number | undefined {
	let place = 0;
	for (const candidate of eligible(draft, ask)) {
		place += 1;
		if (candidate.task.key === task.key) return place;
		if (place >= COUNTED) break;
	}
	return undefined;
}

function inWords(
	task: Task,
	about: {
		agent: string;
		against: readonly Obstacle[];
		place: number | undefined;
		ranking: JsonObject;
	},
): string {
	const { agent, against, place, ranking } = about;
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
