import type { Instant } from "./instant.ts";
import { gateKey, gateSum, roleKey, roleSum } from "./learned-sums.ts";
import { percentileOf } from "./percentile.ts";
import type { TaskType } from "./plan/plan.ts";

/** How a gate's command, or one check of a gate, did in finished runs. Counts are of verdicts where nothing else is said. */
export interface LearnedGate {
	/** Either the command, or the name of a check and its app. */
	readonly command?: string | undefined;
	readonly check?: string | undefined;
	readonly app?: string | undefined;
	/** Runs that had a verdict on it. */
	readonly runs: number;
	/** What was proven: the command was run, or the check was looked at. */
	readonly passed: number;
	readonly failed: number;
	/** What was only said. */
	readonly said_passed: number;
	readonly said_failed: number;
	readonly overridden: number;
	/** Runs in which it was proven to fail and never to pass. */
	readonly unpassed_runs: number;
	/** Runs in which it was proven to fail and then amended away. */
	readonly replaced_runs: number;
	/** How it failed last: `exit code 1`, or a check's conclusion. */
	readonly cause?: string | undefined;
	/** The end of the last run that had a verdict on it. */
	readonly last_at: Instant;
}

/** How attempts at steps of a role ended under the model that the plan named. Steps without an agent are not among them. */
export interface LearnedRole {
	readonly role: string;
	/** Absent where the plan named none, or another one by now. */
	readonly model?: string | undefined;
	readonly runs: number;
	readonly complete: number;
	readonly failed: number;
	/** Leases that ran out: the worker went away, which says little of its model. */
	readonly expired: number;
	/** Attempts beyond the first of each step. */
	readonly retries: number;
	readonly last_at: Instant;
}

/** One finished run, and what tells it from every other: its task and when it started. */
export interface FinishedRun {
	readonly task: string;
	readonly started_at: Instant;
	readonly ended_at: Instant;
	readonly status: "completed" | "cancelled";
	readonly type: TaskType;
	readonly steps: number;
	readonly retries: number;
	readonly amendments: number;
	readonly duration_ms: number;
	/** Absent where no worker told any. Of a run where only some did it is what those told. */
	readonly tokens?: number | undefined;
}

/** What one finished run teaches. */
export interface LearnedRun {
	readonly run: FinishedRun;
	readonly gates: readonly LearnedGate[];
	readonly roles: readonly LearnedRole[];
}

/** The documents `learned/gates.yaml`, `learned/roles.yaml` and `learned/runs.yaml`; every list has the oldest first. */
export interface LearnedDocuments {
	readonly gates: {
		readonly format: 1;
		readonly gates: readonly LearnedGate[];
	};
	readonly roles: {
		readonly format: 1;
		readonly roles: readonly LearnedRole[];
	};
	readonly runs: { readonly format: 1; readonly runs: readonly FinishedRun[] };
}

/** What finished runs taught, as the planner takes it: it orders and raises what the rules chose, and never brings in a command of its own. */
export interface Learned {
	/** Gate commands that were run here before. `passed` and `failed` are proven verdicts, the rest are runs as in `LearnedGate`. */
	readonly gates?: readonly {
		readonly command: string;
		readonly passed: number;
		readonly failed: number;
		/** Where it is not known, each failure counts as a run. */
		readonly unpassedRuns?: number | undefined;
		readonly replacedRuns?: number | undefined;
		readonly runs?: number | undefined;
	}[];
	/** Checks that were looked at before. */
	readonly checks?: readonly {
		readonly name: string;
		readonly app: string;
		readonly passed: number;
		readonly failed: number;
		readonly unpassedRuns: number;
	}[];
	/** How attempts at steps of a role ended under a model. */
	readonly roles?: readonly {
		readonly role: string;
		readonly model: string;
		readonly complete: number;
		readonly failed: number;
		readonly runs?: number | undefined;
	}[];
	/** The median of tokens that completed runs of a type used, and of how many runs. */
	readonly tokens?: readonly {
		readonly type: TaskType;
		readonly runs: number;
		readonly median: number;
	}[];
}

/** Entries that are kept, the oldest going first, and the UTF-8 bytes of the longest command that is learned about. */
export const LEARNED_LIMITS = {
	gates: 200,
	roles: 200,
	runs: 200,
	nameBytes: 1_000,
} as const;

/** What a board knows before its first run has ended. */
export function nothingLearned(): LearnedDocuments {
	return {
		gates: { format: 1, gates: [] },
		roles: { format: 1, roles: [] },
		runs: { format: 1, runs: [] },
	};
}

/** True for a run that was counted: its task and its start are among the runs that are kept. */
function isCounted(
	{ runs }: LearnedDocuments,
	{ task, started_at }: Pick<FinishedRun, "task" | "started_at">,
): boolean {
	return runs.runs.some(
		(known) => known.task === task && known.started_at === started_at,
	);
}

/** The documents with one more run in them. One that was counted already, and one that was reopened since, changes nothing. */
export function withLearned(
	documents: LearnedDocuments,
	{ run, gates, roles }: LearnedRun,
): LearnedDocuments {
	if (isCounted(documents, run)) return documents;
	return {
		gates: {
			format: 1,
			gates: gates
				.reduce(
					(known, gain) => added(known, gain, { key: gateKey, sum: gateSum }),
					documents.gates.gates,
				)
				.slice(-LEARNED_LIMITS.gates),
		},
		roles: {
			format: 1,
			roles: roles
				.reduce(
					(known, gain) => added(known, gain, { key: roleKey, sum: roleSum }),
					documents.roles.roles,
				)
				.slice(-LEARNED_LIMITS.roles),
		},
		runs: {
			format: 1,
			runs: [...documents.runs.runs, run].slice(-LEARNED_LIMITS.runs),
		},
	};
}

/** The gains added up under their keys, each key's entry moved to the end. */
function added<T>(
	known: readonly T[],
	gain: T,
	{
		key,
		sum,
	}: {
		readonly key: (entry: T) => string;
		readonly sum: (a: T, b: T) => T;
	},
): readonly T[] {
	const own = key(gain);
	const before = known.find((entry) => key(entry) === own);
	return [
		...known.filter((entry) => key(entry) !== own),
		before === undefined ? gain : sum(before, gain),
	];
}

/**
 * What the planner may use. Only what was proven counts for a gate; a type has a median only where completed runs told tokens,
 * and since workers may have told less than they used it is a lower bound.
 */
export function learnedForPlanner({
	gates,
	roles,
	runs,
}: LearnedDocuments): Required<Learned> {
	return {
		gates: gates.gates.flatMap(({ command, ...of }) =>
			command === undefined || of.passed + of.failed === 0
				? []
				: [
						{
							command,
							passed: of.passed,
							failed: of.failed,
							unpassedRuns: of.unpassed_runs,
							replacedRuns: of.replaced_runs,
							runs: of.runs,
						},
					],
		),
		checks: gates.gates.flatMap(({ check, app, ...of }) =>
			check === undefined || app === undefined || of.passed + of.failed === 0
				? []
				: [
						{
							...{ name: check, app },
							passed: of.passed,
							failed: of.failed,
							unpassedRuns: of.unpassed_runs,
						},
					],
		),
		roles: roles.roles.flatMap(({ role, model, complete, failed, runs }) =>
			model === undefined || complete + failed === 0
				? []
				: [{ role, model, complete, failed, runs }],
		),
		tokens: mediansOf(runs.runs),
	};
}

function mediansOf(runs: readonly FinishedRun[]): Required<Learned>["tokens"] {
	const byType = new Map<TaskType, number[]>();
	for (const { status, type, tokens } of runs)
		if (status === "completed" && tokens !== undefined)
			byType.set(type, [...(byType.get(type) ?? []), tokens]);
	return [...byType].flatMap(([type, tokens]) => {
		const median = percentileOf(tokens, 0.5);
		return median === undefined ? [] : [{ type, runs: tokens.length, median }];
	});
}
