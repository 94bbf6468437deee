import type { BoardConfig } from "../core/config.ts";
import { type CheckFact, type GateFacts, NO_CODE } from "../core/gate.ts";
import { checksOf } from "../core/gate-source.ts";
import type { GateCheck } from "../core/plan/plan.ts";
import type { Head, Task } from "../core/task.ts";
import { findHead } from "./find-head.ts";
import type { HeadApi } from "./head-api.ts";
import { statusFacts } from "./status-facts.ts";

/** Paths on which the checks themselves rest. */
const GUARDED = /^\.github\/(?:workflows\/|baton\.yml$)/;
/** How far back a check is looked for that is missing at the head, to tell whether it ever ran. */
const COMMITS_BACK = 3;
/** So many runs can be told of. */
const MAX_RUNS = 200;

/**
 * What GitHub says now about the gates before a task's end. Webhooks are only hints; this is what decides. Nothing is asked
 * where no gate applies.
 */
export async function gatherGateFacts(
	api: HeadApi,
	config: BoardConfig,
	task: Task,
): Promise<GateFacts | undefined> {
	if (config.done_gates.length === 0 || task.labels.includes(NO_CODE))
		return undefined;
	const named = config.done_gates.flatMap((name) => {
		const gate = config.gates[name];
		return gate === undefined ? [] : checksOf(gate);
	});
	return gatherCheckFacts(api, named, task);
}

/** What GitHub says now about a task's head, and about the named checks at exactly that commit. */
export async function gatherCheckFacts(
	api: HeadApi,
	named: readonly GateCheck[],
	task: Task,
): Promise<GateFacts> {
	const found = await findHead(api, task);
	if (found === undefined) return { checks: [] };
	const { head, isOurs, pull } = found;
	// The merged work of this very task is on the default branch by right; any other commit there proves nothing about it.
	const isLanded = head.state === "merged" && isOurs;
	const difference = isLanded ? undefined : await api.difference(head.sha);
	const isGone = !isLanded && difference === undefined;
	const checks = isGone ? [] : await namedChecks(api, named, head);
	return {
		head,
		...(pull?.isOwn === false ? { fork: true } : {}),
		...(difference === undefined
			? {}
			: {
					merged_before: difference.isContained,
					guarded: difference.paths?.some((path) => GUARDED.test(path)) ?? true,
				}),
		checks,
	};
}

/** The runs of the named checks at the head and, where one is missing there, on the commits before it. */
async function namedChecks(
	api: HeadApi,
	named: readonly GateCheck[],
	head: Head,
): Promise<readonly CheckFact[]> {
	const isNamed = ({ name, app }: CheckFact) =>
		named.some((check) => check.name === name && check.app === app);
	const at = async (sha: string) => [
		...(await api.checks(sha)).filter(isNamed),
		...(await statusFacts(api, named, sha)),
	];
	const here = await at(head.sha);
	const isWhole = named.every(({ name, app }) =>
		here.some((run) => run.name === name && run.app === app),
	);
	if (head.pull_request === undefined || isWhole) return newest(here);
	const before = (await api.commits(head.pull_request))
		.filter((sha) => sha !== head.sha)
		.slice(-COMMITS_BACK);
	const older = await Promise.all(before.map(at));
	return newest([...here, ...older.flat()]);
}

/** One run for each check and commit: older ones decide nothing and would only make the log longer. */
function newest(runs: readonly CheckFact[]): readonly CheckFact[] {
	const kept = new Map<string, CheckFact>();
	for (const run of runs) {
		const key = `${run.app}\n${run.name}\n${run.sha}`;
		if ((kept.get(key)?.id ?? -1) < run.id) kept.set(key, run);
	}
	return [...kept.values()].sort((a, b) => a.id - b.id).slice(-MAX_RUNS);
}
