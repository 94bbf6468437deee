import type { Answer, Refused } from "../state/api.ts";
import type { FeedEvent } from "../state/live.ts";
import type { LogPage } from "./log-shown.ts";

/** How a log is read as a whole. */
export interface ReadingLog {
	/** Asks for the commits before one, `head` for the newest. */
	readonly ask: (before: string) => Promise<Answer<LogPage>>;
	/** Takes each page as lines of JSON, one a commit. */
	readonly take: (lines: string, commits: number) => void;
	readonly pause: (ms: number) => Promise<void>;
	readonly ending: AbortSignal;
}

/** How many commits were read, and whether there are more. */
export interface LogRead {
	readonly ok: true;
	readonly commits: number;
	readonly isWhole: boolean;
}

/** The most commits that one download holds: what a browser keeps in memory without trouble. */
export const MOST_COMMITS = 200_000;
/** As many pages may be short or empty, where the filter is narrow. */
const MOST_PAGES = 5_000;
const TRIES = 5;
const AGAIN_MS = 2_000;

/** Reads a log page by page, newest first, up to `MOST_COMMITS`. Ends early at the signal. A page that is refused for now is asked for again. */
export async function readLog(reading: ReadingLog): Promise<LogRead | Refused> {
	let before: string | undefined = "head";
	let commits = 0;
	for (let page = 0; page < MOST_PAGES && before !== undefined; page += 1) {
		if (reading.ending.aborted || commits >= MOST_COMMITS) break;
		const answer = await askPatiently(reading, before);
		if (!answer.ok) return answer;
		const { events, older }: LogPage = answer.data;
		commits += events.length;
		reading.take(linesOf(events), commits);
		before = older;
	}
	return { ok: true, commits, isWhole: before === undefined };
}

async function askPatiently(
	{ ask, pause, ending }: ReadingLog,
	before: string,
): Promise<Answer<LogPage>> {
	let answer = await ask(before);
	for (let tries = 1; tries < TRIES && !ending.aborted; tries += 1) {
		if (answer.ok || answer.retryable !== true) break;
		await pause(AGAIN_MS * tries);
		answer = await ask(before);
	}
	return answer;
}

function linesOf(events: readonly FeedEvent[]): string {
	return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}
