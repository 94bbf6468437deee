import type { JsonObject } from "../core/errors.ts";
import type { Engine } from "../engine/perform.ts";
import type { Saying } from "../engine/saying.ts";
import type { EventRecord, RepositoryApi } from "./api.ts";
import { gateFactsOf } from "./door-facts.ts";
import type { HeadApi } from "./head-api.ts";
import { BOARD_LABEL, eventToSaying, isCommandEvent } from "./issue-events.ts";

/** What the event door works with. `appLogin` is the app's own account, whose events are echoes. */
export interface EventDoor {
	readonly api: RepositoryApi;
	readonly engine: Engine;
	readonly appLogin: string;
	readonly heads: HeadApi;
	readonly onError: (error: unknown, what: string) => void;
	readonly onRefusal: (
		event: EventRecord,
		code: string,
		message: string,
	) => void;
}

/**
 * Carries out what people did with labels, assignment and closing, oldest first, in one push where it can be. Answers the
 * events that could not be looked into now; they hold up no other.
 */
export async function hearEvents(
	events: readonly EventRecord[],
	door: EventDoor,
): Promise<readonly EventRecord[]> {
	const meant = events
		.filter(
			(event) => isCommandEvent(event) && event.actor.login !== door.appLogin,
		)
		.sort(byEnrollment);
	const onBoard = await door.engine.inspect(
		(board) =>
			new Set(
				meant
					.map(({ issue }) => issue)
					.filter((issue) => board.task(String(issue)) !== undefined),
			),
	);
	const sayings: (readonly [EventRecord, Saying])[] = [];
	const left: EventRecord[] = [];
	for (const event of meant) {
		if (event.label === BOARD_LABEL) onBoard.add(event.issue);
		if (!onBoard.has(event.issue)) continue;
		try {
			const saying = await understand(event, door);
			if (saying !== undefined) sayings.push([event, saying]);
		} catch (error) {
			door.onError(error, `${event.event} on issue ${event.issue}`);
			left.push(event);
		}
	}
	await Promise.all(sayings.map(([event, saying]) => say(event, saying, door)));
	return left;
}

async function understand(
	event: EventRecord,
	door: EventDoor,
): Promise<Saying | undefined> {
	const issue = await door.api.issue(event.issue);
	if (issue === undefined || issue.isPullRequest) return undefined;
	const saying = eventToSaying(
		event,
		await door.api.role(event.actor.login),
		issue,
	);
	return saying === undefined ? undefined : withGateFacts(saying, door);
}

/** Closing as completed is held to the gates like any other way to be done. */
async function withGateFacts(saying: Saying, door: EventDoor): Promise<Saying> {
	if (
		saying.verb !== "close" ||
		saying.input.reason !== "completed" ||
		saying.task === undefined
	)
		return saying;
	const facts = await gateFactsOf(saying.task, door);
	return facts === undefined
		? saying
		: {
				...saying,
				input: { ...saying.input, facts: facts as unknown as JsonObject },
			};
}

/** The label that makes an issue a task comes first, whatever order several labels were put on in. */
function byEnrollment(a: EventRecord, b: EventRecord): number {
	const enrolls = ({ event, label }: EventRecord) =>
		Number(event === "labeled" && label === BOARD_LABEL);
	return enrolls(b) - enrolls(a) || a.id - b.id;
}

async function say(
	event: EventRecord,
	saying: Saying,
	door: EventDoor,
): Promise<void> {
	const [answer] = await door.engine.perform([saying]);
	if (answer?.ok === false) door.onRefusal(event, answer.code, answer.message);
}
