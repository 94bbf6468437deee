import type { Json, JsonObject, Refusal } from "../../core/errors.ts";
import type { Engine } from "../../engine/perform.ts";
import { authorize } from "../../verbs/authorize.ts";
import { decide } from "../../verbs/decide.ts";
import type { Occasion } from "../api.ts";
import type { HeadApi } from "../head-api.ts";
import type { SaidWithFacts, Standing } from "../hear.ts";
import type { Said } from "../said.ts";
import { commandOf } from "../said-command.ts";
import type { SourceApi } from "../source-api.ts";
import { phaseMeant } from "./phase-meant.ts";
import { planByRules, planGround } from "./plan-by-rules.ts";
import { planGateFacts } from "./plan-gate-facts.ts";
import { planWish } from "./plan-options.ts";
import type { SourceTexts } from "./source-texts.ts";
import { withPrompt } from "./step-prompt.ts";

/** What the inputs of plan verbs are completed with, and their answers. */
export interface PlanDoor {
	readonly api: SourceApi;
	readonly heads: HeadApi;
	readonly engine: Engine;
	readonly sources: SourceTexts;
	readonly nowMs: () => number;
	readonly onError: (error: unknown, what: string) => void;
}

/** A command as it was said, and where. */
export interface SaidThere extends Standing {
	readonly said: Said;
	readonly comment: Occasion;
}

/** Verbs whose answer comes with the prompt of the step that is next, or was taken. */
const PROMPTED: ReadonlySet<string> = new Set([
	"start",
	"action",
	"dispatched",
	"claim",
	"claim-next",
]);

/** Completes the commands about plans: the plan by rules, a commit, a gate's checks; and their answers with the step's prompt. */
export async function withPlanFacts(
	there: SaidThere,
	door: PlanDoor,
): Promise<SaidWithFacts | Refusal> {
	const { said } = there;
	switch (said.verb.name) {
		case "plan":
			return withPlan(there, door);
		case "record":
			return withCommit(there, door);
		case "gate":
			return withChecks(there, door);
		case "approve":
			return phaseMeant(there, door.engine);
		default:
			return PROMPTED.has(said.verb.name)
				? { ...said, after: withPrompt(door) }
				: said;
	}
}

async function withPlan(
	there: SaidThere,
	door: PlanDoor,
): Promise<SaidWithFacts | Refusal> {
	const { said } = there;
	const wish = planWish(said);
	if (!wish.ok) return wish;
	const kept = { ...said, input: wish.input };
	if (wish.given || !(await isNews(there, door))) return kept;
	const ground = await door.engine.inspect((board) =>
		planGround(board, keyOf(there), wish.options),
	);
	if (ground === undefined) return kept;
	const made = await planByRules(ground, door.sources, door);
	if (!made.ok) return made;
	const plan = made.plan as unknown as Json;
	return { ...kept, input: { ...wish.input, plan } };
}

async function withCommit(
	there: SaidThere,
	door: PlanDoor,
): Promise<SaidWithFacts> {
	const { said } = there;
	const { commit } = said.input;
	const isName = /^[0-9a-f]{7,40}$/i.test(String(commit ?? ""));
	if (!isName || !(await isNews(there, door))) return said;
	const found = await door.api.commitFact(String(commit));
	return withFacts(said, { commit: found as unknown as JsonObject });
}

async function withChecks(
	there: SaidThere,
	door: PlanDoor,
): Promise<SaidWithFacts> {
	const { said } = there;
	const { phase, result } = said.input;
	if (result !== undefined || !(await isNews(there, door))) return said;
	const facts = await planGateFacts(keyOf(there), phase, door);
	return facts === undefined
		? said
		: withFacts(said, facts as unknown as JsonObject);
}

/** Facts are found out: what somebody typed in their place stays, and is refused. */
function withFacts(said: Said, facts: JsonObject): SaidWithFacts {
	return said.input.facts === undefined
		? { ...said, input: { ...said.input, facts } }
		: said;
}

/** False for what was answered before, or is refused whatever GitHub says: nothing has to be looked up for that. */
async function isNews(there: SaidThere, door: PlanDoor): Promise<boolean> {
	return door.engine.inspect((board) => {
		const config = board.board?.config;
		if (config === undefined || board.task(keyOf(there)) === undefined)
			return false;
		const command = commandOf(there, { board, nowMs: door.nowMs() });
		return (
			decide(board, command).ok !== "known" &&
			authorize(there.said.verb, command, config) === undefined
		);
	});
}

function keyOf({ said, comment }: SaidThere): string {
	return said.task ?? String(comment.issue);
}
