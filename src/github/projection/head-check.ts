import type { BoardConfig } from "../../core/config.ts";
import type { Refusal } from "../../core/errors.ts";
import {
	type CheckVerdict,
	doneGates,
	type GateFacts,
	judge,
	NO_CODE,
	type Proof,
} from "../../core/gate.ts";
import type { Instant } from "../../core/instant.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { isOpen } from "../../core/status.ts";
import type { Task, TaskKey } from "../../core/task.ts";
import { code, link, text, truncate } from "../markdown.ts";
import { prose } from "../prose.ts";
import { BUTTONS, type CheckButton } from "./check-buttons.ts";
import { type RunAtHead, runAtHead } from "./run-at-head.ts";

/** The name of Baton's own check. */
export const CHECK_NAME = "baton";

/** GitHub takes no longer summary. */
const MAX_SUMMARY_UNITS = 65_000;

/** Baton's check on a head, as it should be. */
export interface HeadCheck {
	readonly sha: string;
	readonly status: "in_progress" | "completed";
	/** Given exactly when completed. */
	readonly conclusion?:
		| "success"
		| "failure"
		| "action_required"
		| "cancelled"
		| "neutral";
	readonly title: string;
	readonly summary: string;
	readonly buttons: readonly CheckButton[];
	/** The task and the buttons, as GitHub keeps it with the check: it does not tell the buttons of a check otherwise. */
	readonly externalId: string;
}

/** How one task stands at the head. */
interface Standing {
	readonly task: Task;
	readonly verdicts: readonly CheckVerdict[];
	readonly refusal: Refusal | undefined;
	readonly run: RunAtHead | undefined;
	readonly conclusion: HeadCheck["conclusion"] | "waiting";
	readonly title: string;
}

/** What the checks are looked at with. */
interface AtHead {
	readonly sha: string;
	readonly config: BoardConfig;
	readonly facts: GateFacts | undefined;
	/** Plans under way, by task. */
	readonly plans: ReadonlyMap<TaskKey, Plan>;
	readonly now: Instant;
}

/** The worst of several tasks at one head decides. */
const WORST_FIRST = [
	"failure",
	"action_required",
	"waiting",
	"cancelled",
	"success",
] as const;

/** Baton's check on a head from the tasks whose head it is (one, as a rule) and what was found there. Has buttons for one task only. */
export function headCheck(
	tasks: readonly [Task, ...Task[]],
	at: AtHead,
): HeadCheck {
	const standings = tasks.map((task) => standingOf(task, at));
	const worst =
		WORST_FIRST.map((conclusion) =>
			standings.find((one) => one.conclusion === conclusion),
		).find((one) => one !== undefined) ?? (standings[0] as Standing);
	const { conclusion } = worst;
	const buttons = tasks.length === 1 ? buttonsOf(worst) : [];
	return {
		sha: at.sha,
		...(conclusion === undefined || conclusion === "waiting"
			? { status: "in_progress" as const }
			: { status: "completed" as const, conclusion }),
		title: worst.title,
		summary: truncate(standings.map(summaryOf).join("\n\n"), MAX_SUMMARY_UNITS),
		buttons,
		externalId: `${tasks.length === 1 ? tasks[0].key : `${tasks.length} tasks`}:${buttons.map(({ identifier }) => identifier).join(",")}`,
	};
}

/** The check at a commit that was a task's head once. */
export function formerCheck(sha: string): HeadCheck {
	return {
		sha,
		status: "completed",
		conclusion: "neutral",
		title: "There is a newer head",
		summary: "The check that counts is at the newest commit.",
		buttons: [],
		externalId: ":",
	};
}

function standingOf(task: Task, at: AtHead): Standing {
	const { sha, config, facts, now } = at;
	const proof = doneGates(config, task, { facts, now, isMaintainer: false });
	const isGated = isOpen(task.status) && !task.labels.includes(NO_CODE);
	const verdicts = isGated
		? judge(config, config.done_gates, {
				sha,
				checks: facts?.checks ?? [],
				now,
			})
		: [];
	const refusal = isRefusal(proof) ? proof : undefined;
	const plan = at.plans.get(task.key);
	const run = plan && runAtHead(plan, sha);
	const seen = { task, verdicts, refusal, run };
	return { ...seen, ...outcomeOf(seen) };
}

function outcomeOf({
	task,
	verdicts,
	refusal,
	run,
}: Omit<Standing, "conclusion" | "title">): Pick<
	Standing,
	"conclusion" | "title"
> {
	const named = `Task ${task.key}`;
	if (task.status === "cancelled")
		return { conclusion: "cancelled", title: `${named} was cancelled` };
	if (task.status === "done")
		return {
			conclusion: "success",
			title: `${named} is done${task.checks?.overridden_by === undefined ? "" : ", its gates overridden"}`,
		};
	if (task.status === "dead_letter")
		return {
			conclusion: "failure",
			title: `${named} has used up its attempts`,
		};
	const red = verdicts.filter(({ state }) => state === "red");
	if (red.length > 0)
		return {
			conclusion: "failure",
			title: `${red.length === 1 ? "A check is" : `${red.length} checks are`} red`,
		};
	// Until a plan is through there is more to come, whatever the gates at its end say.
	if (run !== undefined && run.conclusion !== undefined)
		return { conclusion: run.conclusion, title: run.title };
	const open = verdicts.filter(({ state }) => state !== "green");
	if (open.length > 0)
		return {
			conclusion: "waiting",
			title: `Waits for ${open.length === 1 ? "a check" : `${open.length} checks`}`,
		};
	if (refusal !== undefined)
		return { conclusion: "action_required", title: "A maintainer has to look" };
	if (task.status === "review")
		return { conclusion: "action_required", title: "Waits for approval" };
	return {
		conclusion: "success",
		title: verdicts.length === 0 ? "No gates apply" : "The gates are green",
	};
}

const SIGNS = {
	green: "🟢",
	red: "🔴",
	pending: "🟡",
	missing: "⚪",
	stale: "⚪",
} as const;

function summaryOf({ task, verdicts, refusal, run }: Standing): string {
	const rows = verdicts.map(
		({ name, app, state, conclusion, url }) =>
			`| ${text(name)} | ${text(app)} | ${SIGNS[state]} ${state}${conclusion === undefined ? "" : ` (${text(conclusion)})`} | ${url === undefined ? "" : link(url)} |`,
	);
	const proven = (task.checks?.results ?? [])
		.map(
			({ name, app, state }) => `${text(name)} (${text(app)}): ${text(state)}`,
		)
		.join(", ");
	const isOver = !isOpen(task.status);
	const { overridden_by: by, reason } = task.checks ?? {};
	return [
		`**Task ${text(task.key)}** ${code(task.status)}: ${text(task.title)}`,
		...(run === undefined ? [] : [run.summary]),
		...(rows.length === 0
			? []
			: [
					["| check | app | state | |", "|---|---|---|---|", ...rows].join(
						"\n",
					),
				]),
		...(task.labels.includes(NO_CODE)
			? [`The label ${code(NO_CODE)} says that this task needs no checks.`]
			: []),
		...(isOver && proven !== "" ? [`Proven by ${proven}`] : []),
		...(isOver && by !== undefined
			? [`Overridden by ${text(by.login)}: ${text(reason ?? "")}`]
			: []),
		...(refusal === undefined || isOver
			? []
			: [`${prose(refusal.message)} ${prose(refusal.hint)}`]),
	].join("\n\n");
}

/** Only what can be done now: a button that can but refuse is none. */
function buttonsOf({ task, refusal, run }: Standing): readonly CheckButton[] {
	if (task.status === "dead_letter") return [BUTTONS.retry];
	if (!isOpen(task.status)) return [];
	// While a plan runs, an override is about its pending gate and an approval about its phase.
	if (run !== undefined && run.conclusion !== undefined)
		return run.buttons.map((name) => BUTTONS[name]);
	return [
		...(task.status === "review" ? [BUTTONS.approve] : []),
		...(refusal === undefined ? [] : [BUTTONS.retry, BUTTONS.override]),
	];
}

function isRefusal(proof: Proof | Refusal | undefined): proof is Refusal {
	return proof !== undefined && "ok" in proof;
}
