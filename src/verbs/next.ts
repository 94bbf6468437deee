import { z } from "zod";
import type { Draft } from "../core/draft.ts";
import type { JsonObject } from "../core/errors.ts";
import { candidateRow } from "./candidate-row.ts";
import { type Ask, eligible } from "./eligibility.ts";
import { agentName, capability, label } from "./fields.ts";
import { limits } from "./limits.ts";
import { obstacles } from "./obstacles.ts";
import { taskRow } from "./task-view.ts";
import { boardVerb, SPOKEN } from "./verb.ts";
import { refusalOf } from "./wait.ts";

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
		roles: z.array(z.string().max(50)).max(20).optional(),
		labels: z.array(label).max(20).optional(),
		explain: z
			.boolean()
			.optional()
			.describe("Also tells what stands in the way, of all tasks and of some"),
	}),
	role: "read",
	doors: SPOKEN,
	examples: ["/next", "/next assignee=backend-1", "/next explain=true"],
	errors: ["VALIDATION"],
	words: [],
	reads: true,
	run(run) {
		const { draft, command, input, config } = run;
		const { explain, ...filter } = input;
		const ask: Ask = { command, config, filter };
		const shown = [];
		let count = 0;
		const full = limits(draft, ask);
		let looked = 0;
		for (const candidate of eligible(draft, ask)) {
			if (++looked > COUNTED) break;
			// On a full board there is room only for what takes the place of a lease that is over.
			if (full.length > 0 && refusalOf(candidate, run) !== undefined) continue;
			count += 1;
			if (count <= SHOWN) shown.push(candidateRow(candidate));
		}
		return {
			ok: true,
			summary: "next",
			data: {
				task: shown[0] ?? null,
				candidates: shown,
				count,
				...(explain === true || full.length > 0 ? { limits: full } : {}),
				...(explain === true ? { passed_over: passedOver(draft, ask) } : {}),
			},
		};
	},
});

/** The first ready tasks that the asker cannot claim, and why not. A full board is said once, not of every task. */
function passedOver(draft: Draft, ask: Ask): readonly JsonObject[] {
	const found: JsonObject[] = [];
	let looked = 0;
	for (const key of draft.ready()) {
		const task = draft.task(key);
		const against =
			task === undefined
				? []
				: obstacles(draft, task, ask).filter(
						({ why }) => why !== "wip" && why !== "max_leases",
					);
		if (task !== undefined && against.length > 0)
			found.push({ ...taskRow(task), obstacles: against });
		if (++looked >= COUNTED || found.length >= SHOWN) break;
	}
	return found;
}
