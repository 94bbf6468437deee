import { Head } from "../engine/head.ts";
import { githubIdentity } from "../engine/identity.ts";
import type { BoardState } from "../store/board-state.ts";
import type { Oid, Store } from "../store/store.ts";

/**
 * The board at a head with whatever edits by hand broke set apart. Undefined when it is frozen, or when too little of it is
 * there to judge the edits.
 */
export async function judgedBoard(
	store: Store,
	oid: Oid,
): Promise<BoardState | undefined> {
	const head = new Head({
		store: { ...store, head: async () => oid },
		identity: githubIdentity({ id: 0, login: "" }),
	});
	const isJudged = await head.refresh().catch(() => false);
	return isJudged && head.frozen === undefined ? head.state : undefined;
}
