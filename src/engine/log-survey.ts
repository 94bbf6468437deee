import type { Day } from "../core/days.ts";
import type { Instant } from "../core/instant.ts";
import type { Oid, Store } from "../store/store.ts";
import type { Committer } from "./board-committer.ts";
import type { ReadRecords } from "./day-sums.ts";
import type { LogFiles } from "./log-files.ts";
import { logFilesOf } from "./log-files-of.ts";
import { type LogPart, type LogSource, readLogPart } from "./log-part.ts";

/** What is asked of the log: everything from the start of a day up to a commit. */
export interface SurveyWish {
	readonly head: Oid;
	readonly day: Day;
	readonly now: Instant;
	/** In whose name the board is kept. */
	readonly keeper: Committer;
}

/** So many commits are gone through at most; what is older is not told of. */
export const MAX_COMMITS = 50_000;

interface Known {
	readonly files: LogFiles;
	readonly read: ReadRecords;
	part?: LogPart | undefined;
}

/** What was found in the log of a store, for as long as it is in use: the next time only the commits since are read. */
const KNOWN = new WeakMap<Store, Known>();

/** Reads the log back to a day, as far as `most` commits. Throws `STORE_UNAVAILABLE` when it cannot be read. */
export async function surveyLog(
	store: Store,
	wish: SurveyWish,
	most = MAX_COMMITS,
): Promise<LogPart> {
	const known: Known = KNOWN.get(store) ?? {
		files: logFilesOf(store),
		read: new Map(),
	};
	KNOWN.set(store, known);
	const source: LogSource = { store, files: known.files, read: known.read };
	// What has grown too long is begun anew, so that it ends somewhere.
	const isLong = known.part !== undefined && known.part.commits > 2 * most;
	const before = isLong ? undefined : known.part;
	const part = await reachingTo(
		source,
		await upToHead(source, before, { ...wish, most }),
		{ ...wish, most },
	);
	known.part = part;
	return part;
}

type Bounded = SurveyWish & { readonly most: number };

/** What is known, with what has come since; without the known where the log does not lead to it. */
async function upToHead(
	source: LogSource,
	known: LogPart | undefined,
	wish: Bounded,
): Promise<LogPart> {
	if (known?.head === wish.head) return known;
	const newer = await readLogPart(source, {
		...wish,
		until: known?.head,
	});
	return known !== undefined && newer.isMet ? joined(newer, known) : newer;
}

/** The same, further back where it does not reach the day. */
async function reachingTo(
	source: LogSource,
	part: LogPart,
	wish: Bounded,
): Promise<LogPart> {
	const { rest, commits, wholeFrom } = part;
	const left = wish.most - commits;
	if (wholeFrom <= wish.day || rest === undefined || left <= 0) return part;
	const older = await readLogPart(source, {
		...wish,
		head: rest,
		most: left,
	});
	return joined(part, older);
}

/** Two parts, the older one beginning with the commit that the newer one ends with. */
function joined(newer: LogPart, older: LogPart): LogPart {
	const { rest: _rest, ...part } = newer;
	return {
		...part,
		turns: [...older.turns, ...newer.turns],
		ends: new Map([...older.ends, ...newer.ends]),
		commits: newer.commits + older.commits - 1,
		wholeFrom: older.wholeFrom,
		...(older.rest === undefined ? {} : { rest: older.rest }),
	};
}
