import type { JsonObject } from "../core/errors.ts";
import type { Oid } from "../store/store.ts";
import type { FactSources } from "./facts.ts";
import { markInMemory, ownMark } from "./verified-mark.ts";

/** What is running and how it stands, as the facts of `ping`: nothing of it takes a look at the log. */
export async function runningFacts({
	store,
	build,
	marks,
	head,
	frozen,
}: FactSources & {
	readonly head: Oid | null;
	readonly frozen?: string | undefined;
}): Promise<JsonObject> {
	const mark = await ownMark({ build, keeper: marks ?? markInMemory(store) });
	return {
		version: build,
		head,
		verified:
			mark === undefined ? null : { commit: mark.head, commits: mark.commits },
		frozen: frozen ?? null,
	};
}
