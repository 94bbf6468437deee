import type { Actor, Role } from "../../core/actor.ts";
import { type JsonObject, type Refusal, refuse } from "../../core/errors.ts";
import { isKnown } from "../../core/inbox.ts";
import type { Task, TaskKey } from "../../core/task.ts";
import type { Answer, Refused } from "../../engine/answer.ts";
import type { Engine } from "../../engine/perform.ts";
import type { RepositoryApi } from "../api.ts";
import { mayBotSpeak } from "../bots.ts";
import { type GateFactsDoor, gateFactsOf, noteGates } from "../door-facts.ts";
import { findHead } from "../find-head.ts";
import type { HeadApi } from "../head-api.ts";
import type { Recent } from "../recent.ts";
import { mayReview } from "./may-review.ts";
import {
	meaningOfReview,
	newestOpinions,
	type Opinion,
	type ReviewMeaning,
	requestOf,
} from "./review-meaning.ts";

/** What reviews are heard with. `app` is the account in whose name Baton itself speaks. */
export interface ReviewDoor extends GateFactsDoor {
	readonly api: Pick<RepositoryApi, "role" | "hasReply">;
	readonly heads: HeadApi;
	readonly engine: Engine;
	readonly app: Actor;
	/** Numbers of reviews whose authors may not review; forgotten now and then, since a role may be gained. */
	readonly strangers: Recent<number>;
	/** Told of a review that does not stand. */
	readonly onRefused: (refused: RefusedReview) => Promise<void>;
}

/** A review of a task's work that was refused. */
export interface RefusedReview {
	readonly task: TaskKey;
	readonly opinion: Opinion;
	readonly answer: Refused;
	/** True for an approval that only checks stand before: it is taken up again by itself when they change. */
	readonly waits: boolean;
}

/** What a look came to: all was heard, or the task or its head changed meanwhile and has to be looked at again. */
export type Heard = "settled" | "moved";

interface InReview {
	readonly task: Task;
	readonly head: string;
	readonly opinion: Opinion;
	readonly meaning: ReviewMeaning;
	readonly role: Role;
}

/**
 * Reads the reviews of the pull request that a task in review has for its head, and carries out those that nobody has heard yet,
 * oldest first, each with its reviewer's role. Throws when GitHub or the board cannot be asked: then it may be handed in again.
 */
export async function hearReviews(
	key: TaskKey,
	door: ReviewDoor,
): Promise<Heard> {
	const first = await taskInReview(key, door);
	const found = first && (await findHead(door.heads, first));
	const pull = found?.head.pull_request;
	if (found === undefined || pull === undefined) return "settled";
	for (const opinion of newestOpinions(await door.heads.reviews(pull))) {
		const task = await taskInReview(key, door);
		if (task === undefined) return "settled";
		if (await isPassedOver(opinion, task, door)) continue;
		const head = found.head.sha;
		const meaning = meaningOfReview(opinion, task, head);
		if (meaning === undefined) continue;
		const role = await door.api.role(opinion.author);
		if (!mayReview(opinion, role, door.engine)) {
			door.strangers.add(opinion.id);
			continue;
		}
		const about = { task, head, opinion, meaning, role };
		const heard = await hearOne(about, door);
		if (heard === "moved") return "moved";
	}
	return "settled";
}

function taskInReview(
	key: TaskKey,
	{ engine }: ReviewDoor,
): Promise<Task | undefined> {
	return engine.inspect((board) => {
		const task = board.task(key);
		return task?.status === "review" && task.issue !== undefined
			? task
			: undefined;
	});
}

/** What was heard before, what the app itself wrote, and what strangers say and bots that config does not name. */
async function isPassedOver(
	{ id, author }: Opinion,
	{ inbox }: Task,
	{ app, engine, strangers }: ReviewDoor,
): Promise<boolean> {
	const isHeard = engine.peek(
		({ board }) =>
			board !== undefined && isKnown(inbox, board.inbox, opIdOf(id)),
	);
	if (isHeard || strangers.has(id) || author.login === app.login) return true;
	return author.isBot && !(await mayBotSpeak(author.id, engine));
}

async function hearOne(about: InReview, door: ReviewDoor): Promise<Heard> {
	const { task, head, opinion, meaning } = about;
	const opId = opIdOf(opinion.id);
	if (meaning === "stale") {
		await refuseFor(about, { ...outdated(about), verb: "approve", opId }, door);
		return "settled";
	}
	const facts =
		meaning === "approve" ? await gateFactsOf(task.key, door) : undefined;
	// The checks that were looked at have to be those of the commit that was approved.
	if (facts?.head !== undefined && facts.head.sha !== head) return "moved";
	const input: JsonObject =
		meaning === "changes"
			? { body: requestOf(opinion) }
			: facts === undefined
				? {}
				: { facts: facts as unknown as JsonObject };
	const answer = await say(meaning, input, { about, door });
	if (answer?.ok !== false) return "settled";
	if (answer.code === "STALE") return "moved";
	noteGates(task.key, answer, door);
	await refuseFor(about, answer, door);
	return "settled";
}

async function say(
	verb: "approve" | "changes",
	input: JsonObject,
	{ about, door }: { readonly about: InReview; readonly door: ReviewDoor },
): Promise<Answer | undefined> {
	const { task, opinion, role } = about;
	const { id, login } = opinion.author;
	const [answer] = await door.engine.perform([
		{
			...{ verb, role, actor: { id, login }, opId: opIdOf(opinion.id) },
			// Only the very work that was looked at.
			input: { ...input, version: task.version },
			...{ task: task.key, ifTask: task.key, at: opinion.submittedAt },
		},
	]);
	return answer;
}

/** Tells of a refusal, which is kept for good; only an approval that checks stand before is taken up again when they change. */
async function refuseFor(
	{ task, opinion }: InReview,
	answer: Refused,
	door: ReviewDoor,
): Promise<void> {
	const { id, login } = opinion.author;
	const { verb, code } = answer;
	// What changes the checks themselves is a maintainer's to approve: that does not pass by itself later.
	const waits = code === "GATE_FAILED" && answer.data?.checks !== undefined;
	if (!waits)
		await door.engine.perform([
			{
				verb: "dismiss",
				input: { verb, code, by: { id, login } },
				...{ actor: door.app, role: "app", opId: answer.opId },
				...{ task: task.key, ifTask: task.key },
			},
		]);
	await door.onRefused({ task: task.key, opinion, answer, waits });
}

function outdated({ task, head, opinion }: InReview): Refusal {
	const of = opinion.sha?.slice(0, 12) ?? "a commit that is gone";
	return refuse(
		"STALE",
		`The approval by ${opinion.author.login} is of ${of}, and the head of task ${task.key} is at ${head.slice(0, 12)} by now.`,
		"Look at the newest commit and approve it.",
		{ sha: head },
	);
}

/** The op id of what a review says: GitHub's own number for it. */
function opIdOf(review: number): string {
	return `r${review}`;
}
