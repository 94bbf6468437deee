import { type Refusal, refuse } from "../core/errors.ts";
import type { Answer } from "../engine/answer.ts";
import type { BoardDoor, DoorWait } from "../engine/board-door.ts";
import { OPENED_BY_APP } from "../verbs/decide.ts";
import type { ActionContext } from "./action-context.ts";
import { type ActionTools, openDoor } from "./open-door.ts";
import type { StepBoard } from "./step-board.ts";
import { failureIn } from "./step-failure.ts";
import { untilSettled } from "./until-settled.ts";

/** A step shows what it did; what would keep it longer is shown by the next run that hears of everything. */
const PATIENCE = { eachMs: 11_000, inAllMs: 22_000 };
/** Nobody tells a step of what others do, so a wait looks again this often. */
const LOOK_EVERY_MS = 5_000;

/** The run's own board, without a server, as the account that started the run has it. */
export async function openOwnBoard(
	context: ActionContext,
	tools: ActionTools,
): Promise<StepBoard | Refusal> {
	const { owner, repo, actor } = context;
	const { log, nowMs, board } = tools;
	if (actor.id === 0 || actor.login === "")
		return refuse(
			"UNAUTHENTICATED",
			"The runner does not tell who started the run.",
			"It needs GITHUB_ACTOR and GITHUB_ACTOR_ID, which runners set by themselves.",
		);
	const own = await openDoor(context, tools);
	if (!own.ok) return own;
	const { door, timers } = own;
	// Each command names who is spoken for; what the run does may have been chosen by whoever may push a workflow.
	const opened = await door
		.agentDoor({ actor, via: "actions" }, { owner, repo, board })
		.catch(async (error: unknown) => {
			await door.close();
			throw error;
		});
	if (opened === undefined) {
		await door.close();
		return refuse(
			"FORBIDDEN",
			`${actor.login} may not even read ${owner}/${repo}.`,
			"A step speaks as whoever started its run; bots need to be named in the config.",
		);
	}
	return {
		say: (saying) =>
			opened.say(saying).then(inWorkflow, async (error: unknown) => {
				const refused = await own.keptByAnother();
				if (refused !== undefined) return refused;
				throw error;
			}),
		wait: (wish) => waitLooking(opened, wish, nowMs).then(inWorkflow),
		async close() {
			try {
				const isThrough = await untilSettled(door, timers, {
					...{ ...PATIENCE, nowMs },
				});
				const failure = failureIn(log.troubles, { isThrough });
				if (failure !== undefined)
					log.warn(`not everything is shown yet: ${failure.message}`);
			} finally {
				await door.close();
			}
		},
	};
}

/** Where no app starts, the workflow opens the board. */
function inWorkflow(answer: Answer): Answer {
	if (answer.ok || answer.hint !== OPENED_BY_APP) return answer;
	const hint =
		"Run the workflow `baton` once, by hand or by opening an issue with the label `baton`: its first run opens the board (docs/actions.md).";
	return { ...answer, hint };
}

async function waitLooking(
	door: BoardDoor,
	wish: DoorWait,
	nowMs: () => number,
): Promise<Answer> {
	const endMs = nowMs() + wish.timeoutMs;
	for (;;) {
		const leftMs = Math.max(0, endMs - nowMs());
		const timeoutMs = Math.min(leftMs, LOOK_EVERY_MS);
		const answer = await door.wait({ ...wish, timeoutMs });
		const isFound = answer.ok && answer.data.task !== null;
		if (!answer.ok || isFound || nowMs() >= endMs) return answer;
	}
}
