import type { Instant } from "../instant.ts";
import { causeOf } from "./failure.ts";
import type { Plan } from "./plan.ts";
import { stepsOf } from "./plan.ts";

/** One thing that happened in a run. Fields that say nothing are absent. */
export interface TraceEvent {
	readonly at: Instant;
	readonly kind:
		| "started"
		| "dispatched"
		| "complete"
		| "failed"
		| "expired"
		| "skipped"
		| "gate"
		| "approval"
		| "amended"
		| "said"
		| "completed"
		| "cancelled";
	readonly phase?: number;
	readonly step?: string;
	readonly role?: string;
	readonly agent?: string;
	/** The account's login. */
	readonly actor?: string;
	/** The word of a gate or an approval, or the command that was said. */
	readonly result?: string;
	readonly proven?: boolean;
	readonly commit?: string;
	readonly tokens?: number;
	readonly detail?: string;
}

/** A command about a task that took effect, as the log has it: when it was decided, what, by whom, and its commit. */
export interface TaskCommand {
	readonly at: Instant;
	readonly op: string;
	readonly commit: string;
	readonly step?: string;
	readonly agent?: string;
	readonly actor: string;
}

/** What leaves no trace in the plan itself. */
const ONLY_SAID: ReadonlySet<string> = new Set([
	"plan",
	"start",
	"release",
	"force-release",
	"retry",
	"block",
	"unblock",
	"cancel",
	"reopen",
]);

/** A run as it went: the plan it followed, and every event in the order of time. */
export interface Trace {
	readonly task: string;
	readonly summary: string;
	readonly status: Plan["execution"]["status"];
	readonly started_at?: Instant;
	readonly ended_at?: Instant;
	readonly events: readonly TraceEvent[];
}

/**
 * The trace of a plan's run so far: results, verdicts and words as the plan keeps them, which forgets none, and from the log
 * what else was said.
 */
export function traceOf(
	plan: Plan,
	task: string,
	log: readonly TaskCommand[] = [],
): Trace {
	const { status, started_at, ended_at } = plan.execution;
	const events = [
		...startEvents(plan),
		...stepEvents(plan),
		...gateEvents(plan),
		...approvalEvents(plan),
		...amendmentEvents(plan),
		...saidEvents(plan, log),
	].map((event, order) => ({ event, order }));
	// Of what happened at one moment, that is first which leads to the other.
	events.sort(
		(a, b) =>
			compare(a.event.at, b.event.at) ||
			rankOf(a.event) - rankOf(b.event) ||
			a.order - b.order,
	);
	return {
		task,
		summary: plan.task_summary,
		status,
		...(started_at === undefined ? {} : { started_at }),
		...(ended_at === undefined ? {} : { ended_at }),
		events: [...events.map(({ event }) => event), ...endEvents(plan)],
	};
}

/** The trace as a markdown list. `inert` makes text of workers safe for where it is shown. */
export function renderTrace(
	trace: Trace,
	inert: (text: string) => string = (text) => text,
): string {
	const lines = trace.events.map((event) => `- ${lineOf(event, inert)}`);
	return [
		`# Trace: ${inert(trace.task)}`,
		oneLine(inert(trace.summary)),
		lines.join("\n"),
	]
		.filter((part) => part !== "")
		.join("\n\n")
		.concat("\n");
}

/** A text folded into one line. */
export function oneLine(text: string): string {
	return text.replace(/\s+/g, " ").trim();
}

function lineOf(event: TraceEvent, inert: (text: string) => string): string {
	const parts = [
		event.at,
		event.kind,
		event.step === undefined ? undefined : `step ${event.step}`,
		event.step === undefined && event.phase !== undefined
			? `phase ${event.phase}`
			: undefined,
		event.role,
		event.result,
		event.proven === false ? "not proven" : undefined,
		event.agent === undefined ? undefined : `by ${inert(event.agent)}`,
		event.commit === undefined ? undefined : event.commit.slice(0, 12),
	].filter((part) => part !== undefined);
	const detail =
		event.detail === undefined ? "" : `: ${oneLine(inert(event.detail))}`;
	return `${parts.join(" · ")}${detail}`;
}

function compare(a: Instant, b: Instant): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

const RANKS: readonly TraceEvent["kind"][] = [
	"started",
	"amended",
	"expired",
	"dispatched",
];

function rankOf({ kind }: TraceEvent): number {
	const rank = RANKS.indexOf(kind);
	return rank === -1 ? RANKS.length : rank;
}

function startEvents({ execution }: Plan): readonly TraceEvent[] {
	const { started_at } = execution;
	return started_at === undefined ? [] : [{ at: started_at, kind: "started" }];
}

function endEvents({ execution }: Plan): readonly TraceEvent[] {
	const { status, ended_at, reason } = execution;
	const isEnded = status === "completed" || status === "cancelled";
	return isEnded && ended_at !== undefined
		? [
				{
					at: ended_at,
					kind: status,
					...(reason === undefined ? {} : { detail: reason }),
				},
			]
		: [];
}

function stepEvents(plan: Plan): readonly TraceEvent[] {
	return stepsOf(plan).flatMap(({ id, role, attempts, lease }) => {
		const phase = Number(id.split(".", 1)[0]);
		const at = { phase, step: id, role };
		const past = attempts.flatMap((attempt): readonly TraceEvent[] => {
			const by = { agent: attempt.agent, actor: attempt.actor.login };
			const detail = attempt.error ?? attempt.outcome;
			const end: TraceEvent = {
				at: attempt.ended_at,
				kind: attempt.result,
				...at,
				...by,
				...(attempt.commit === undefined ? {} : { commit: attempt.commit }),
				...(attempt.tokens === undefined ? {} : { tokens: attempt.tokens }),
				...(detail === undefined ? {} : { detail }),
			};
			return attempt.result === "skipped"
				? [end]
				: [{ at: attempt.started_at, kind: "dispatched", ...at, ...by }, end];
		});
		const present: readonly TraceEvent[] =
			lease === undefined
				? []
				: [
						{
							at: lease.acquired_at,
							kind: "dispatched",
							...at,
							agent: lease.agent,
							actor: lease.actor.login,
						},
					];
		return [...past, ...present];
	});
}

function gateEvents({ execution }: Plan): readonly TraceEvent[] {
	return execution.gates.map((verdict) => {
		const detail =
			verdict.result === "fail" ? causeOf(verdict) : verdict.reason;
		return {
			at: verdict.at,
			kind: "gate",
			phase: verdict.phase,
			agent: verdict.agent,
			actor: verdict.actor.login,
			result: verdict.result,
			proven: verdict.proven,
			...(verdict.sha === undefined ? {} : { commit: verdict.sha }),
			...(detail === undefined ? {} : { detail }),
		};
	});
}

function approvalEvents({ execution }: Plan): readonly TraceEvent[] {
	return execution.approvals.map(({ feedback, ...word }) => ({
		at: word.at,
		kind: "approval",
		phase: word.phase,
		agent: word.agent,
		actor: word.actor.login,
		result: word.result,
		...(feedback === undefined ? {} : { detail: feedback }),
	}));
}

function saidEvents(
	{ execution }: Plan,
	log: readonly TaskCommand[],
): readonly TraceEvent[] {
	const isTold = ({ op, at }: TaskCommand) =>
		op === "start" && at === execution.started_at;
	return log
		.filter((command) => ONLY_SAID.has(command.op) && !isTold(command))
		.map(({ op, commit: _board, ...who }) => ({
			kind: "said",
			...who,
			result: op,
		}));
}

function amendmentEvents({ amendments }: Plan): readonly TraceEvent[] {
	return amendments.map(({ at, agent, actor, description, changes }) => ({
		at,
		kind: "amended",
		agent,
		actor: actor.login,
		detail:
			changes.length === 0
				? description
				: `${description} (${changes.join("; ")})`,
	}));
}
