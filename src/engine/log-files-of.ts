import type { Store } from "../store/store.ts";
import type { LogFiles } from "./log-files.ts";
import { farLogFiles } from "./log-files-far.ts";
import { NearLogFiles } from "./log-files-near.ts";

/** Reads the objects that a store has at hand one by one, and whatever is not there by whole versions. */
export function logFilesOf(store: Store): LogFiles {
	const far = farLogFiles(store);
	if (store.objects === undefined) return far;
	const near = new NearLogFiles(store.objects);
	return {
		changes: (older, newer) =>
			near.changes(older, newer).catch(() => far.changes(older, newer)),
		agents: (of) => near.agents(of).catch(() => far.agents(of)),
	};
}
