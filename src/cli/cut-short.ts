import { clockTime, fromMs, type Instant } from "../core/instant.ts";
import { boardAt } from "../engine/export-board.ts";
import type { Oid, Store } from "../store/store.ts";
import { stepLeases } from "../verbs/plan/step-leases.ts";

/** More are not named. */
const MAX_NAMED = 10;

/** What was held on a branch that has been replaced, as `42 by ann until 19:40:00Z`: whoever works on it here is cut short. */
export async function cutShort(
	store: Store,
	before: Oid,
	nowMs: number,
): Promise<readonly string[]> {
	const board = await boardAt(store, before);
	const now: Instant = fromMs(nowMs);
	const tasks = [...board.leased()].flatMap((key) => {
		const lease = board.task(key)?.lease;
		return lease === undefined ? [] : [{ address: key, lease }];
	});
	const steps = [...stepLeases(board)].map(({ key, step, lease }) => ({
		...{ address: `${key}/${step}`, lease },
	}));
	return [...tasks, ...steps]
		.filter(({ lease }) => lease.expires_at > now)
		.slice(0, MAX_NAMED)
		.map(
			({ address, lease }) =>
				`${address} by ${lease.agent} until ${clockTime(lease.expires_at)}`,
		);
}
