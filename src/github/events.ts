import type { JsonObject } from "../core/errors.ts";
import { refuse } from "../core/errors.ts";
import type { Task } from "../core/task.ts";
import type { Refused } from "../engine/answer.ts";
import type { Engine } from "../engine/perform.ts";
import type { Saying } from "../engine/saying.ts";
import type { EventRecord, RepositoryApi } from "./api.ts";
import { gateFactsOf } from "./door-facts.ts";
import type { HeadApi } from "./head-api.ts";
import { eventToSaying, isCommandEvent, isEnrollment } from "./issue-events.ts";

/** What the event door works with. `appLogin` is the app's own account, whose events are echoes. */
export interface EventDoor {
	readonly api: RepositoryApi;
	readonly engine: Engine;
	readonly appLogin: string;
	readonly heads: HeadApi;
	readonly onError: (error: unknown, what: string) => void;
	/** Told of what a person did that does not stand. */
	readonly onRefusal: (event: EventRecord, answer: Refused) => void;
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
	const said: Promise<void>[] = [];
	const left: EventRecord[] = [];
	for (const event of meant) {
		if (isEnrollment(event)) onBoard.add(event.issue);
		if (!onBoard.has(event.issue) && event.event !== "reopened") continue;
		try {
			const saying = await understand(event, door);
			if (saying !== undefined) said.push(say(event, saying, door));
			else if (event.event === "unlabeled")
				door.onRefusal(event, plainRemoval(event));
		} catch (error) {
			door.onError(error, `${event.event} on issue ${event.issue}`);
			left.push(event);
		}
	}
	await Promise.all(said);
	return left;
}

async function understand(
	event: EventRecord,
	door: EventDoor,
): Promise<Saying | undefined> {
	const issue = await door.api.issue(event.issue);
	if (issue === undefined || issue.isPullRequest) return undefined;
	const task = door.engine.peek((board) => board.task(String(event.issue)));
	const role = await door.api.role(event.actor.login);
	const saying = eventToSaying(event, role, { issue, task });
	return saying === undefined ? undefined : withGateFacts(saying, task, door);
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

/** The label that makes an issue a task comes first, whatever order several labels were put on in. */
function byEnrollment(a: EventRecord, b: EventRecord): number {
	return Number(isEnrollment(b)) - Number(isEnrollment(a)) || a.id - b.id;
}

async function say(
	event: EventRecord,
	saying: Saying,
	door: EventDoor,
): Promise<void> {
	const [answer] = await door.engine.perform([saying]);
	if (answer?.ok === false) door.onRefusal(event, answer);
}

function plainRemoval({ id, label = "" }: EventRecord): Refused {
	const [kind] = label.split(":", 1);
	const refusal = refuse(
		"VALIDATION",
		`Taking a ${kind === "priority" ? "priority" : "status"} away says nothing.`,
		kind === "priority"
			? "Put another `priority:` label on, or say `/priority low`."
			: "Put the label of another status on, or say what should happen: `/move`, `/cancel`.",
	);
	return { ...refusal, verb: "unlabel", opId: `t${id}` };
}
