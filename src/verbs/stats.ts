import { z } from "zod";
import type { BoardReader } from "../core/board.ts";
import { type JsonObject, refuse } from "../core/errors.ts";
import { agentName } from "./fields.ts";
import { knownAgents, measured } from "./known-agents.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

const MAX_SHOWN = 200;

export const stats = boardVerb({
	name: "stats",
	summary:
		"Tells what was measured of an agent, or of all: completions, first-pass rate, handle time, losses, tokens and cost.",
	input: z.strictObject({ agent: agentName.optional() }),
	role: "read",
	doors: SPOKEN,
	examples: ["/stats", "/stats backend-1"],
	errors: ["NOT_FOUND", "VALIDATION"],
	words: ["agent"],
	reads: true,
	run({ draft, input }) {
		const known = [...knownAgents(draft).keys()];
		const { agent } = input;
		if (agent !== undefined && !known.includes(agent))
			return refuse(
				"NOT_FOUND",
				`The board knows no agent ${agent}.`,
				"`/agents` lists those it knows.",
				{ agent },
			);
		const asked = agent === undefined ? known : [agent];
		return {
			ok: true,
			summary: "stats",
			data: {
				agents: asked.slice(0, MAX_SHOWN).map((name) => statsOf(draft, name)),
				count: asked.length,
			},
		};
	},
});

function statsOf(board: BoardReader, name: string): JsonObject {
	const damage = board.damage(`agents/${name}`);
	return {
		name,
		stats: measured(board, name) ?? null,
		...(damage === undefined ? {} : { unreadable: damage }),
	};
}
