import { encodeTask } from "../dist/store/codec.js";
import { taskPath } from "../dist/store/layout.js";
import { taskAt } from "./board-fixture.mjs";
import { copyBare, git, REF } from "./git.mjs";

/**
 * The floor of a write: plain git from the command line, as fast as it goes. It has an index and no work tree, so that no
 * time is lost on files nobody reads.
 *
 * @param {{ dir: string, url: string, tasks: number }} board `dir` is the repository to start from, `url` where to push to.
 * @param {string} clone Does not exist yet.
 */
export async function openGitWriter({ dir, url, tasks }, clone) {
	await copyBare(dir, clone);
	const env = { GIT_INDEX_FILE: `${clone}/bench-index` };
	await git(clone, ["read-tree", REF], { env });
	let tip = await git(clone, ["rev-parse", REF]);
	let count = 0;

	/** Commits another priority of one task on the last commit (or on `parent`) and answers the new one. */
	async function commit(parent = tip) {
		const task = taskAt((count++ % tasks) + 1, tasks);
		const text = encodeTask({
			...task,
			priority: "urgent",
			version: count + 1,
		});
		const blob = await git(clone, ["hash-object", "-w", "--stdin"], {
			input: text,
		});
		const cacheInfo = `100644,${blob},${taskPath(task.key, "task")}`;
		await git(clone, ["update-index", "--cacheinfo", cacheInfo], { env });
		const tree = await git(clone, ["write-tree"], { env });
		const message = `priority ${task.key}: urgent`;
		tip = await git(clone, ["commit-tree", tree, "-p", parent, "-m", message]);
		return tip;
	}

	return {
		commit,
		/** @param {string} oid */
		push: (oid) => git(clone, ["push", "--quiet", url, `${oid}:${REF}`]),
	};
}
