import { toMs } from "../../core/instant.ts";
import type { Answer, Done } from "../../engine/answer.ts";
import { Bell } from "../bell.ts";
import { endedByCommand } from "./ended-by-command.ts";
import { isLeaseGone } from "./lease-gone.ts";
import { pauseFor } from "./say-patiently.ts";
import type { Held, Shift } from "./shift.ts";

/** Why a lease needs no keeping any more. */
export type LeaseEnd = "stopped" | "lost" | "ended by the command";

/** Never more often than this, however short the lease. */
const LEAST_MS = 100;
/** A board that moves is asked at once, and not more often than this; with more commands beside each other each asks less. */
const MOVED_MS = 3_000;
const MOVED_EACH_MS = 500;

/**
 * Renews a lease until `signal`, each time when a third of what is left of it has passed, and looks after it when the board has
 * moved. Resolves earlier when it is gone: taken away, run out while the board could not be reached, or given up by the command
 * itself.
 */
export async function keepLease(
	shift: Shift,
	held: Held,
	signal: AbortSignal,
): Promise<LeaseEnd> {
	const bell = new Bell();
	const unwatch = shift.door.watch(() => bell.ring());
	try {
		return await keep(shift, held, { signal, bell });
	} finally {
		unwatch();
	}
}

async function keep(
	shift: Shift,
	held: Held,
	{ signal, bell }: { readonly signal: AbortSignal; readonly bell: Bell },
): Promise<LeaseEnd> {
	const { nowMs, running } = shift;
	let { endsAtMs } = held;
	while (!signal.aborted) {
		const nextMs = untilNext(held, endsAtMs - nowMs());
		const paceMs = Math.max(MOVED_MS, MOVED_EACH_MS * running.size);
		await pauseFor(Math.min(paceMs, nextMs), signal);
		if (nextMs > paceMs) await bell.heard(nextMs - paceMs, signal);
		if (signal.aborted) break;
		// A board that keeps us waiting beyond the end of the lease has not renewed it.
		const late = pauseFor(Math.max(LEAST_MS, endsAtMs - nowMs()), signal);
		const answer = await Promise.race([beat(shift, held), late]);
		if (signal.aborted) break;
		if (answer?.ok === true) endsAtMs = endOf(answer, held);
		else if (answer && isLeaseGone(answer))
			return (await endedByCommand(shift, held))
				? "ended by the command"
				: "lost";
		else if (nowMs() >= endsAtMs) return "lost";
	}
	return "stopped";
}

/** A renewed lease lasts as the board's own do, so what is left of it is looked at and not how long it was. */
function untilNext({ lengthMs }: Held, leftMs: number): number {
	return Math.max(LEAST_MS, Math.min(lengthMs, leftMs) / 3);
}

/** When the lease ends by this machine's clock. */
function endOf({ data }: Done, { endsAtMs, boardAheadMs }: Held): number {
	const { expires_at } = data;
	return typeof expires_at === "string"
		? toMs(expires_at) - boardAheadMs
		: endsAtMs;
}

/** Undefined when the board could not be reached: the next one will tell. */
async function beat(
	{ door }: Shift,
	{ task, step, agent, fence }: Held,
): Promise<Answer | undefined> {
	try {
		const input = { fence };
		return await door.say({ verb: "heartbeat", task, step, agent, input });
	} catch (error) {
		const { code } = error as { readonly code?: string };
		if (code === "STORE_UNAVAILABLE") return undefined;
		throw error;
	}
}
