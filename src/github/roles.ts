import type { Role } from "../core/actor.ts";

/** How long an answer of the permission API is believed. */
const BELIEVED_MS = 60_000;
/** How many accounts are remembered. */
const REMEMBERED = 1_000;

/** A role lookup that asks GitHub at most once a minute for an account. A lookup that denies is asked again at once. */
export function cachedRoles(
	lookup: (login: string) => Promise<Role>,
	nowMs: () => number,
): (login: string) => Promise<Role> {
	const known = new Map<
		string,
		{ readonly role: Role; readonly untilMs: number }
	>();
	return async (login) => {
		const cached = known.get(login);
		if (cached !== undefined && nowMs() < cached.untilMs) return cached.role;
		const role = await lookup(login);
		known.delete(login);
		if (role !== "none")
			known.set(login, { role, untilMs: nowMs() + BELIEVED_MS });
		if (known.size > REMEMBERED)
			known.delete(known.keys().next().value as string);
		return role;
	};
}
