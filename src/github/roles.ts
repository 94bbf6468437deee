import type { Actor, Role } from "../core/actor.ts";

/** How long an answer of the permission API is believed, from when it was asked for. */
const BELIEVED_MS = 60_000;
/** How long an account is told at the doors of agents that it has no role, before GitHub is asked again. */
const DENIED_MS = 30_000;
/** How many accounts are remembered. */
const REMEMBERED = 1_000;

/** Finds out an account's role. */
type RoleLookup = (account: Actor) => Promise<Role>;

/**
 * A role lookup that asks GitHub at most once a minute for an account. A lookup that denies is asked again at once. `steadyMs` is a
 * clock that never goes back: no role outlives its minute because somebody set the wall's clock.
 */
export function cachedRoles(
	lookup: RoleLookup,
	steadyMs: () => number = () => performance.now(),
): RoleLookup {
	const known = new Map<
		string,
		{ readonly role: Role; readonly untilMs: number }
	>();
	return async (account) => {
		const askedMs = steadyMs();
		// A login may be given up and taken by another account.
		const name = `${account.id} ${account.login}`;
		const cached = known.get(name);
		if (cached !== undefined && askedMs < cached.untilMs) return cached.role;
		const role = await lookup(account);
		known.delete(name);
		if (role !== "none")
			known.set(name, { role, untilMs: askedMs + BELIEVED_MS });
		if (known.size > REMEMBERED)
			known.delete(known.keys().next().value as string);
		return role;
	};
}

/**
 * The same for doors where anybody may ask as often as he likes: who has no role is told so for half a minute without another
 * look, and those who ask for one account at the same time share an answer.
 */
export function rememberedDenials(
	lookup: RoleLookup,
	steadyMs: () => number = () => performance.now(),
): RoleLookup {
	const denied = new Map<number, number>();
	const underWay = new Map<number, Promise<Role>>();
	const ask = async (account: Actor) => {
		const role = await lookup(account).finally(() =>
			underWay.delete(account.id),
		);
		denied.delete(account.id);
		if (role === "none") denied.set(account.id, steadyMs() + DENIED_MS);
		if (denied.size > REMEMBERED)
			denied.delete(denied.keys().next().value as number);
		return role;
	};
	return async (account) => {
		if (steadyMs() < (denied.get(account.id) ?? 0)) return "none";
		const asked = underWay.get(account.id) ?? ask(account);
		if (underWay.size < REMEMBERED) underWay.set(account.id, asked);
		return asked;
	};
}
