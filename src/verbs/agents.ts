import { z } from "zod";
import { configOf, profileOf } from "../core/agent.ts";
import type { BoardReader } from "../core/board.ts";
import type { BoardConfig } from "../core/config.ts";
import type { JsonObject } from "../core/errors.ts";
import type { Task } from "../core/task.ts";
import { knownAgents, measured } from "./known-agents.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

/** When an agent last spoke or waited, as the process that answers knows it. */
const presence = z.object({
	last_seen: z.string().optional(),
	waiting: z.boolean().optional(),
});

export const agents = boardVerb({
	name: "agents",
	summary:
		"Lists the agents the board knows: what they offer, what they hold, when they were seen, what was measured.",
	input: z.strictObject({
		limit: z.int().min(1).max(200).default(50),
		facts: z
			.object({ presence: z.record(z.string(), presence).optional() })
			.optional(),
	}),
	role: "read",
	doors: SPOKEN,
	examples: ["/agents"],
	errors: ["VALIDATION"],
	words: [],
	reads: true,
	gathers: "presence",
	run({ draft, config, input }) {
		const known = knownAgents(draft);
		const seen = input.facts?.presence ?? {};
		const shown = [...known].slice(0, input.limit).map(([name, tasks]) => ({
			...agentView(draft, config, { name, tasks }),
			// Nothing is known of an agent that has said nothing since the process started.
			last_seen: (Object.hasOwn(seen, name) && seen[name]?.last_seen) || null,
			waiting: Object.hasOwn(seen, name) && seen[name]?.waiting === true,
		}));
		return {
			ok: true,
			summary: "agents",
			data: { agents: shown, count: known.size },
		};
	},
});

function agentView(
	board: BoardReader,
	config: BoardConfig,
	{ name, tasks }: { name: string; tasks: readonly Task[] },
): JsonObject {
	const logins = configOf(config, name)?.logins.map(({ login }) => login) ?? [];
	const damage = board.damage(`agents/${name}`);
	const stats = measured(board, name);
	return {
		name,
		...(logins.length === 0 ? {} : { accounts: logins }),
		...(profileOf(board, name) as unknown as JsonObject),
		leases: tasks.map(({ key, lease }) => ({
			task: key,
			...(lease === undefined ? {} : { until: lease.expires_at }),
		})),
		...(stats === undefined ? {} : { stats }),
		...(damage === undefined ? {} : { unreadable: damage }),
	};
}
