import { oneLine } from "../../planner/words.ts";
import type { WorkResult } from "./result-file.ts";

/** How a command ended: by its own exit code, by a signal (128 and its number), or before it began. */
export type CommandEnd =
	| { readonly exitCode: number }
	| { readonly unstartable: string };

/** What a command's end means for its task. */
export type Verdict = "done" | "again" | "failed" | "blocked" | "unstartable";

/** Exit codes that mean something of their own (docs/agents.md); 75 and 65 are those of sysexits.h. Every other one is a failure. */
export const WORK_EXIT = { done: 0, blocked: 65, again: 75 } as const;

/** What is kept of a reason. */
const MAX_REASON = 500;

export function verdictOf(end: CommandEnd): Verdict {
	if ("unstartable" in end) return "unstartable";
	const { exitCode } = end;
	if (exitCode === WORK_EXIT.done) return "done";
	if (exitCode === WORK_EXIT.blocked) return "blocked";
	return exitCode === WORK_EXIT.again ? "again" : "failed";
}

/** Why it came to that: in the command's own words where it left any. */
export function reasonOf(end: CommandEnd, result: WorkResult): string {
	if ("unstartable" in end)
		return oneLine(
			`the command could not be started: ${end.unstartable}`,
			MAX_REASON,
		);
	const { reason, error } = result.fields;
	const said = [reason, error, result.line].find(
		(text): text is string => typeof text === "string" && text.trim() !== "",
	);
	return said === undefined
		? `the command ended with exit code ${end.exitCode}`
		: oneLine(said, MAX_REASON);
}
