import { defaultAgent } from "../core/agent.ts";
import { type JsonObject, type Refusal, refuse } from "../core/errors.ts";
import { fromMs } from "../core/instant.ts";
import { isTaskKey } from "../core/task.ts";
import type { Answer } from "../engine/answer.ts";
import type {
	BoardDoor,
	BoardPlace,
	Caller,
	DoorSaying,
	DoorWait,
} from "../engine/board-door.ts";
import type { Engine } from "../engine/perform.ts";
import { callerOpId } from "../store/caller-key.ts";
import { findVerb } from "../verbs/index.ts";
import type { Verb } from "../verbs/verb.ts";
import type { Occasion, RepositoryApi } from "./api.ts";
import type { CallRate } from "./call-rate.ts";
import { outOfBounds, roleWithin } from "./caller-bounds.ts";
import type { DoorFacts, SaidWithFacts } from "./hear.ts";
import type { Said } from "./said.ts";
import type { UnderWay } from "./under-way.ts";

/** A wait that is over in less is counted as a call. */
const BRIEF_MS = 1_000;

/** What the doors of agents to one repository's board work with. */
export interface AgentDoorOptions {
	readonly api: Pick<RepositoryApi, "role">;
	readonly engine: Engine;
	readonly facts: DoorFacts;
	/** Counts what is said. */
	readonly calls: CallRate;
	/** What is being carried out. */
	readonly underWay: UnderWay;
	readonly place: BoardPlace;
	/** Told of each command that changed the board: what follows from it, and what shows it, has its turn. */
	readonly onChanged: () => void;
	readonly nowMs: () => number;
}

/**
 * A repository's board as one account has it through a door of agents. Who may do what is decided as it is for comments: by the
 * account's role on GitHub, asked for with each command. Undefined for an account that may not even read.
 */
export async function openAgentDoor(
	caller: Caller,
	options: AgentDoorOptions,
): Promise<BoardDoor | undefined> {
	const { api, engine, place } = options;
	if ((await api.role(caller.actor)) === "none") return undefined;
	return {
		place,
		say: (saying) => say(saying, caller, options),
		wait: (wish) => wait(wish, caller, options),
		watch: (act) => engine.watch(act),
	};
}

async function say(
	saying: DoorSaying,
	caller: Caller,
	options: AgentDoorOptions,
): Promise<Answer> {
	const { engine, calls, underWay } = options;
	const { actor } = caller;
	const opId = opIdOf(saying, caller, options);
	const refused = (refusal: Refusal): Answer => ({
		...refusal,
		verb: saying.verb,
		opId,
	});
	const said = toSaid(saying, caller);
	if (!said.ok) return refused(said);
	const config = engine.peek(({ board }) => board?.config);
	const tooMany = config && calls.admit(actor.id, config.limits);
	if (tooMany !== undefined) return refused(tooMany);
	const unheard = await outOfBounds(caller, saying.agent, engine);
	if (unheard !== undefined) return refused(unheard);
	const act = () => carryOut(said, { caller, opId }, options);
	return said.verb.reads === true ? act() : underWay.share(opId, act);
}

async function carryOut(
	said: Said,
	{ caller, opId }: { readonly caller: Caller; readonly opId: string },
	{ api, engine, facts, nowMs, onChanged }: AgentDoorOptions,
): Promise<Answer> {
	const { actor } = caller;
	const role = roleWithin(await api.role(actor), caller);
	const occasion: Occasion = {
		issue: 0,
		author: actor,
		createdAt: fromMs(nowMs()),
	};
	const complete = await facts(said, occasion, { role, opId });
	if (!complete.ok) return { ...complete, verb: said.verb.name, opId };
	const [answer] = await engine.perform([
		{ opId, actor, role, ...sayable(complete) },
	]);
	if (answer === undefined)
		throw new Error(`${said.verb.name} was not answered`);
	if (answer.ok && answer.commit !== undefined) onChanged();
	return (await complete.after?.(answer)) ?? answer;
}

/** Waiting is no call; a wait that is over at once is one, for it can be asked for again at once. */
async function wait(
	wish: DoorWait,
	caller: Caller,
	options: AgentDoorOptions,
): Promise<Answer> {
	const { engine, calls, nowMs } = options;
	const { id } = caller.actor;
	const limits = engine.peek(({ board }) => board?.config)?.limits;
	const isBrief = wish.timeoutMs < BRIEF_MS;
	const tooMany =
		limits && (isBrief ? calls.admit(id, limits) : calls.tooMany(id, limits));
	if (tooMany !== undefined) return asWait(tooMany);
	const askedMs = nowMs();
	try {
		return await park(wish, caller, options);
	} finally {
		if (!isBrief && nowMs() - askedMs < BRIEF_MS) calls.count(id);
	}
}

async function park(
	wish: DoorWait,
	caller: Caller,
	{ engine, api }: AgentDoorOptions,
): Promise<Answer> {
	const { actor, agent } = caller;
	const unheard = await outOfBounds(caller, wish.agent, engine);
	if (unheard !== undefined) return asWait(unheard);
	const own = () =>
		engine.peek(({ board }) => defaultAgent(board?.config, actor));
	return engine.wait({
		...wish,
		actor,
		role: roleWithin(await api.role(actor), caller),
		agent: wish.agent ?? agent ?? own(),
	});
}

function asWait(refusal: Refusal): Answer {
	return { ...refusal, verb: "wait", opId: "wait" };
}

/** Without a key each saying is a command of its own. */
function opIdOf(
	{ verb, task, step, agent, key = crypto.randomUUID() }: DoorSaying,
	caller: Caller,
	{ place: { owner, repo, board } }: AgentDoorOptions,
): string {
	const about = task === undefined ? {} : { task };
	// A repository's name in other letters is the same repository.
	const where = `${owner}/${repo}/${board}`.toLowerCase();
	return callerOpId(caller.actor.id, where, key, {
		...{ verb, ...about, step },
		agent: agent ?? caller.agent,
	});
}

function toSaid(
	{ verb: name, task, step, agent, input = {} }: DoorSaying,
	caller: Caller,
): Said | Refusal {
	const verb = findVerb(name);
	if (verb?.doors.includes("agent") !== true)
		return refuse(
			"VALIDATION",
			`There is no command ${JSON.stringify(name.slice(0, 60))}.`,
			"`help` lists them all.",
		);
	const missing = missingTask(verb, task);
	if (missing !== undefined) return missing;
	const speaksAs = agent ?? caller.agent;
	return {
		ok: true,
		verb,
		input,
		...(task === undefined ? {} : { task }),
		...(step === undefined ? {} : { step }),
		...(speaksAs === undefined ? {} : { agent: speaksAs }),
	};
}

function missingTask(verb: Verb, task: string | undefined) {
	const isNeeded = verb.target === "task";
	if (task === undefined ? !isNeeded : isTaskKey(task)) return undefined;
	return refuse(
		"VALIDATION",
		task === undefined
			? `\`${verb.name}\` is about a task, and none was named.`
			: `${JSON.stringify(task.slice(0, 60))} is not a task.`,
		"Name one by its issue number, such as 42.",
		{ field: "task" },
	);
}

function sayable({ verb, input, task, step, agent }: SaidWithFacts) {
	return {
		verb: verb.name,
		input: input as JsonObject,
		...(task === undefined ? {} : { task }),
		...(step === undefined ? {} : { step }),
		...(agent === undefined ? {} : { agent }),
	};
}
