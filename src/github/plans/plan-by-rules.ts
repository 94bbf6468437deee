import type { BoardReader } from "../../core/board.ts";
import type { BoardConfig } from "../../core/config.ts";
import { type Refusal, refuse } from "../../core/errors.ts";
import { checksOf } from "../../core/gate-source.ts";
import { learnedForPlanner } from "../../core/learned.ts";
import {
	type Explanation,
	PLAN_LIMITS,
	type Plan,
} from "../../core/plan/plan.ts";
import type { TaskKey } from "../../core/task.ts";
import { makePlan } from "../../planner/make-plan.ts";
import { manifestsWanted } from "../../planner/manifests-wanted.ts";
import type { PlanOptions, PlanRequest } from "../../planner/request.ts";
import type { SourceTree } from "../source-api.ts";
import { readPacks } from "./read-packs.ts";
import type { SourceTexts } from "./source-texts.ts";

/** A build file that is larger says nothing that a smaller one would not. */
const MANIFEST_BYTES = 256_000;

/** What the board itself brings to a plan: the task's words, and how the board wants its plans. */
interface PlanGround {
	readonly title: string;
	readonly task: string;
	readonly options: PlanOptions;
}

/** What the plan of a task starts from on the board; undefined for a task that is not there. */
export function planGround(
	board: BoardReader,
	key: TaskKey,
	wanted: PlanOptions,
): PlanGround | undefined {
	const config = board.board?.config;
	if (config === undefined || board.task(key) === undefined) return undefined;
	const { title, description } = board.brief(key);
	const learned = board.learned();
	// A title is a sentence of its own, however it ends.
	const sentence = /[.!?:]$/.test(title) ? title : `${title}.`;
	return {
		title,
		task: description === "" ? title : `${sentence}\n\n${description}`,
		options: {
			...wanted,
			id: key,
			maxSteps: config.limits.plan_steps,
			rosterRoutes: config.planner.routes,
			gatesConfig: { commands: config.planner.gates, checks: gatesOf(config) },
			...(learned === undefined ? {} : { learned: learnedForPlanner(learned) }),
		},
	};
}

/**
 * The plan by rules, from the default branch as it is now. Throws when GitHub cannot be asked: then it may be tried again. A
 * defect of the rules is a refusal, since trying again would not help.
 */
export async function planByRules(
	{ title, task, options }: PlanGround,
	sources: SourceTexts,
	{
		make = makePlan,
		onError,
	}: {
		readonly make?: typeof makePlan;
		readonly onError: (error: unknown, what: string) => void;
	},
): Promise<{ readonly ok: true; readonly plan: Plan } | Refusal> {
	const tree = await sources.tree();
	const paths = tree.files.map(({ path }) => path);
	const wanted = new Set(manifestsWanted(paths));
	const texts = await sources.textsOf(
		tree.files.filter(({ path }) => wanted.has(path)),
		MANIFEST_BYTES,
	);
	const { pages, warnings } = await readPacks(tree, sources);
	const request: PlanRequest = {
		task,
		files: paths,
		read: (path) => texts.get(path),
		options,
		knowledge: pages,
		knowledgeWarnings: warnings,
		isGitHub: true,
	};
	try {
		const { plan } = make(request);
		const unread = [...wanted].filter((path) => !texts.has(path));
		return {
			ok: true,
			plan: withLines(
				{ ...plan, task_summary: title },
				warningsOf(tree, unread),
			),
		};
	} catch (error) {
		onError(error, `the rules made no plan for ${options.id}`);
		return refuse(
			"INTERNAL",
			"The rules made no plan of this; that is a defect of theirs.",
			"Give the plan in a yaml block right below `/plan`, and tell the maintainers of this app.",
			{ task: options.id },
		);
	}
}

function warningsOf(
	{ files, isCut }: SourceTree,
	unread: readonly string[],
): readonly string[] {
	const more = unread.length - 3;
	return [
		...(isCut
			? [
					`the repository has more files than GitHub lists; the plan rests on ${files.length} of them`,
				]
			: []),
		...(files.length === 0 ? ["the default branch has no files yet"] : []),
		...(unread.length > 0
			? [
					`${unread.slice(0, 3).join(", ")}${more > 0 ? ` and ${more} more` : ""} could not be read: too large, or a link`,
				]
			: []),
	];
}

/** The plan with warnings among its explanations, which stay within their bound. */
function withLines(plan: Plan, warnings: readonly string[]): Plan {
	const lines = warnings.map(
		(evidence): Explanation => ({
			rule: "warning",
			evidence: evidence.slice(0, 500),
		}),
	);
	const room = PLAN_LIMITS.listEntries - lines.length;
	return {
		...plan,
		explanation: [...plan.explanation.slice(0, room), ...lines],
	};
}

/** The config's gates with everything that they look at, as a plan's gate names it. */
function gatesOf({ gates }: BoardConfig) {
	return Object.fromEntries(
		Object.entries(gates).map(([name, gate]) => [
			name,
			{ ...gate, checks: checksOf(gate) },
		]),
	);
}
