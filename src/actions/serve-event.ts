import { type Refusal, refuse } from "../core/errors.ts";
import type { ActionContext } from "./action-context.ts";
import { messageOf } from "./action-log.ts";
import { giveHint, type RunEvent } from "./give-hint.ts";
import { type ActionDoor, type ActionTools, openDoor } from "./open-door.ts";
import { failureIn } from "./step-failure.ts";
import { untilSettled } from "./until-settled.ts";

/** Minutes are billed as they begin: half a minute more costs nothing, and spares waiting for the next run. */
const PATIENCE = { eachMs: 15_000, inAllMs: 40_000 };

/**
 * Does in one run what the App does all the time: hears what the run was started by and everything else that was said since the
 * last one, carries it out, ends leases that are over, and shows the board. Answers why that did not work, if so.
 */
export async function serveEvent(
	context: ActionContext,
	tools: ActionTools,
): Promise<Refusal | undefined> {
	const { log, nowMs } = tools;
	const event = await readEvent(context, tools);
	if (isOfFork(event)) {
		log.info(
			"a job for a fork's branch may only read: the next run hears of it",
		);
		return undefined;
	}
	log.info(
		"as a workflow Baton has no projects, no buttons on its check, and asks for no lost webhooks: docs/actions.md says more",
	);
	const opened = await openDoor(context, tools);
	if (!opened.ok) return opened;
	const { door, timers, frozen, keptByAnother } = opened;
	try {
		tellOf(event, opened, tools);
		await door.sweep();
		const isThrough = await untilSettled(door, timers, { ...PATIENCE, nowMs });
		const refused = await keptByAnother();
		if (refused !== undefined) return refused;
		const why = frozen();
		if (why !== undefined)
			return refuse(
				"CONFLICT_LOCKED",
				`The board is frozen: ${why}.`,
				"Say `/baton doctor` on an issue; it tells what to do.",
			);
		return failureIn(log.troubles, { isThrough });
	} finally {
		await door.close();
	}
}

async function readEvent(
	{ event: { name, path }, run: { id } }: ActionContext,
	{ readText, log }: ActionTools,
): Promise<RunEvent> {
	const event = { name, id: `actions-${id}` };
	try {
		const payload: unknown = JSON.parse(await readText(path));
		return { ...event, payload: Object(payload) };
	} catch (error) {
		// It would have been a hint and nothing more.
		log.info(`the event cannot be read: ${messageOf(error)}`);
		return { ...event, name: "", payload: {} };
	}
}

function tellOf(
	event: RunEvent,
	{ door, app }: ActionDoor,
	{ log }: ActionTools,
): void {
	try {
		giveHint(door, event, app.login);
	} catch (error) {
		log.info(
			`the event ${event.name} is not as GitHub sends it: ${messageOf(error)}`,
		);
	}
}

/** True for what GitHub runs with a token that can only read, because the branch is somebody else's. */
function isOfFork({ name, payload }: RunEvent): boolean {
	const { pull_request: pull, repository } = payload as {
		pull_request?: { head?: { repo?: { id?: unknown } | null } };
		repository?: { id?: unknown };
	};
	const runsForHead = /^pull_request(_review|_review_comment)?$/.test(name);
	return (
		runsForHead && pull !== undefined && pull.head?.repo?.id !== repository?.id
	);
}
