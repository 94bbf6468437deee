import { type Refusal, refuse } from "../core/errors.ts";
import type { Answer } from "../engine/answer.ts";
import type { DoorSaying, DoorWait } from "../engine/board-door.ts";
import { findVerb } from "../verbs/index.ts";
import { invalidInput } from "../verbs/invalid-input.ts";
import type { ActionContext } from "./action-context.ts";
import type { StepBoard } from "./step-board.ts";
import { failureOf } from "./step-failure.ts";
import { stepKey } from "./step-key.ts";

/** What was said and what came of it, in order; the last one may be a refusal, and no more was said then. */
export type StepAnswers = readonly (Answer | Refusal)[];

/** How often the same is said when it is not known whether it was heard, and the pause before that, doubled each time. */
const TRIES = 3;
const PAUSE_MS = 1_000;
const MAX_WAIT_S = 50;

/** Says a step's commands in order and stops at the first refusal, as the commands of a comment do. */
export async function runStep(
	sayings: readonly DoorSaying[],
	board: StepBoard,
	{
		context,
		pause,
	}: {
		readonly context: ActionContext;
		readonly pause: (ms: number) => Promise<unknown>;
	},
): Promise<StepAnswers> {
	const answers: (Answer | Refusal)[] = [];
	for (const [index, saying] of sayings.entries()) {
		const key = stepKey(context, saying.verb, index);
		const answer = await again(
			() => sayOrWait({ ...saying, key }, board),
			pause,
		);
		answers.push(answer);
		if (!answer.ok) break;
	}
	return answers;
}

async function sayOrWait(
	saying: DoorSaying,
	board: StepBoard,
): Promise<Answer | Refusal> {
	if (saying.verb !== "wait") return board.say(saying);
	const wish = wishOf(saying);
	return "ok" in wish ? wish : board.wait(wish);
}

/** Under its key the same command takes effect once, however often it is said. */
async function again(
	say: () => Promise<Answer | Refusal>,
	pause: (ms: number) => Promise<unknown>,
): Promise<Answer | Refusal> {
	for (let tried = 1; ; tried++) {
		try {
			return await say();
		} catch (error) {
			if (tried === TRIES) return failureOf(error);
			await pause(PAUSE_MS * 2 ** tried);
		}
	}
}

/** What is waited for, as the verb's own schema takes it. */
function wishOf({ input = {}, agent }: DoorSaying): DoorWait | Refusal {
	const { timeout_sec: timeoutS = MAX_WAIT_S, ...filters } = input;
	const verb = findVerb("wait");
	if (verb === undefined) throw new Error("there is no verb wait");
	const parsed = verb.input.safeParse(filters);
	if (!parsed.success) return invalidInput(verb, parsed.error, filters);
	if (
		typeof timeoutS !== "number" ||
		!(timeoutS >= 0 && timeoutS <= MAX_WAIT_S)
	)
		return refuse(
			"VALIDATION",
			`\`wait\`: timeout_sec is no number from 0 to ${MAX_WAIT_S}.`,
			"Wait again after one that showed nothing.",
			{ field: "timeout_sec" },
		);
	return {
		...(parsed.data as Omit<DoorWait, "timeoutMs">),
		...(agent === undefined ? {} : { agent }),
		timeoutMs: timeoutS * 1_000,
	};
}
