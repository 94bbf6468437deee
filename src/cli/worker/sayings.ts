import type { JsonObject } from "../../core/errors.ts";
import type { DoorSaying } from "../../engine/board-door.ts";
import { oneLine } from "../../planner/words.ts";
import type { WorkResult } from "./result-file.ts";
import type { Held } from "./shift.ts";
import type { Verdict } from "./verdict.ts";

/** How a verdict is said to the board. `extras` are fields of the command's own that it can also be said without. */
export interface Report {
	readonly saying: DoorSaying;
	readonly extras: JsonObject;
}

const SPENT = ["tokens", "cost"];
/** What a command may tell in its result file, by the verb that takes it. */
const EXTRAS: Readonly<Record<string, readonly string[]>> = {
	done: ["artifacts", "reviewer", "baton_patch", ...SPENT],
	fail: SPENT,
	block: ["by"],
	release: SPENT,
	record: ["files", "commit", "duration", "baton_patch", ...SPENT],
};

const MAX_DELIVERABLE = 2_000;
const MAX_OUTCOME = 2_000;

/** What is said of a task, or of a step, whose command has ended. */
export function reportOf(
	held: Held,
	verdict: Verdict,
	{ reason, result }: { readonly reason: string; readonly result: WorkResult },
): Report {
	const said = { held, reason, result };
	if (held.step !== undefined) return stepReport(verdict, said);
	switch (verdict) {
		case "done":
			return report("done", said, given("deliverable", result));
		case "blocked":
			return report("block", said, { reason });
		case "unstartable":
			return report("release", said, { reason });
		default:
			return report("fail", said, { reason });
	}
}

interface Told {
	readonly held: Held;
	readonly reason: string;
	readonly result: WorkResult;
}

/** A step that may be tried again is given back: one that is recorded as failed waits for a person. */
function stepReport(verdict: Verdict, said: Told): Report {
	const { reason, result } = said;
	if (verdict === "done")
		return report("record", said, {
			status: "complete",
			...given("outcome", result),
		});
	return verdict === "again" || verdict === "unstartable"
		? report("release", said, { reason })
		: report("record", said, { status: "failed", error: reason });
}

function report(
	verb: string,
	{ held, result }: Told,
	needed: JsonObject,
): Report {
	const { task, step, agent, fence } = held;
	const extras = Object.fromEntries(
		(EXTRAS[verb] ?? []).flatMap((name) => {
			const value = result.fields[name];
			return value === undefined || value === null ? [] : [[name, value]];
		}),
	);
	return {
		saying: { verb, task, step, agent, input: { ...needed, fence } },
		extras,
	};
}

/** What came of it, in one line: the field of that name, else what the file ends with. */
function given(
	name: "deliverable" | "outcome",
	{ fields, line }: WorkResult,
): JsonObject {
	const { deliverable, outcome } = fields;
	const said = [fields[name], deliverable, outcome, line].find(
		(text): text is string => typeof text === "string" && text.trim() !== "",
	);
	const most = name === "deliverable" ? MAX_DELIVERABLE : MAX_OUTCOME;
	return said === undefined ? {} : { [name]: oneLine(said, most) };
}
