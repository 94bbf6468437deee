import { z } from "zod";
import { configOf, profileOf } from "../core/agent.ts";
import type { AgentRecord } from "../core/agent-record.ts";
import { MAX_AGENTS, recordFor } from "../core/agent-stats.ts";
import type { Command } from "../core/command.ts";
import type { AgentConfig } from "../core/config.ts";
import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import { capability } from "./fields.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

const MAX_LISTED = 50;
const MAX_LEASES = 100;

const registerInput = z.strictObject({
	capabilities: z
		.array(capability)
		.max(MAX_LISTED)
		.optional()
		.describe("What the agent can do, as tasks ask for it"),
	roles: z
		.array(
			z
				.string()
				.regex(
					/^[a-z0-9][a-z0-9+.#_-]{0,79}$/,
					"is not a role: lower-case letters, digits and + . # _ -, at most 80",
				),
		)
		.max(MAX_LISTED)
		.optional()
		.describe("Roles of steps that the agent plays"),
	max_leases: z
		.int()
		.min(1)
		.max(MAX_LEASES)
		.optional()
		.describe("How many tasks it may hold at a time"),
});

export const register = boardVerb({
	name: "register",
	summary:
		"States what the agent offers, in place of what it stated before; config has the last word where it names the agent.",
	input: registerInput,
	role: "triage",
	doors: SPOKEN,
	examples: [
		"/register capabilities=python,db",
		"/register as=backend-1 capabilities=python roles=backend-engineer--python max_leases=2",
	],
	errors: ["FORBIDDEN", "VALIDATION", "QUOTA_EXCEEDED"],
	words: [],
	run({ draft, command, input, config }) {
		const { agent } = command;
		const damage = draft.damage(`agents/${agent}`);
		if (damage !== undefined)
			return refuse(
				"VALIDATION",
				`What is known of ${agent} cannot be read: ${damage}.`,
				`agents/${agent}.yaml on the board's branch has to be mended first; nothing is written over it until then.`,
			);
		const allowed = configOf(config, agent);
		const beyond =
			allowed === undefined ? undefined : beyondConfig(agent, allowed, input);
		if (beyond !== undefined) return beyond;
		const record = recordFor(draft, agent);
		if (record === undefined)
			return refuse(
				"QUOTA_EXCEEDED",
				`The board knows ${MAX_AGENTS} agents, as many as it may.`,
				"Act as one of those that it knows: `/agents` lists them.",
				{ limit: MAX_AGENTS },
			);
		draft.setAgent(stated(record, command, input));
		return {
			ok: true,
			summary: `what ${agent} offers`,
			data: {
				agent,
				...(profileOf(draft, agent) as unknown as JsonObject),
			},
		};
	},
});

/** Config is the upper bound: what is stated beyond it would never count, so it is refused. */
function beyondConfig(
	agent: string,
	allowed: AgentConfig,
	input: z.output<typeof registerInput>,
): Refusal | undefined {
	const beyond = [
		...(input.capabilities ?? []).filter(
			(one) => !allowed.capabilities.includes(one),
		),
		...(input.roles ?? []).filter((one) => !allowed.roles.includes(one)),
		...((input.max_leases ?? 0) > allowed.max_leases
			? [`max_leases=${input.max_leases}`]
			: []),
	];
	return beyond.length === 0
		? undefined
		: refuse(
				"FORBIDDEN",
				`The board's config names ${agent} and does not allow it ${beyond.slice(0, 5).join(", ")}.`,
				"Leave that out, or have it added to the agent in the board's config.",
				{
					beyond,
					capabilities: allowed.capabilities,
					roles: allowed.roles,
					max_leases: allowed.max_leases,
				},
			);
}

/** The record with the profile that was stated; the same one when that is what it holds already. */
function stated(
	record: AgentRecord,
	{ now }: Command,
	{ capabilities, roles, max_leases }: z.output<typeof registerInput>,
): AgentRecord {
	const profile = {
		...(capabilities === undefined
			? {}
			: { capabilities: listed(capabilities) }),
		...(roles === undefined ? {} : { roles: listed(roles) }),
		...(max_leases === undefined ? {} : { max_leases }),
	};
	const { format, name, stats, registered_at, ...before } = record;
	const isSame =
		registered_at !== undefined &&
		JSON.stringify(before) === JSON.stringify(profile);
	return isSame
		? record
		: { format, name, ...profile, registered_at: now, stats };
}

function listed(words: readonly string[]): readonly string[] {
	return [...new Set(words)].sort();
}
