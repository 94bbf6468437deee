import { clockFindings } from "./clock-findings.ts";
import { type Finding, finding } from "./finding.ts";
import { frozenFinding } from "./frozen-finding.ts";
import type { HealthFacts } from "./health-facts.ts";

/** What is wrong with a board's branch. */
export function healthFindings(facts: HealthFacts): readonly Finding[] {
	const { frozen, problem, quarantined, foreign, strays } = facts;
	const { unreadable = [] } = facts;
	const more = facts.quarantined_count - quarantined.length;
	return [
		...(frozen === undefined ? [] : [frozenFinding(frozen)]),
		...(problem === undefined || frozen !== undefined
			? []
			: [unusable(problem)]),
		...quarantined.map(({ task, reason }) => setApart(task, reason)),
		...(more > 0 ? [othersSetApart(more)] : []),
		...unreadable.map(damaged),
		...(strays.length === 0 ? [] : [strayFiles(strays)]),
		...clockFindings(facts.clock_skew_ms),
		...(foreign === undefined ? [] : [byHand(foreign)]),
	];
}

function unusable(problem: string): Finding {
	return finding("error", "board-unusable", {
		what: `The board cannot be worked on: ${problem}.`,
		fix: "Mend the file on its branch by hand, or have an administrator choose an earlier state: `/recover <commit>`.",
	});
}

function setApart(task: string, reason: string): Finding {
	return finding("error", "task-quarantined", {
		what: `Task ${task} is quarantined: ${reason}. Until it is mended it is only read.`,
		fix: "Put its last good documents back on the branch, or correct them by hand, and it goes on.",
	});
}

function othersSetApart(count: number): Finding {
	return finding("error", "task-quarantined", {
		what: `${count} more tasks are quarantined.`,
		fix: "Mend those named first; the others are named then.",
	});
}

function damaged(document: string): Finding {
	return finding("error", "document-unreadable", {
		what: `There is a document that nothing is written to: ${document}.`,
		fix: "Correct it on the branch by hand, or put its last good version back.",
	});
}

function strayFiles(strays: readonly string[]): Finding {
	return finding("warning", "stray-files", {
		what: `There are files on the branch that belong to no task: ${strays.join(", ")}. They are left alone.`,
		fix: "Remove them by hand if nobody needs them.",
	});
}

function byHand(commits: number): Finding {
	return finding("advice", "edits-by-hand", {
		what: `${commits} ${commits === 1 ? "commit" : "commits"} by hand at the end of the branch will be acknowledged with the next command.`,
		fix: "There is nothing to do.",
	});
}
