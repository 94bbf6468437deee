import { setTimeout as pause } from "node:timers/promises";
import type { Actor } from "../core/actor.ts";
import { boardCommitter } from "../engine/board-committer.ts";
import { Engine } from "../engine/perform.ts";
import { findGitdir } from "../store/git/gitdir.ts";
import { openLocalStore } from "../store/local-store.ts";
import type { Oid, Store } from "../store/store.ts";
import { gitUser } from "./git-user.ts";
import { headMark } from "./head-mark.ts";
import type { LocalDoorOptions } from "./local-door.ts";
import { LOCAL_COMMITTER, localIdentity } from "./local-identity.ts";
import { ownVersion } from "./version.ts";

/** The engine on a board of the repository at hand. */
export interface LocalBoard {
	readonly gitdir: string;
	readonly engine: Engine;
	isOpen(): Promise<boolean>;
	/** Git's user, looked up once and only when somebody has to be known. */
	who(): Promise<Actor | undefined>;
}

/** Opens a board, whether its branch is there yet or not. Throws `STORE_UNAVAILABLE` where there is no repository. */
export async function openLocalBoard({
	dir,
	branch,
	env,
	nowMs,
	onDefect,
}: Omit<LocalDoorOptions, "agent">): Promise<LocalBoard> {
	const [gitdir, local] = await Promise.all([
		findGitdir(dir),
		openLocalStore({ dir, branch }),
	]);
	const head = await local.head();
	const committer =
		head === null ? LOCAL_COMMITTER : await boardCommitter(local, head);
	const { identity, store, meet } = localIdentity(local, committer);
	let seen: Oid | null | undefined;
	const watched: Store = {
		...store,
		async head() {
			seen = await store.head();
			return seen;
		},
	};
	const engine = new Engine({
		...{ store: watched, identity, nowMs, onDefect, build: ownVersion() },
		mark: headMark(gitdir, branch, () => seen),
		// Several that lost a race at the same moment must not all come back at the same moment.
		pause: (ms) => pause(ms * (0.5 + Math.random())),
	});
	let found: Promise<Actor | undefined> | undefined;
	return {
		gitdir,
		engine,
		isOpen: async () => (await local.head()) !== null,
		who() {
			found ??= gitUser(dir, { gitdir, env }).then((user) =>
				user === undefined ? undefined : meet(user),
			);
			return found;
		},
	};
}
