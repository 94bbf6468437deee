import { blockedTimes } from "../core/blocked-time.ts";
import type { BoardReader } from "../core/board.ts";
import { addDays, type Day, dayOf, lastDays, startOf } from "../core/days.ts";
import type { JsonObject } from "../core/errors.ts";
import { type Instant, later } from "../core/instant.ts";
import type { TaskKey } from "../core/task.ts";
import type { Oid, Store } from "../store/store.ts";
import { rootCommitter } from "./board-committer.ts";
import { between, type DaySums, NOTHING } from "./day-sums.ts";
import type { Identity } from "./identity.ts";
import type { LogPart } from "./log-part.ts";
import { surveyLog } from "./log-survey.ts";

/** Which days are asked about, and what the log is read with. */
export interface SurveyQuestion {
	readonly store: Store;
	readonly identity: Identity;
	readonly head: Oid;
	/** So many, up to the one of `now`. */
	readonly days: number;
	readonly now: Instant;
}

/** Reads the log of the last days, which then is known. Throws `STORE_UNAVAILABLE`. */
export async function surveyDays({
	store,
	identity,
	days,
	...asked
}: SurveyQuestion): Promise<LogPart> {
	const keeper = await rootCommitter(store, asked.head, identity.committer(0));
	const day = addDays(dayOf(asked.now), 1 - days);
	return surveyLog(store, { ...asked, day, keeper });
}

/** What the log alone tells of the last days, as the facts of `metrics`. */
export async function surveyFacts(
	asked: SurveyQuestion,
	board: BoardReader,
): Promise<JsonObject> {
	const { now, days: count } = asked;
	const days = lastDays(now, count);
	const part = await surveyDays(asked);
	const wholeFrom = later(part.wholeFrom, days[0] ?? dayOf(now));
	const from = startOf(wholeFrom);
	const blocked = blockedTimes(part.turns, blockedOn(board), { from, to: now });
	return {
		whole_from: from,
		days: days
			.filter((day) => day >= wholeFrom)
			.map((day) => ({ day, ...sumsOf(part, day) })),
		blocked_ms: [...blocked.values()],
	};
}

function blockedOn(board: BoardReader): readonly TaskKey[] {
	return [...board.keys()].filter(
		(key) => board.task(key)?.status === "blocked",
	);
}

function sumsOf({ ends }: LogPart, day: Day): DaySums {
	const end = ends.get(day);
	if (end === undefined) return NOTHING;
	const before = [...ends.keys()].filter((other) => other < day).sort();
	return between(ends.get(before.at(-1) ?? "") ?? NOTHING, end);
}
