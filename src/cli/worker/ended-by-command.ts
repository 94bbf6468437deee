import type { JsonObject } from "../../core/errors.ts";
import { sayPatiently } from "./say-patiently.ts";
import type { Held, Shift } from "./shift.ts";

/** What a holder ends its own lease with. */
const ENDINGS = ["done", "fail", "block", "release", "handoff", "cancel"];

/**
 * True when the lease is gone because its holder gave it up: the command has said `baton done` or the like itself. False when it
 * was taken away, or has run out.
 */
export async function endedByCommand(
	shift: Shift,
	held: Held,
): Promise<boolean> {
	return held.step === undefined
		? endedTask(shift, held)
		: recordedStep(shift, held, held.step);
}

async function endedTask(shift: Shift, held: Held): Promise<boolean> {
	const { commit: cursor, task, agent } = held;
	if (cursor === undefined) return false;
	const input = { cursor, task, agent, kinds: ENDINGS };
	const answer = await sayPatiently(
		shift,
		{ verb: "feed", input },
		shift.endAll,
	);
	if (!answer.ok) return false;
	const { events } = answer.data;
	// What the same agent did to another task may have changed this one too.
	return (
		Array.isArray(events) &&
		events.some((event: JsonObject) => event.task === task)
	);
}

/** A result is recorded by the holder and nobody else. */
async function recordedStep(
	shift: Shift,
	{ task }: Held,
	step: string,
): Promise<boolean> {
	const answer = await sayPatiently(
		shift,
		{ verb: "status", task },
		shift.endAll,
	);
	if (!answer.ok) return false;
	const phases = answer.data.phases as readonly JsonObject[];
	const found = phases
		.flatMap(({ steps }) => steps as readonly JsonObject[])
		.find(({ id }) => id === step);
	return found?.status === "complete" || found?.status === "failed";
}
