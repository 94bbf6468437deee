import type { BoardReader } from "../core/board.ts";
import type { Refusal } from "../core/errors.ts";
import { learnedForPlanner, nothingLearned } from "../core/learned.ts";
import type { Complexity, Risk } from "../core/plan/plan.ts";
import { makePlan, type Planned } from "../planner/make-plan.ts";
import type { PlanOptions } from "../planner/request.ts";
import type { Said } from "./command-spec.ts";
import type { LocalDoor } from "./local-door.ts";
import { readCheckout } from "./plan/checkout.ts";
import { readKnowledge } from "./read-knowledge.ts";

/** A bare repository has no files to look at. */
const NO_FILES = { files: [], read: () => undefined };
/** So many keys are tried before a text is too often planned. */
const MAX_SALTS = 10_000;

/** The plan that rules give for a task in the repository at hand, from its files, its config and what finished runs taught. */
export async function planHere(
	said: Said,
	task: string,
	{ door, top }: { readonly door: LocalDoor; readonly top: string | undefined },
): Promise<Planned | Refusal> {
	const checkout = top === undefined ? undefined : await readCheckout(top);
	const knowledge = top === undefined ? undefined : await readKnowledge(top);
	return door.look((board) => {
		const request = {
			...{ task, ...(checkout ?? NO_FILES) },
			...(knowledge === undefined
				? {}
				: {
						knowledge: knowledge.pages,
						knowledgeWarnings: knowledge.warnings,
					}),
		};
		const options = optionsOf(said, board);
		for (let salt = 0; salt < MAX_SALTS; salt++) {
			const planned = makePlan({
				...request,
				options: salt === 0 ? options : { ...options, salt: String(salt) },
			});
			if (board.task(planned.id) === undefined) return planned;
		}
		throw new Error(`${MAX_SALTS} tasks have this very text`);
	});
}

function optionsOf({ values }: Said, board: BoardReader): PlanOptions {
	const config = board.board?.config;
	return {
		model: values.model,
		agents: values.agents?.split(",").map((role) => role.trim()),
		risk: values.risk as Risk | undefined,
		complexity: values.complexity as Complexity | undefined,
		learned: learnedForPlanner(board.learned() ?? nothingLearned()),
		...(config === undefined
			? {}
			: {
					rosterRoutes: config.planner.routes,
					gatesConfig: { commands: config.planner.gates },
					maxSteps: config.limits.plan_steps,
				}),
	};
}
