import type { Instant } from "./instant.ts";
import type { Tokens } from "./task.ts";
import { addTokens } from "./tokens.ts";

/** What an agent has done on this board, counted as it did it. */
export interface AgentStats {
	/** Leases taken, renewals not counted. */
	readonly claims: number;
	/** Tasks that ended as done by its work. */
	readonly completions: number;
	/** Those of `completions` for which nobody asked for changes. */
	readonly first_pass: number;
	/** From claim to `done`, or to the result of a step, in milliseconds, added up over `handled` leases. */
	readonly handled_ms: number;
	readonly handled: number;
	/** Leases that ended before their work did. */
	readonly lease_losses: number;
	/** Attempts that were given up with `fail`, or recorded as failed. */
	readonly failures: number;
	readonly tokens: Tokens;
}

/** agents/<name>.yaml: what an agent said of itself, over what config says of it, and what was measured. */
export interface AgentRecord {
	readonly format: 1;
	readonly name: string;
	readonly capabilities?: readonly string[] | undefined;
	readonly roles?: readonly string[] | undefined;
	readonly max_leases?: number | undefined;
	readonly registered_at?: Instant | undefined;
	readonly stats: AgentStats;
}

/** A record of an agent that has done nothing yet. */
export function newAgentRecord(name: string): AgentRecord {
	return {
		format: 1,
		name,
		stats: {
			claims: 0,
			completions: 0,
			first_pass: 0,
			handled_ms: 0,
			handled: 0,
			lease_losses: 0,
			failures: 0,
			tokens: { input: 0, output: 0 },
		},
	};
}

/** What one command adds to an agent's record. */
export type StatsGain = Partial<Omit<AgentStats, "tokens">> & {
	readonly tokens?: Tokens;
};

/** The statistics with one command more. */
export function addStats(stats: AgentStats, gain: StatsGain): AgentStats {
	return {
		claims: stats.claims + (gain.claims ?? 0),
		completions: stats.completions + (gain.completions ?? 0),
		first_pass: stats.first_pass + (gain.first_pass ?? 0),
		handled_ms: stats.handled_ms + (gain.handled_ms ?? 0),
		handled: stats.handled + (gain.handled ?? 0),
		lease_losses: stats.lease_losses + (gain.lease_losses ?? 0),
		failures: stats.failures + (gain.failures ?? 0),
		tokens:
			gain.tokens === undefined
				? stats.tokens
				: addTokens(stats.tokens, gain.tokens),
	};
}
