import fc from "fast-check";
import type { BoardConfig } from "../../src/core/config.ts";
import type { Refusal } from "../../src/core/errors.ts";
import { addMs, type Instant } from "../../src/core/instant.ts";
import { actionOf } from "../../src/core/plan/action.ts";
import { amendPlan } from "../../src/core/plan/amend.ts";
import { approvePlan } from "../../src/core/plan/approvals.ts";
import type { PlanChange } from "../../src/core/plan/change.ts";
import { overrideGate, proveGate, sayGate } from "../../src/core/plan/gates.ts";
import type { Act, Changed } from "../../src/core/plan/lookup.ts";
import {
	newExecution,
	newStep,
	type Phase,
	type Plan,
	type Step,
	type StepDraft,
} from "../../src/core/plan/plan.ts";
import { recordStep, retryStep, skipStep } from "../../src/core/plan/record.ts";
import {
	cancelPlan,
	completePlan,
	reopenPlan,
} from "../../src/core/plan/run.ts";
import {
	dispatchStep,
	expireStep,
	releaseStep,
	renewStep,
} from "../../src/core/plan/steps.ts";
import { configFile } from "../../src/schema/config.ts";

export const MAX_STEPS = 24;
export const START: Instant = "2026-11-20T19:00:00.000Z";
export const CONFIG = configFile.parse({}) as unknown as BoardConfig;
export const SHA = "a".repeat(40);

const LOGINS = ["ann", "ben", "cleo"] as const;

/** Somebody at a moment: account, agent of that name, time. */
export function actOf(login: string, now: Instant = START): Act {
	const id = 1 + LOGINS.indexOf(login as (typeof LOGINS)[number]);
	return { actor: { id, login }, agent: login, now };
}

/** A plan of steps `{task: "do it"}` by their place: `phasesOf([{}, {depends_on: ["1.1"]}], [{}])` has two phases. */
export function planOf(
	phases: readonly (Omit<Partial<Phase>, "steps"> & {
		readonly steps?: readonly Partial<StepDraft>[];
	})[],
	more: Partial<Plan> = {},
): Plan {
	return {
		format: 1,
		task_summary: "Log every request",
		type: "feature",
		complexity: "medium",
		risk: "LOW",
		budget: "standard",
		mode: "phased",
		git_strategy: "commit-per-agent",
		stack: [],
		phases: phases.map(({ steps = [{}], ...phase }, p) => ({
			id: p + 1,
			name: `Phase ${p + 1}`,
			steps: steps.map((step, s) =>
				newStep(`${phase.id ?? p + 1}.${s + 1}`, {
					role: "backend-engineer",
					task: "Do it",
					...step,
				}),
			),
			...phase,
		})),
		explanation: [],
		amendments: [],
		execution: { ...newExecution(), status: "running", started_at: START },
		...more,
	};
}

export const GATE = { name: "tests", command: "pytest tests/", timeout: "1h" };
export const CHECKED = {
	name: "ci",
	checks: [{ name: "test", app: "github-actions" }],
	timeout: "1h",
};

/** Text that documents have to keep: quotes, line ends, signs of YAML, other scripts. */
const text = fc
	.oneof(
		fc.constantFrom(
			"do it",
			"yes",
			"1.10",
			"- a: b\n  c",
			"# no comment",
			"é\u4e2d",
		),
		fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
	)
	.filter(
		(said) =>
			said.replace(/[\s\p{Cf}]/gu, "") !== "" &&
			!/\p{Cc}/u.test(said.replaceAll("\n", "")),
	);

const phaseShape = fc.record({
	steps: fc.array(
		fc.record({
			task: text,
			wants: fc.array(fc.nat(30), { maxLength: 3 }),
			isCommand: fc.boolean(),
		}),
		{ minLength: 1, maxLength: 4 },
	),
	gate: fc.constantFrom(undefined, GATE, CHECKED),
	approval: fc.option(text, { nil: undefined }),
	rotate: fc.nat(3),
});

/** A valid plan under way: up to 4 phases of up to 4 steps that wait for earlier ones, in any order within their phase. */
export const plans: fc.Arbitrary<Plan> = fc
	.record({
		phases: fc.array(phaseShape, { minLength: 1, maxLength: 4 }),
		budget: fc.constantFrom("lean" as const, "standard" as const),
	})
	.map(({ phases, budget }) => {
		const known: string[] = [];
		const made = phases.map((shape, p): Phase => {
			const steps = shape.steps.map(({ task, wants, isCommand }, s): Step => {
				const id = `${p + 1}.${s + 1}`;
				const depends_on = [
					...new Set(
						wants.flatMap((at) =>
							known.slice(at % (known.length + 1)).slice(0, 1),
						),
					),
				];
				known.push(id);
				const command = isCommand ? { command: "make" } : {};
				return newStep(id, { role: "worker", task, depends_on, ...command });
			});
			const turn = shape.rotate % steps.length;
			const { gate, approval } = shape;
			return {
				id: p + 1,
				name: `Phase ${p + 1}`,
				steps: [...steps.slice(turn), ...steps.slice(0, turn)],
				...(gate === undefined ? {} : { gate }),
				...(approval === undefined ? {} : { approval: { reason: approval } }),
			};
		});
		return { ...planOf([]), budget, phases: made };
	});

/** Something said of a plan; ids are picked by number, and now and then there is none of that number. */
export interface Saying {
	readonly verb:
		| "dispatch"
		| "record"
		| "renew"
		| "release"
		| "expire"
		| "retry"
		| "skip"
		| "prove"
		| "say"
		| "override"
		| "approve"
		| "amend"
		| "cancel"
		| "reopen"
		| "complete";
	/** Whether what is said is what would help the run on, well or badly done, instead of the verb. */
	readonly isHelpful: boolean;
	readonly who: string;
	readonly pick: number;
	readonly other: number;
	readonly isGood: boolean;
	readonly text: string;
	readonly waitMinutes: number;
}

const verbs = fc.oneof(
	{
		weight: 12,
		arbitrary: fc.constantFrom(
			"dispatch" as const,
			"record" as const,
			"amend" as const,
			"retry" as const,
		),
	},
	{
		weight: 8,
		arbitrary: fc.constantFrom(
			"renew" as const,
			"release" as const,
			"expire" as const,
			"skip" as const,
			"prove" as const,
			"say" as const,
			"override" as const,
			"approve" as const,
			"complete" as const,
		),
	},
	{
		weight: 1,
		arbitrary: fc.constantFrom("cancel" as const, "reopen" as const),
	},
);

const sayings: fc.Arbitrary<Saying> = fc.record({
	verb: verbs,
	isHelpful: fc.oneof(
		{ weight: 3, arbitrary: fc.constant(true) },
		{ weight: 2, arbitrary: fc.constant(false) },
	),
	who: fc.constantFrom(...LOGINS),
	pick: fc.nat(30),
	other: fc.nat(30),
	isGood: fc.oneof(
		{ weight: 3, arbitrary: fc.constant(true) },
		{ weight: 1, arbitrary: fc.constant(false) },
	),
	text,
	waitMinutes: fc.oneof(
		{ weight: 4, arbitrary: fc.constant(0) },
		{ weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }) },
	),
});

/** Plans and what is said of them, long enough to get somewhere. */
export const runs: fc.Arbitrary<readonly [Plan, readonly Saying[]]> = fc.tuple(
	plans,
	fc.array(sayings, { minLength: 20, maxLength: 60, size: "max" }),
);

/** What is really said: helpful sayings depend on how the plan stands. */
export function meant(plan: Plan, said: Saying, now: Instant): Saying {
	return said.isHelpful ? { ...said, ...helpful(plan, said, now) } : said;
}

/** What a saying, as it is meant, comes to on a plan at a moment. */
export function say(plan: Plan, said: Saying, now: Instant): Changed | Refusal {
	const act = actOf(said.who, now);
	const steps = plan.phases.flatMap((phase) => phase.steps);
	const step = steps[said.pick % (steps.length + 1)]?.id ?? "9.9";
	const phase = plan.phases[said.pick % (plan.phases.length + 1)]?.id ?? 99;
	const config = CONFIG;
	switch (said.verb) {
		case "dispatch":
			return dispatchStep(plan, { step, act, config });
		case "record": {
			const mine = steps.find(({ lease }) => lease?.agent === said.who)?.id;
			const report = {
				step: said.other % 3 === 0 ? step : (mine ?? step),
				status: said.isGood ? "complete" : "failed",
				outcome: said.text,
				tokens: said.other * 400,
			};
			return recordStep(plan, { report, act });
		}
		case "renew":
			return renewStep(plan, { step, act, config });
		case "release":
			return releaseStep(plan, { step, act, force: said.isGood });
		case "expire":
			return expireStep(plan, { step, config, now });
		case "retry":
			return retryStep(plan, { step, act, config });
		case "skip":
			return skipStep(plan, { step, reason: said.text, act, config });
		case "prove":
			return proveGate(plan, {
				phase,
				act,
				proof: proofFor(plan, phase, said),
			});
		case "say":
			return sayGate(plan, {
				phase,
				result: said.isGood ? "pass" : "fail",
				allowUnproven: said.other % 4 > 0,
				act,
			});
		case "override":
			return overrideGate(plan, { phase, reason: said.text, act });
		case "approve":
			return approvePlan(plan, {
				result: ["approve", "feedback", "reject"][said.other % 3] as string,
				feedback: said.text,
				act,
				maxSteps: MAX_STEPS,
			});
		case "amend":
			return amendPlan(plan, {
				description: said.text,
				changes: [changeFor(plan, said)],
				act,
				maxSteps: MAX_STEPS,
			});
		case "cancel":
			return cancelPlan(plan, { reason: said.text, now });
		case "reopen":
			return reopenPlan(plan);
		case "complete":
			return completePlan(plan, now);
	}
}

/** What somebody would say who wants to get the run on: record what they hold, else do what the action names. */
function helpful(
	plan: Plan,
	{ who, pick, other }: Saying,
	now: Instant,
): Pick<Saying, "verb" | "pick" | "other"> {
	const steps = plan.phases.flatMap((phase) => phase.steps);
	const held = steps.findIndex(({ lease }) => lease?.agent === who);
	const until = steps[held]?.lease?.expires_at ?? "";
	if (held !== -1 && now < until)
		return { verb: "record", pick, other: 3 * other + 1 };
	if (held !== -1) return { verb: "dispatch", pick: held, other };
	const action = actionOf(plan, now, { all: true });
	const phaseAt = plan.phases.findIndex(
		({ id }) => "phase" in action && id === action.phase,
	);
	switch (action.action) {
		case "DISPATCH": {
			const { id } = action.steps[pick % action.steps.length] as Step;
			const at = steps.findIndex((step) => step.id === id);
			return { verb: "dispatch", pick: at, other };
		}
		case "GATE":
			return { verb: other % 9 > 0 ? "prove" : "say", pick: phaseAt, other };
		case "APPROVAL":
			return { verb: "approve", pick, other };
		case "FAILED": {
			const step = pick % Math.max(1, action.steps.length);
			const at = steps.findIndex(({ id }) => id === action.steps[step]);
			const verb = (["retry", "prove", "approve", "skip"] as const)[other % 4];
			if (plan.execution.status === "cancelled")
				return { verb: "reopen", pick, other };
			return action.steps.length > 0
				? { verb: verb === "skip" ? verb : "retry", pick: at, other }
				: { verb: verb ?? "override", pick: phaseAt, other };
		}
		case "WAIT":
			return { verb: "renew", pick, other };
		case "COMPLETE":
			return { verb: other % 3 > 0 ? "amend" : "complete", pick, other };
	}
}

/** A proof of the kind that the phase's gate asks for. */
export function proofFor(
	plan: Plan,
	phaseId: number,
	{ isGood }: { readonly isGood: boolean },
): Parameters<typeof proveGate>[1]["proof"] {
	const gate = plan.phases.find(({ id }) => id === phaseId)?.gate;
	return gate?.checks === undefined
		? { command: gate?.command ?? "make", exit_code: isGood ? 0 : 1 }
		: {
				sha: SHA,
				checks: gate.checks.map((check) => ({
					...check,
					state: isGood ? "green" : "red",
				})),
			};
}

function changeFor(plan: Plan, said: Saying): PlanChange {
	const steps = plan.phases.flatMap((phase) => phase.steps);
	const step = steps[said.pick % (steps.length + 1)]?.id ?? "9.9";
	const other = steps[said.other % (steps.length + 1)]?.id ?? "9.9";
	const phase = plan.phases[said.pick % plan.phases.length]?.id ?? 99;
	const after = plan.phases[said.other % (plan.phases.length + 1)]?.id ?? 0;
	const draft = { role: "worker", task: said.text };
	const kinds: readonly PlanChange[] = [
		{ kind: "add_phase", name: "More", steps: [draft], gate: GATE, after },
		{ kind: "add_phase", name: "Next", steps: [draft] },
		{ kind: "remove_phase", phase },
		{ kind: "move_phase", phase, after },
		{ kind: "edit_phase", phase, gate: said.isGood ? null : GATE },
		{
			kind: "edit_phase",
			phase,
			approval: said.isGood ? null : { reason: "Look" },
		},
		{ kind: "add_step", phase, step: { ...draft, depends_on: [other] } },
		{ kind: "add_step", phase, step: draft },
		{ kind: "edit_step", step, fields: { depends_on: [other] } },
		{ kind: "edit_step", step, fields: { task: said.text } },
		{ kind: "remove_step", step },
		{ kind: "move_step", step, after: other },
	];
	return kinds[(said.other + said.pick) % kinds.length] as PlanChange;
}

/** The moment after a saying's wait. */
export function after(now: Instant, { waitMinutes }: Saying): Instant {
	return addMs(now, waitMinutes * 60_000 + 1_000);
}

/** Nothing that is handed a frozen plan can change it unnoticed. */
export function frozen<T>(value: T): T {
	if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
		Object.freeze(value);
		for (const part of Object.values(value)) frozen(part);
	}
	return value;
}
