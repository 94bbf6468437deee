import type { Tool } from "../tool.ts";
import { count, text, texts } from "../tool-arguments.ts";

/** Who works, and how it goes. */
export const knowingAgents: readonly Tool[] = [
	{
		name: "register_agent",
		verb: "register",
		about: "States what this agent offers, in place of what it stated before.",
		sets: ["worker"],
		arguments: {
			capabilities: texts(),
			roles: texts("roles of plan steps it plays"),
			maxLeases: count(),
		},
		gives: { agent: "string" },
		isIdempotent: true,
	},
	{
		name: "list_agents",
		verb: "agents",
		about: "The agents the board knows: what they offer, hold and achieved.",
		sets: ["planner", "admin"],
		arguments: { limit: count() },
		gives: { agents: "array" },
	},
	{
		name: "get_agent_stats",
		verb: "stats",
		about: "What was measured of an agent, or of all.",
		sets: ["admin"],
		arguments: { agent: text() },
		gives: { agents: "array" },
	},
	{
		name: "get_metrics",
		verb: "metrics",
		about:
			"Measures the board: throughput, lead and cycle times, losses, cost.",
		sets: ["admin"],
		arguments: { days: count("how far back, default 14") },
		gives: { counts: "object" },
	},
];
