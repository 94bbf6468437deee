import type { Actor } from "../core/actor.ts";
import type { Signature } from "../store/store.ts";

/** Whose name stands in a commit: the author speaks, the committer writes. */
export interface Identity {
	author(actor: Actor, at: number): Signature;
	committer(at: number): Signature;
}

/** GitHub's way: accounts by their no-reply address, so that GitHub shows them with their picture. */
export function githubIdentity(app: Actor): Identity {
	const signature = (actor: Actor, at: number): Signature => ({
		name: actor.login,
		email: `${actor.id}+${actor.login}@users.noreply.github.com`,
		at,
	});
	return { author: signature, committer: (at) => signature(app, at) };
}
