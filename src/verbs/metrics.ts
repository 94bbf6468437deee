import { z } from "zod";
import { lastDays } from "../core/days.ts";
import { STATUSES } from "../core/status.ts";
import { agentFigures } from "./metrics/agent-figures.ts";
import { dayFigures, daysField, surveyFact } from "./metrics/day-figures.ts";
import { runFigures } from "./metrics/run-figures.ts";
import { spread } from "./metrics/spread.ts";
import { taskFigures } from "./metrics/task-figures.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

export const metrics = boardVerb({
	name: "metrics",
	summary:
		"Measures the board: what stands where, what was done each day, how long it takes, what is lost, what it costs.",
	input: z.strictObject({ days: daysField, facts: surveyFact.optional() }),
	role: "read",
	doors: SPOKEN,
	examples: ["/baton metrics", "/baton metrics days=30"],
	errors: ["VALIDATION"],
	words: [],
	reads: true,
	gathers: "survey",
	run({ draft, command: { now }, input }) {
		const days = lastDays(now, input.days);
		const tasks = taskFigures(draft, days, now);
		const runs = runFigures(draft, now);
		return {
			ok: true,
			summary: "metrics",
			data: {
				...dayFigures(tasks, input.facts, { days, now }),
				counts: Object.fromEntries(
					STATUSES.map((status) => [status, draft.count(status)]),
				),
				lead_time_ms: spread(tasks.lead),
				cycle_time_ms: spread(tasks.cycle),
				gates: { ...runs.gates, done: tasks.gates },
				...agentFigures(draft),
				by_role: runs.by_role,
				failed_attempts: tasks.attempts,
				dead_letters: draft.count("dead_letter"),
				overdue: tasks.overdue,
				tokens: { ...tasks.tokens },
			},
		};
	},
});
