import type { GateFigures } from "../../core/dashboard-gates.ts";
import type { RoleFigures } from "../../core/dashboard-roles.ts";
import type { Status } from "../../core/status.ts";

/** Milliseconds; null where nothing was counted. */
export interface Percentiles {
	readonly p50: number | null;
	readonly p75: number | null;
	readonly p90: number | null;
	readonly p95: number | null;
	readonly count: number;
}

/** What was told on a day; null where the log does not reach that far. */
export interface DayFigures {
	readonly day: string;
	readonly done: number;
	readonly created: number;
	readonly claims: number | null;
	readonly lease_losses: number | null;
	readonly failures: number | null;
	readonly tokens: number | null;
	readonly cost_usd: number | null;
}

interface Spent {
	readonly input: number;
	readonly output: number;
	readonly cost_usd?: number;
}

export interface AgentMeasured {
	readonly agent: string;
	readonly claims: number;
	readonly completions: number;
	readonly first_pass_rate: number | null;
	readonly lease_losses: number;
	readonly failures: number;
	readonly mean_handle_ms: number | null;
	readonly tokens: Spent;
}

/** The answer of the `metrics` verb. */
export interface Measured {
	readonly days: number;
	readonly whole_from: string | null;
	readonly counts: Readonly<Record<Status, number>>;
	readonly by_day: readonly DayFigures[];
	readonly lead_time_ms: Percentiles;
	readonly cycle_time_ms: Percentiles;
	readonly time_blocked_ms: Percentiles | null;
	readonly gates: GateFigures & {
		readonly done: {
			readonly judged: number;
			readonly passed: number;
			readonly overridden: number;
		};
	};
	readonly completions: number;
	readonly first_pass_rate: number | null;
	readonly lease_losses: number;
	readonly failures: number;
	readonly dead_letters: number;
	readonly overdue: number;
	readonly tokens: Spent;
	readonly by_agent: readonly AgentMeasured[];
	readonly by_role: readonly RoleFigures[];
}
