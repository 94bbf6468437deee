import type { BlockedTurn } from "../core/blocked-time.ts";
import { addDays, type Day, dayOf } from "../core/days.ts";
import { earlier, type Instant } from "../core/instant.ts";
import { decodeTask } from "../store/codec.ts";
import { nowOf } from "../store/journal.ts";
import { ShallowEnd } from "../store/shallow-end.ts";
import type { CommitRecord, Oid, Store } from "../store/store.ts";
import { type Committer, isSame } from "./board-committer.ts";
import { type DaySums, type ReadRecords, sumsAt } from "./day-sums.ts";
import type { LogFiles } from "./log-files.ts";

/** What a part of the log tells, from one commit back to another. */
export interface LogPart {
	readonly head: Oid;
	/** Oldest first. */
	readonly turns: readonly BlockedTurn[];
	/** The sums at the last commit of each day that has one. */
	readonly ends: ReadonlyMap<Day, DaySums>;
	/** How many commits were looked at. */
	readonly commits: number;
	/** From this day on it is whole. */
	readonly wholeFrom: Day;
	/** The commit to go on from, further back; absent once the first one was reached. */
	readonly rest?: Oid | undefined;
	/** True when it ends at the commit it was to end at. */
	readonly isMet: boolean;
}

/** Where a walk begins, and where it ends: at a commit, before a day, or after so many commits. */
export interface Walk {
	readonly head: Oid;
	readonly until?: Oid | undefined;
	readonly day: Day;
	readonly most: number;
	/** No commit is later than this. */
	readonly now: Instant;
	/** In whose name the board is kept: what others' commits tell of the time is not believed. */
	readonly keeper: Committer;
}

/** What a walk reads with. */
export interface LogSource {
	readonly store: Store;
	readonly files: LogFiles;
	readonly read: ReadRecords;
}

/** So many turns are kept at most, since a single commit may make many. */
const MAX_TURNS = 100_000;
/** So long commits are read between two turns of the event loop. */
const TURN_MS = 5;
/** Before every day there is. */
const ALWAYS: Day = "0000-01-01";

/** Goes through the log backwards. Throws `STORE_UNAVAILABLE` when it cannot be read. */
export async function readLogPart(
	source: LogSource,
	walk: Walk,
): Promise<LogPart> {
	const found = new Found(source, walk);
	let turnedMs = performance.now();
	try {
		for await (const record of source.store.log(walk.head)) {
			const end = await found.take(record);
			if (end !== undefined) return end;
			if (performance.now() - turnedMs <= TURN_MS) continue;
			await new Promise((resolve) => setImmediate(resolve));
			turnedMs = performance.now();
		}
		return await found.whole();
	} catch (error) {
		if (error instanceof ShallowEnd) return found.cut();
		throw error;
	}
}

/** What a walk has found so far; lives as long as the walk. */
class Found {
	readonly #source: LogSource;
	readonly #walk: Walk;
	readonly #newestFirst: BlockedTurn[] = [];
	readonly #ends = new Map<Day, DaySums>();
	#last: CommitRecord | undefined;
	#at: Instant;
	#commits = 0;

	constructor(source: LogSource, walk: Walk) {
		this.#source = source;
		this.#walk = walk;
		this.#at = walk.now;
	}

	/** Takes the next older commit: with it is known what the one after it changed. */
	async take(record: CommitRecord): Promise<LogPart | undefined> {
		const { until, day, most, keeper } = this.#walk;
		const { files, read } = this.#source;
		await this.#compare(record);
		this.#last = record;
		this.#commits++;
		const told = isSame(record.committer, keeper) && nowOf(record.message);
		this.#at = earlier(this.#at, told || this.#at);
		const today = dayOf(this.#at);
		if (!this.#ends.has(today))
			this.#ends.set(today, await sumsAt(record, files, read));
		if (record.oid === until) return this.#end(day, { isMet: true });
		if (today < day) return this.#end(day, { rest: record.oid });
		const isFull =
			this.#commits >= most || this.#newestFirst.length >= MAX_TURNS;
		return isFull ? this.cut() : undefined;
	}

	/** The log goes on, and is not read any further. */
	cut(): LogPart {
		return this.#end(addDays(dayOf(this.#at), 1), { rest: this.#last?.oid });
	}

	/** The first commit was reached. */
	async whole(): Promise<LogPart> {
		await this.#compare(undefined);
		return this.#end(ALWAYS, {});
	}

	/** The turns that the commit taken last has brought, from the one before it. */
	async #compare(older: CommitRecord | undefined): Promise<void> {
		if (this.#last === undefined) return;
		const changes = await this.#source.files.changes(older, this.#last);
		for (const { task, was, is } of changes) {
			const isBlocked = isBlockedIn(is);
			if (isBlockedIn(was) !== isBlocked)
				this.#newestFirst.push({ task, at: this.#at, isBlocked });
		}
	}

	#end(
		wholeFrom: Day,
		{ rest, isMet }: { rest?: Oid | undefined; isMet?: boolean },
	): LogPart {
		return {
			head: this.#walk.head,
			turns: this.#newestFirst.toReversed(),
			ends: this.#ends,
			commits: this.#commits,
			wholeFrom,
			...(rest === undefined ? {} : { rest }),
			isMet: isMet === true,
		};
	}
}

function isBlockedIn(bytes: Uint8Array | undefined): boolean {
	if (bytes === undefined) return false;
	// As Baton prints it; the whole document is read only where somebody wrote it in another way.
	const said = /^status: ([a-z_]+)$/m.exec(Buffer.from(bytes).toString())?.[1];
	if (said !== undefined) return said === "blocked";
	const decoded = decodeTask(bytes);
	return decoded.ok && decoded.value.status === "blocked";
}
