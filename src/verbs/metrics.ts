import { z } from "zod";
import type { BoardReader } from "../core/board.ts";
import { isPastDue } from "../core/due.ts";
import type { JsonObject } from "../core/errors.ts";
import { addMs, type Instant, toMs } from "../core/instant.ts";
import { isOpen, STATUSES } from "../core/status.ts";
import type { Task, Tokens } from "../core/task.ts";
import { addTokens } from "../core/tokens.ts";
import { firstPassRate } from "./known-agents.ts";
import { boardVerb, SPOKEN } from "./verb.ts";

const DAYS = 14;
const DAY_MS = 86_400_000;

export const metrics = boardVerb({
	name: "metrics",
	summary:
		"Measures the board: what stands where, what was done each day, how long it takes, what is lost, what it costs.",
	input: z.strictObject({}),
	role: "read",
	doors: SPOKEN,
	examples: ["/baton metrics"],
	errors: ["VALIDATION"],
	words: [],
	reads: true,
	run({ draft, command }) {
		const { throughput, lead, cycle, ...sums } = measureTasks(
			draft,
			command.now,
		);
		const agents = measureAgents(draft);
		return {
			ok: true,
			summary: "metrics",
			data: {
				counts: Object.fromEntries(
					STATUSES.map((status) => [status, draft.count(status)]),
				),
				throughput: [...throughput].map(([day, done]) => ({ day, done })),
				lead_time_ms: percentiles(lead),
				cycle_time_ms: percentiles(cycle),
				...agents.sums,
				failed_attempts: sums.attempts,
				dead_letters: draft.count("dead_letter"),
				overdue: sums.overdue,
				tokens: { ...sums.tokens },
				tokens_by_agent: agents.tokens,
			},
		};
	},
});

interface TaskSums {
	/** Tasks done on each of the last days, in UTC, oldest first. */
	readonly throughput: Map<string, number>;
	/** From when a task was made, or claimed first, until it was done, in milliseconds. */
	readonly lead: number[];
	readonly cycle: number[];
	/** Failed attempts at tasks that are open. */
	attempts: number;
	overdue: number;
	tokens: Tokens;
}

/** One look at every task. */
function measureTasks(board: BoardReader, now: Instant): TaskSums {
	const sums: TaskSums = {
		throughput: lastDays(now),
		lead: [],
		cycle: [],
		attempts: 0,
		overdue: 0,
		tokens: { input: 0, output: 0 },
	};
	for (const key of board.keys()) {
		const task = board.task(key);
		if (task === undefined) continue;
		if (task.tokens !== undefined)
			sums.tokens = addTokens(sums.tokens, task.tokens);
		if (task.status === "done") addDone(sums, task);
		if (!isOpen(task.status)) continue;
		sums.attempts += task.attempts;
		if (isPastDue(task, now)) sums.overdue += 1;
	}
	return sums;
}

function addDone(sums: TaskSums, task: Task): void {
	const { completed_at, created_at, started_at } = task;
	if (completed_at === undefined) return;
	const doneMs = toMs(completed_at);
	sums.lead.push(doneMs - toMs(created_at));
	if (started_at !== undefined) sums.cycle.push(doneMs - toMs(started_at));
	const day = dayOf(completed_at);
	const before = sums.throughput.get(day);
	if (before !== undefined) sums.throughput.set(day, before + 1);
}

/** What the agents' records come to, together and, where anything was used, one by one. */
function measureAgents(board: BoardReader): {
	readonly sums: JsonObject;
	readonly tokens: readonly JsonObject[];
} {
	const all = [...board.agents()].flatMap((name) => {
		const stats = board.agent(name)?.stats;
		return stats === undefined ? [] : [{ name, stats }];
	});
	const sum = (
		field: "completions" | "first_pass" | "lease_losses" | "failures",
	) => all.reduce((total, { stats }) => total + stats[field], 0);
	const passed = {
		completions: sum("completions"),
		first_pass: sum("first_pass"),
	};
	return {
		sums: {
			completions: passed.completions,
			first_pass_rate: firstPassRate(passed),
			lease_losses: sum("lease_losses"),
			failures: sum("failures"),
		},
		tokens: all
			.filter(
				({ stats }) =>
					stats.tokens.input + stats.tokens.output > 0 ||
					(stats.tokens.cost_usd ?? 0) > 0,
			)
			.map(({ name, stats }) => ({ agent: name, ...stats.tokens })),
	};
}

function lastDays(now: Instant): Map<string, number> {
	return new Map(
		Array.from({ length: DAYS }, (_, index) => [
			dayOf(addMs(now, (index - DAYS + 1) * DAY_MS)),
			0,
		]),
	);
}

function dayOf(instant: Instant): string {
	return instant.slice(0, 10);
}

/** Half, and nine of ten, took at most so long; null where nothing was measured. */
function percentiles(valuesMs: readonly number[]): JsonObject {
	const sorted = [...valuesMs].sort((a, b) => a - b);
	const at = (share: number) =>
		sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
	return { p50: at(0.5), p90: at(0.9), count: sorted.length };
}
