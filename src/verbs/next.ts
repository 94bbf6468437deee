import { z } from "zod";
import { eligible } from "./eligibility.ts";
import { agentName, capability } from "./fields.ts";
import { taskRow } from "./task-view.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

const SHOWN = 5;
/** More are not counted: whether there are hundreds or thousands is no news. */
const COUNTED = 100;

export const next = boardVerb({
	name: "next",
	summary:
		"Shows the task the agent should claim next, and why; claims nothing.",
	input: z.strictObject({
		assignee: agentName.optional(),
		capabilities: z.array(capability).max(20).optional(),
		labels: z.array(z.string()).max(20).optional(),
		explain: z.boolean().optional(),
	}),
	role: "read",
	doors: SPOKEN,
	examples: ["/next", "/next assignee=backend-1"],
	errors: ["VALIDATION"],
	words: [],
	reads: true,
	run({ draft, command, input, config }) {
		const shown = [];
		let count = 0;
		for (const { task, explain } of eligible(draft, {
			command,
			config,
			filter: input,
		})) {
			count += 1;
			if (count <= SHOWN)
				shown.push({ ...taskRow(task), version: task.version, explain });
			if (count >= COUNTED) break;
		}
		return {
			ok: true,
			summary: "next",
			data: {
				task: shown[0] ?? null,
				candidates: shown,
				count,
			},
		};
	},
});
