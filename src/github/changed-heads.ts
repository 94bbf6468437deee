import type { Actor } from "../core/actor.ts";
import { isOpen } from "../core/status.ts";
import type { Head, Task } from "../core/task.ts";
import type { Engine } from "../engine/perform.ts";
import { findHead, type HeadNews, linkedPull } from "./find-head.ts";
import type { HeadApi } from "./head-api.ts";
import { issueOfBranch, issuesOfPull } from "./links.ts";

/** A task's issue and where its work is now; without a head it is nowhere any more. */
export interface ChangedHead {
	readonly issue: number;
	readonly head: Head | undefined;
	/** Who merged it, if somebody did. */
	readonly mergedBy?: Actor | undefined;
}

/** What changed pull requests and branches mean for the tasks that they are, or were, for. */
export async function changedHeads(
	{ heads, engine }: { readonly heads: HeadApi; readonly engine: Engine },
	changed: {
		readonly pulls: readonly number[];
		readonly branches: readonly string[];
	},
): Promise<readonly ChangedHead[]> {
	const news = new Map<number, HeadNews>();
	for (const branch of changed.branches) {
		const issue = issueOfBranch(branch);
		if (issue !== undefined) news.set(issue, { branch });
	}
	for (const number of changed.pulls) {
		const pull = await heads.pull(number);
		const named = pull === undefined ? [] : issuesOfPull(pull);
		const linked = await engine.inspect((board) =>
			[...board.keys()].filter((key) => isLinked(board.task(key), number)),
		);
		for (const issue of [...named, ...linked.map(Number)])
			news.set(issue, { ...news.get(issue), pull: number });
	}
	const found: ChangedHead[] = [];
	for (const [issue, changed] of news) {
		const task = await engine.inspect((board) => board.task(String(issue)));
		if (task === undefined) continue;
		const { head, pull } = (await findHead(heads, task, changed)) ?? {};
		// What has ended keeps the record of where its work was.
		if (head !== undefined || isOpen(task.status))
			found.push({ issue, head, mergedBy: pull?.mergedBy });
	}
	return found;
}

function isLinked(task: Task | undefined, pull: number): boolean {
	return (
		task !== undefined &&
		(task.head?.pull_request === pull || linkedPull(task) === pull)
	);
}
