import type { Actor } from "../core/actor.ts";
import { type JsonObject, refuse } from "../core/errors.ts";
import type { Task } from "../core/task.ts";
import type { Answer, Done, Refused } from "../engine/answer.ts";
import type { Engine } from "../engine/perform.ts";
import type { Saying } from "../engine/saying.ts";
import type { EventRecord, RepositoryApi } from "./api.ts";
import { mayBotSpeak } from "./bots.ts";
import { type GateFactsDoor, gateFactsOf, noteGates } from "./door-facts.ts";
import type { HeadApi } from "./head-api.ts";
import {
	eventToSaying,
	isCommandEvent,
	isEnrollment,
	readEnrollment,
} from "./issue-events.ts";
import type { Patience } from "./patience.ts";
import { refusedOnPull } from "./pull-as-issue.ts";
import { repliesTo } from "./replies.ts";
import { hearRename } from "./text-edits.ts";

/** What the event door works with. `app` is the app's own account, whose events are echoes. */
export interface EventDoor extends GateFactsDoor {
	readonly api: RepositoryApi;
	readonly engine: Engine;
	readonly app: Actor;
	readonly heads: HeadApi;
	/** The board's name. */
	readonly board: string;
	/** Counts the events that could not be looked into. */
	readonly patience: Patience;
	readonly onError: (error: unknown, what: string) => void;
	/** Told of what a person did that does not stand. */
	readonly onRefusal: (event: EventRecord, answer: Refused) => void;
	/** Writes on an issue. */
	readonly reply: (issue: number, body: string) => Promise<void>;
}

/**
 * Carries out what people did with labels, assignment and closing: of one issue one after the other, each on what the one
 * before left behind. Answers the events that could not be looked into now; they hold up no other issue.
 */
export async function hearEvents(
	events: readonly EventRecord[],
	door: EventDoor,
): Promise<readonly EventRecord[]> {
	const byIssue = new Map<number, EventRecord[]>();
	for (const event of events) {
		if (!isCommandEvent(event) || event.actor.login === door.app.login)
			continue;
		byIssue.set(event.issue, [...(byIssue.get(event.issue) ?? []), event]);
	}
	const left = await Promise.all(
		[...byIssue.values()].map((ofIssue) => hearInOrder(ofIssue, door)),
	);
	return left.flat();
}

/** Answers the events that were left: from the first that could not be looked into on, unless that is let go of. */
async function hearInOrder(
	events: readonly EventRecord[],
	door: EventDoor,
): Promise<readonly EventRecord[]> {
	const waiting = inOrder(events, taskOf(events[0]?.issue ?? 0, door));
	for (const [index, event] of waiting.entries()) {
		try {
			await hearOne(event, door);
		} catch (error) {
			const what = `${event.event} on issue ${event.issue}`;
			door.onError(error, what);
			if (!door.patience.isOver(event.id, error, what))
				return waiting.slice(index);
		}
	}
	return [];
}

/** What makes an issue a task comes first, whatever order several labels were put on in. */
function inOrder(
	events: readonly EventRecord[],
	task: Task | undefined,
): readonly EventRecord[] {
	const enrollment = events.find(isEnrollment);
	return task !== undefined || enrollment === undefined
		? events
		: [enrollment, ...events.filter((event) => event !== enrollment)];
}

function taskOf(issue: number, { engine }: EventDoor): Task | undefined {
	return engine.peek((board) => board.task(String(issue)));
}

async function hearOne(event: EventRecord, door: EventDoor): Promise<void> {
	const task = taskOf(event.issue, door);
	const mayEnroll = isEnrollment(event) || event.event === "reopened";
	if (task === undefined && !mayEnroll) return;
	const issue = await door.api.issue(event.issue);
	if (issue === undefined) return;
	if (issue.isPullRequest) {
		const refused = await refusedOnPull(event, door.api);
		if (refused !== undefined) door.onRefusal(event, refused);
		return;
	}
	if (event.event === "renamed")
		return hearRename(event, {
			...door,
			onRefusal: (what) => door.onError(new Error(what), "a new title"),
		});
	const isSilenced =
		event.isByBot === true && !(await mayBotSpeak(event.actor.id, door.engine));
	const role = isSilenced ? "none" : await door.api.role(event.actor);
	const { saying, unread } = door.engine.peek((board) => ({
		saying: eventToSaying(event, role, { issue, board }),
		unread: readEnrollment(issue, board).unread,
	}));
	if (saying === undefined) {
		if (event.event === "unlabeled" && task !== undefined)
			door.onRefusal(event, plainRemoval(event));
		return;
	}
	const answer = isSilenced
		? silenced(event, saying.verb)
		: await perform(await withGateFacts(saying, task, door), door);
	if (answer?.ok === true && answer.verb === "enroll")
		return tellUnread(event.issue, answer, { unread, door });
	if (answer?.ok !== false) return;
	noteGates(String(event.issue), answer, door);
	if (task !== undefined) await dismiss(event, answer, door);
	door.onRefusal(event, answer);
}

/** Names what of an issue's form could not be taken; everything else is on the board. */
async function tellUnread(
	issue: number,
	answer: Done,
	{ unread, door }: { unread: readonly string[]; door: EventDoor },
): Promise<void> {
	if (unread.length === 0 || answer.commit === undefined || answer.repeated)
		return;
	const { data, ...rest } = answer;
	for (const body of repliesTo([
		{ ...rest, data: { ...data, warnings: unread } },
	]))
		await door.reply(issue, body);
}

async function perform(
	saying: Saying,
	{ engine }: EventDoor,
): Promise<Answer | undefined> {
	const [answer] = await engine.perform([saying]);
	return answer;
}

/** Keeps a refusal for good: nothing on GitHub shows that this was refused, and later it might pass. */
async function dismiss(
	event: EventRecord,
	{ verb, code }: Refused,
	door: EventDoor,
): Promise<void> {
	const task = String(event.issue);
	await perform(
		{
			verb: "dismiss",
			input: { verb, code, by: { ...event.actor } },
			actor: door.app,
			role: "app",
			opId: `t${event.id}`,
			task,
			ifTask: task,
		},
		door,
	);
}

/** Whatever may end a task is held to the gates, however it was said. */
async function withGateFacts(
	saying: Saying,
	task: Task | undefined,
	door: EventDoor,
): Promise<Saying> {
	const { verb, input } = saying;
	const isGated =
		verb === "done" ||
		verb === "approve" ||
		(verb === "close" && input.reason === "completed");
	if (!isGated || task === undefined) return saying;
	const facts = await gateFactsOf(task.key, door);
	return facts === undefined
		? saying
		: {
				...saying,
				input: { ...input, facts: facts as unknown as JsonObject },
			};
}

/** The refusal of what a bot did. Anybody may write an App that labels and closes: only those that config names speak here. */
export function silenced({ id, actor }: EventRecord, verb: string): Refused {
	const refusal = refuse(
		"FORBIDDEN",
		`${actor.login} is a bot that the board's config does not name.`,
		"Name its login under an agent in `.github/baton.yml` to let it act.",
	);
	return { ...refusal, verb, opId: `t${id}` };
}

function plainRemoval({ id, label = "" }: EventRecord): Refused {
	const [kind] = label.toLowerCase().split(":", 1);
	const refusal = refuse(
		"VALIDATION",
		`Taking a ${kind === "priority" ? "priority" : "status"} away says nothing.`,
		kind === "priority"
			? "Put another `priority:` label on, or say `/priority low`."
			: "Put the label of another status on, or say what should happen: `/move`, `/cancel`.",
	);
	return { ...refusal, verb: "unlabel", opId: `t${id}` };
}
