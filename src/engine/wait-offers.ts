import type { JsonObject } from "../core/errors.ts";
import type { Offers, Seen } from "./offers.ts";

/** How many candidates an answer holds. */
const SHOWN = 5;

/**
 * The answer to one of those who wait: of the candidates the one that was shown to the fewest others within the last second,
 * the best of several. So N who wait spread over N tasks, and one who waits alone always gets the best. What is assigned to
 * the agent goes before everything else.
 */
export function offerTo(
	agent: string,
	candidates: readonly JsonObject[],
	{ offers, nowMs }: { readonly offers: Offers; readonly nowMs: number },
): JsonObject {
	const own = candidates.filter(
		({ explain }) => (explain as JsonObject).assigned_to_asker === true,
	);
	const choice = own.length > 0 ? own : candidates;
	const seen = ({ version }: JsonObject): Seen => ({
		agent,
		version: Number(version),
		nowMs,
	});
	let task = choice[0];
	let fewest = Number.POSITIVE_INFINITY;
	for (const one of choice) {
		const others = offers.toOthers(addressOf(one), seen(one));
		if (others < fewest) [task, fewest] = [one, others];
		if (fewest === 0) break;
	}
	if (task === undefined) return { task: null };
	offers.add(addressOf(task), seen(task));
	const rest = candidates.filter((one) => one !== task);
	return {
		task,
		candidates: [task, ...rest].slice(0, SHOWN),
		count: candidates.length,
	};
}

/** What is offered: a task, or a step of its plan. */
function addressOf({ key, step }: JsonObject): string {
	const address = (step as JsonObject | undefined)?.address;
	return String(address ?? key);
}
