import type { Actor } from "../core/actor.ts";
import type { Head } from "../core/task.ts";
import type { Engine } from "../engine/perform.ts";
import type { HeadApi } from "./head-api.ts";
import { headOfBranches, issueOfBranch, issuesOfPull } from "./links.ts";

/** A task's issue and where its work is now. */
export interface ChangedHead {
	readonly issue: number;
	readonly head: Head;
	/** Who merged it, if somebody did. */
	readonly mergedBy?: Actor | undefined;
}

/** What changed pull requests and branches mean for the tasks they are for. A branch yields to a pull request. */
export async function changedHeads(
	{ heads, engine }: { readonly heads: HeadApi; readonly engine: Engine },
	changed: {
		readonly pulls: readonly number[];
		readonly branches: readonly string[];
	},
): Promise<readonly ChangedHead[]> {
	const found: ChangedHead[] = [];
	for (const number of changed.pulls) {
		const pull = await heads.pull(number);
		if (pull === undefined) continue;
		const already = await engine.inspect((board) =>
			[...board.keys()]
				.filter((key) => board.task(key)?.head?.pull_request === number)
				.map(Number),
		);
		for (const issue of new Set([...issuesOfPull(pull), ...already]))
			found.push({ issue, head: pull.head, mergedBy: pull.mergedBy });
	}
	for (const branch of changed.branches) {
		const issue = issueOfBranch(branch);
		if (issue === undefined || found.some((one) => one.issue === issue))
			continue;
		const hasPull = await engine.inspect(
			(board) => board.task(String(issue))?.head?.pull_request !== undefined,
		);
		const head = hasPull
			? undefined
			: headOfBranches(issue, await heads.branches(`task/${issue}`));
		if (head !== undefined) found.push({ issue, head });
	}
	return found;
}
