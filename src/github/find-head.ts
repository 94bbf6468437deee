import { isOpen } from "../core/status.ts";
import type { Head, Task } from "../core/task.ts";
import type { HeadApi, PullRecord } from "./head-api.ts";
import { issueOfBranch, issuesNamedBy, issuesOfPull } from "./links.ts";

/** Where a task's work was found. */
export interface Found {
	readonly head: Head;
	/** True when the head says itself that it is for this task, and not only somebody who linked it. */
	readonly isOurs: boolean;
	/** The pull request it was found by. */
	readonly pull?: PullRecord;
}

/** A branch that was just pushed to, and a pull request that has just changed. */
export interface HeadNews {
	readonly branch?: string;
	readonly pull?: number;
}

/** The pull request that was linked by hand last, if any. */
export function linkedPull({ artifacts }: Task): number | undefined {
	const ref = artifacts
		.findLast(({ kind, retracted }) => kind === "pr" && retracted !== true)
		?.ref?.replace(/^#/, "");
	return ref !== undefined && /^[1-9][0-9]{0,9}$/.test(ref)
		? Number(ref)
		: undefined;
}

/**
 * The task's head as it is now. A pull request that was linked by hand comes first, unless it names only other tasks; then the
 * open one that names this task (the recorded one while it is open, else the newest), then the recorded one if it was merged,
 * then a branch. What was closed without a merge is abandoned and no head. `news` is what has just changed.
 */
export async function findHead(
	api: HeadApi,
	task: Task,
	news: HeadNews = {},
): Promise<Found | undefined> {
	const issue = task.issue ?? Number.NaN;
	const isOurs = (pull: PullRecord) => issuesOfPull(pull).includes(issue);
	const linked = await pullAt(api, linkedPull(task));
	if (linked !== undefined && mayBeFor(linked, issue))
		return { head: linked.head, isOurs: isOurs(linked), pull: linked };
	const known: PullRecord[] = [];
	for (const number of [task.head?.pull_request, news.pull]) {
		const pull = await pullAt(api, number);
		if (pull !== undefined && isOurs(pull)) known.push(pull);
	}
	const open = known.find(({ head }) => head.state === "open");
	if (open !== undefined) return { head: open.head, isOurs: true, pull: open };
	const [newest] = (await api.openPulls())
		.filter(isOurs)
		.sort((a, b) => b.head.pull_request - a.head.pull_request);
	if (newest !== undefined)
		return { head: newest.head, isOurs: true, pull: newest };
	const [merged] = known;
	if (merged !== undefined)
		return { head: merged.head, isOurs: true, pull: merged };
	const head = await branchHead(api, task, news.branch);
	return head === undefined ? undefined : { head, isOurs: true };
}

async function pullAt(
	api: HeadApi,
	number: number | undefined,
): Promise<PullRecord | undefined> {
	const pull = number === undefined ? undefined : await api.pull(number);
	return pull?.head.state === "closed" ? undefined : pull;
}

/** A link cannot make somebody else's work this task's. */
function mayBeFor(pull: PullRecord, issue: number): boolean {
	const named = issuesNamedBy(pull);
	return named.length === 0 || named.includes(issue);
}

/** Of several branches of a task the one that was pushed last, as far as that is known, else the first by name. */
async function branchHead(
	api: HeadApi,
	{ issue, head, status }: Task,
	pushed: string | undefined,
): Promise<Head | undefined> {
	if (issue === undefined) return undefined;
	const branches = (await api.branches(`task/${issue}`))
		.filter(({ name }) => issueOfBranch(name) === issue)
		.sort((a, b) => (a.name < b.name ? -1 : 1));
	// An ended task's branch is somebody's next idea.
	const wanted = isOpen(status) ? (pushed ?? head?.branch) : head?.branch;
	const found = branches.find(({ name }) => name === wanted) ?? branches[0];
	return found === undefined
		? undefined
		: { branch: found.name, sha: found.sha, state: "open" };
}
