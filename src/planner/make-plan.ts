import {
	type Explanation,
	newExecution,
	PLAN_LIMITS,
	type Plan,
	type StackEntry,
} from "../core/plan/plan.ts";
import { budgetFor } from "./budget.ts";
import type { Ground } from "./cast.ts";
import { draftPhases } from "./draft-phases.ts";
import { stepDresser } from "./dress-steps.ts";
import { fitDrafts } from "./fit-drafts.ts";
import { chooseGate, type GateChoice } from "./gates/choose-gate.ts";
import { judgeTask } from "./judge-task.ts";
import { planKnowledge } from "./knowledge/plan-knowledge.ts";
import type { DraftPhase } from "./phase-draft.ts";
import { placePhases } from "./place-phases.ts";
import { type Project, projectOf } from "./project-of.ts";
import type { PlanRequest, RosterRoute } from "./request.ts";
import { isHigh } from "./risk.ts";
import { rolesGiven } from "./roles-given.ts";
import { baseOf, READERS } from "./roster.ts";
import { takeApart } from "./sub-tasks.ts";
import { summaryOf } from "./summary.ts";
import { taskIdFor } from "./task-id.ts";
import { oneLine, wordsOf } from "./words.ts";
import { taskTypeOf } from "./work-kind.ts";

/** What a line of explanation has room for. */
const EVIDENCE_CHARACTERS = 500;

/** Steps of a plan unless the board says otherwise. */
const MAX_STEPS = 200;

/** A plan, and the key its task gets where there is no issue. */
export interface Planned {
	readonly id: string;
	readonly plan: Plan;
}

/**
 * Makes the plan for a task by rules alone: the same request gives the same plan, and every request gives one. What could not
 * be done as asked is an explanation of the rule `warning`.
 */
export function makePlan(request: PlanRequest): Planned {
	const { task, options = {}, isGitHub = false } = request;
	const learned = options.learned ?? {};
	const project = projectOf(request);
	const parts = takeApart(task);
	const judged = judgeTask(request, parts, project.survey);
	const { kind, complexity, mode, risk, stakes } = judged;
	const summary = summaryOf(task, parts, options.summary);
	const roles = rolesGiven(options.agents);
	const drafted = draftPhases({
		...{ summary, text: task, parts, kind, complexity, mode, risk, stakes },
		roles: roles.roles,
		ground: groundOf(project, options.rosterRoutes ?? []),
	});
	const fitted = fitDrafts(drafted.phases, options.maxSteps ?? MAX_STEPS);
	const gate = chooseGate(
		{
			...{ ...project, learned, isGitHub },
			config: options.gatesConfig ?? {},
			isPlaceless: isPlaceless(task, project),
		},
		kind,
		drafted.stacks.length > 0 ? drafted.stacks : project.stacks.slice(0, 1),
	);
	const dresser = stepDresser(
		request,
		{ kind, complexity, isOneStep: doingSteps(fitted.phases) === 1 },
		project.survey,
	);
	const placed = placePhases(fitted.phases, {
		...{ gate, risk },
		dress: dresser.dress,
	});
	const known = planKnowledge(placed.phases, project.stacks, request);
	const { phases } = known;
	const type = taskTypeOf(kind);
	const steps = phases.reduce((sum, phase) => sum + phase.steps.length, 0);
	const budget = budgetFor({ type, steps, complexity, risk, learned });
	const git = gitStrategyFor(request, risk);
	const explanation: Explanation[] = [
		...judged.explanation,
		...project.explanation,
		...drafted.explanation,
		...dresser.explanation(),
		...gateLines(gate, phases),
		...placed.explanation.slice(0, 10),
		{ rule: "budget", evidence: `${budget.budget}: ${budget.evidence}` },
		...(budget.learned === undefined
			? []
			: [{ rule: "learned", evidence: budget.learned }]),
		git.explanation,
		...known.explanation,
		...fitted.explanation,
		...refusedLines(roles.refused),
	];
	return {
		id: options.id ?? taskIdFor(task, options.salt),
		plan: {
			format: 1,
			task_summary: summary,
			...{ type, complexity, risk, budget: budget.budget, mode },
			git_strategy: git.strategy,
			stack: project.stacks.map(entryOf),
			phases,
			explanation: inBounds(explanation),
			amendments: [],
			execution: newExecution(),
		},
	};
}

function entryOf({ path, language, frameworks }: StackEntry): StackEntry {
	return { path, language, frameworks };
}

function inBounds(lines: readonly Explanation[]): readonly Explanation[] {
	return lines.slice(0, PLAN_LIMITS.listEntries).map(({ rule, evidence }) => ({
		rule,
		evidence: oneLine(evidence, EVIDENCE_CHARACTERS),
	}));
}

function groundOf(
	{ stacks, survey }: Project,
	routes: readonly RosterRoute[],
): Ground {
	const folders = survey.namedFolders.map((folder) => `${folder}/`);
	return { stacks, paths: [...survey.named, ...folders], routes };
}

/** True when a text names no file, no folder and no package by its folder's name. */
function isPlaceless(task: string, { stacks, survey }: Project): boolean {
	const { parts } = wordsOf(task);
	return (
		survey.named.length + survey.namedFolders.length === 0 &&
		!stacks.some(
			({ path }) =>
				path !== "." &&
				parts.includes(` ${path.split("/").at(-1)?.toLowerCase()} `),
		)
	);
}

/** How many steps do the work, beside those that look and decide. */
function doingSteps(phases: readonly DraftPhase[]): number {
	return phases
		.flatMap(({ steps }) => steps)
		.filter(({ role }) => !READERS.has(baseOf(role))).length;
}

function gateLines(
	choice: GateChoice,
	phases: Plan["phases"],
): readonly Explanation[] {
	const lines = choice.explanation.slice(0, 20);
	const isUnused =
		choice.gate !== undefined && phases.every(({ gate }) => gate === undefined);
	return isUnused
		? [
				{
					rule: "gate",
					evidence: "none: no phase changes anything that a gate could judge",
				},
			]
		: lines;
}

function refusedLines(names: readonly string[]): readonly Explanation[] {
	return names.slice(0, 5).map((name) => ({
		rule: "warning",
		evidence: `${JSON.stringify(name.slice(0, 60))} is left out: it cannot be a role, or there are too many`,
	}));
}

function gitStrategyFor({ options = {} }: PlanRequest, risk: Plan["risk"]) {
	const strategy =
		options.gitStrategy ??
		(isHigh(risk) ? "branch-per-agent" : "commit-per-agent");
	return {
		strategy,
		explanation: {
			rule: "git",
			evidence: `${strategy}: ${options.gitStrategy === undefined ? `the risk is ${risk}` : "the caller's word"}`,
		},
	} as const;
}
