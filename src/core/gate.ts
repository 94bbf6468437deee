import type { BoardConfig, GateConfig } from "./config.ts";
import { durationMs } from "./duration.ts";
import { type JsonObject, type Refusal, refuse } from "./errors.ts";
import { checksOf } from "./gate-source.ts";
import { type Instant, toMs } from "./instant.ts";
import type { Head, Task } from "./task.ts";

/** The label that exempts a task from its done gates, put there by somebody with write. */
export const NO_CODE = "no-code";

/** One run of a check, as GitHub's API tells of it. `app` is the slug of the App that made it. */
export interface CheckFact {
	readonly id: number;
	readonly name: string;
	readonly app: string;
	readonly status: string;
	readonly conclusion?: string | null | undefined;
	/** The full name of the commit it ran on. */
	readonly sha: string;
	readonly url?: string | undefined;
	readonly started_at?: Instant | undefined;
}

/** What a door found out about a task's head for a decision that gates stand before. */
export interface GateFacts {
	/** The head as it is now; absent when no pull request or branch is linked. */
	readonly head?: Head | undefined;
	/** True when the head changes workflows or the board's own config. */
	readonly guarded?: boolean | undefined;
	/** True when the head is part of the default branch: then it is no work of this task. */
	readonly merged_before?: boolean | undefined;
	/** True when the head is a branch of another repository: its code is not run unless somebody starts that. */
	readonly fork?: boolean | undefined;
	readonly checks: readonly CheckFact[];
}

export type CheckState = "green" | "red" | "pending" | "missing" | "stale";

/** How one check that a gate names stands. */
export interface CheckVerdict {
	readonly gate: string;
	readonly name: string;
	readonly app: string;
	readonly state: CheckState;
	readonly conclusion?: string;
	readonly url?: string;
}

/** How every check of the named gates stands at a commit. Anything that is not plainly green is not green. */
export function judge(
	config: BoardConfig,
	gates: readonly string[],
	at: { sha: string; checks: readonly CheckFact[]; now: Instant },
): readonly CheckVerdict[] {
	return gates.flatMap((gate) => {
		const wanted = Object.hasOwn(config.gates, gate)
			? config.gates[gate]
			: undefined;
		if (wanted === undefined)
			throw new Error(
				`the config names a gate ${gate} that it does not define`,
			);
		return judgeChecks(wanted, gate, at);
	});
}

/** How each check of one gate stands at a commit. */
export function judgeChecks(
	wanted: GateConfig,
	gate: string,
	at: { sha: string; checks: readonly CheckFact[]; now: Instant },
): readonly CheckVerdict[] {
	return checksOf(wanted).map(({ name, app }) =>
		judgeCheck(wanted, { gate, name, app }, at),
	);
}

function judgeCheck(
	gate: GateConfig,
	check: Pick<CheckVerdict, "gate" | "name" | "app">,
	at: { sha: string; checks: readonly CheckFact[]; now: Instant },
): CheckVerdict {
	// Names are compared as they are: what only looks alike is another check.
	const runs = at.checks.filter(
		({ name, app }) => name === check.name && app === check.app,
	);
	const here = runs.filter(({ sha }) => sha === at.sha);
	const newest = here.reduce<CheckFact | undefined>(
		(best, run) => (best === undefined || run.id > best.id ? run : best),
		undefined,
	);
	if (newest === undefined)
		return {
			...check,
			state: runs.length === 0 ? "missing" : "stale",
			...linkOf(runs[0]),
		};
	const { status, conclusion } = newest;
	const isOver =
		status === "completed" && conclusion !== null && conclusion !== undefined;
	if (!isOver)
		return {
			...check,
			state: isLate(newest, gate, at.now) ? "red" : "pending",
			...(isLate(newest, gate, at.now) ? { conclusion: "timed_out" } : {}),
			...linkOf(newest),
		};
	return {
		...check,
		state: gate.accept.includes(conclusion) ? "green" : "red",
		conclusion,
		...linkOf(newest),
	};
}

function isLate(
	{ started_at }: CheckFact,
	gate: GateConfig,
	now: Instant,
): boolean {
	return (
		started_at !== undefined &&
		toMs(now) - toMs(started_at) > durationMs(gate.timeout)
	);
}

function linkOf(run: CheckFact | undefined): { readonly url?: string } {
	return run?.url === undefined ? {} : { url: run.url };
}

/** What proves that a task may be done: the commit and the checks on it. */
export interface Proof {
	readonly sha: string;
	readonly verdicts: readonly CheckVerdict[];
}

/**
 * The proof that a task's done gates hold, nothing when none apply, or the refusal. A maintainer may pass a head that changes
 * what the checks themselves rest on; nobody passes without the checks.
 */
export function doneGates(
	config: BoardConfig,
	task: Task,
	given: { facts: GateFacts | undefined; now: Instant; isMaintainer: boolean },
): Proof | Refusal | undefined {
	if (config.done_gates.length === 0 || task.labels.includes(NO_CODE))
		return undefined;
	const { facts, now, isMaintainer } = given;
	const head = facts?.head;
	if (facts === undefined || head === undefined) {
		return failed(
			task,
			"it has no head whose checks could be looked at",
			`Push a branch \`task/${task.key}-…\` or open a pull request that says \`Closes #${task.key}\`, or link one with \`/artifact pr\`. Where there is nothing to check, the label \`no-code\` says so, or a maintainer can \`/override\` with a reason.`,
		);
	}
	if (facts.merged_before === true)
		return failed(
			task,
			"its head is a commit of the default branch, which proves nothing about this task",
			"Link the pull request or branch that holds the work; a maintainer can `/override` with a reason.",
		);
	const verdicts = judge(config, config.done_gates, {
		sha: head.sha,
		checks: facts.checks,
		now,
	});
	const open = verdicts.filter(({ state }) => state !== "green");
	if (open.length > 0) {
		const said = open
			.map(
				({ name, app, state, conclusion }) =>
					`${name} (${app}) is ${state}${conclusion === undefined ? "" : `, ${conclusion}`}`,
			)
			.join("; ");
		const isForPeople =
			facts.fork === true &&
			open.some(
				({ gate, state }) =>
					state === "missing" && config.gates[gate]?.dispatch === true,
			);
		const hint = isForPeople
			? "The head is another repository's, whose code Baton has nothing run on: a maintainer who has read it may start the gate workflow himself, or `/override` with a reason."
			: "Say it again when they are green; a maintainer can `/override` with a reason.";
		return failed(task, `at ${head.sha.slice(0, 12)} ${said}`, hint, {
			sha: head.sha,
			checks: verdicts as unknown as readonly JsonObject[],
		});
	}
	if (facts.guarded === true && !isMaintainer) {
		return failed(
			task,
			"its head changes workflows or the board's config, on which the checks themselves rest",
			"A maintainer has to look at it and complete, approve or `/override` it.",
			{ sha: head.sha },
		);
	}
	return { sha: head.sha, verdicts };
}

function failed(
	task: Task,
	why: string,
	hint: string,
	data: JsonObject = {},
): Refusal {
	return refuse(
		"GATE_FAILED",
		`Task ${task.key} cannot be done: ${why}.`,
		hint,
		data,
	);
}
