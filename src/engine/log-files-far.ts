import { diffTrees, emptyTree } from "../store/git/tree.ts";
import { taskOfPath, taskPath } from "../store/layout.ts";
import type { Store } from "../store/store.ts";
import type { LogFiles, TaskChange } from "./log-files.ts";

/** Reads whole versions: always possible, and slow. Throws `STORE_UNAVAILABLE`. */
export function farLogFiles(store: Store): LogFiles {
	return {
		async changes(older, newer) {
			const after = (await store.version(newer.oid)).tree;
			const before =
				older === undefined
					? emptyTree()
					: (await store.version(older.oid)).tree;
			return diffTrees(before, after).flatMap((path): TaskChange[] => {
				const task = taskOfPath(path);
				return task === undefined || path !== taskPath(task, "task")
					? []
					: [{ task, was: before.get(path), is: after.get(path) }];
			});
		},
		async agents({ oid }) {
			const { tree } = await store.version(oid);
			return tree.list("agents").map((name) => ({
				oid: tree.oidOf(`agents/${name}`) ?? "",
				bytes: async () => tree.get(`agents/${name}`),
			}));
		},
	};
}
