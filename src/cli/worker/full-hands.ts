import type { Json, JsonObject } from "../../core/errors.ts";
import { clockTime } from "../../core/instant.ts";
import { pauseFor, sayPatiently } from "./say-patiently.ts";
import type { Shift } from "./shift.ts";

/** The first look, so that a task that is offered at once costs none, and the looks after it. */
const FIRST_MS = 1_000;
const EVERY_MS = 60_000;

/** What keeps the worker from claiming anything, once for each way of it. Nothing while commands run here: they may be what fills it. */
export function tellsLimits(
	{ tell }: Pick<Shift, "tell">,
	isBusy: () => boolean,
): (limits: Json | undefined) => void {
	const told = new Set<Json | undefined>();
	return (limits) => {
		if (isBusy() || !Array.isArray(limits)) return;
		for (const limit of limits as readonly JsonObject[]) {
			if (told.has(limit.why)) continue;
			told.add(limit.why);
			tell(limitLine(limit));
		}
	};
}

/** Asks now and then what keeps the worker from claiming anything, until `signal`. */
export async function watchLimits(
	shift: Shift,
	limited: (limits: Json | undefined) => void,
	signal: AbortSignal,
): Promise<void> {
	await pauseFor(FIRST_MS, signal);
	while (!signal.aborted) {
		const next = await sayPatiently(shift, { verb: "next" }, signal);
		if (next.ok) limited(next.data.limits);
		await pauseFor(EVERY_MS, signal);
	}
}

function limitLine({ why, message, until }: JsonObject): string {
	if (why !== "max_leases" || !Array.isArray(until))
		return `nothing is claimed now: ${message}`;
	const leases =
		until.length === 1 ? "1 lease is" : `${until.length} leases are`;
	const ends = (until as readonly string[]).map(clockTime).join(", ");
	return `nothing is claimed now: ${leases} held under this name: until ${ends}`;
}
