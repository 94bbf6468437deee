import type { Role } from "../core/actor.ts";

/** How long an answer of the permission API is believed, from when it was asked for. */
const BELIEVED_MS = 60_000;
/** How many accounts are remembered. */
const REMEMBERED = 1_000;

/**
 * A role lookup that asks GitHub at most once a minute for an account. A lookup that denies is asked again at once. `steadyMs` is a
 * clock that never goes back: no role outlives its minute because somebody set the wall's clock.
 */
export function cachedRoles(
	lookup: (login: string) => Promise<Role>,
	steadyMs: () => number = () => performance.now(),
): (login: string) => Promise<Role> {
	const known = new Map<
		string,
		{ readonly role: Role; readonly untilMs: number }
	>();
	return async (login) => {
		const askedMs = steadyMs();
		const cached = known.get(login);
		if (cached !== undefined && askedMs < cached.untilMs) return cached.role;
		const role = await lookup(login);
		known.delete(login);
		if (role !== "none")
			known.set(login, { role, untilMs: askedMs + BELIEVED_MS });
		if (known.size > REMEMBERED)
			known.delete(known.keys().next().value as string);
		return role;
	};
}
