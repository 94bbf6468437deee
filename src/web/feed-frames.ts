import { setTimeout as pause } from "node:timers/promises";
import type { Refusal } from "../core/errors.ts";
import { isUnreachable } from "../engine/failure-refusal.ts";
import type { FeedPart } from "./feed-part.ts";
import { frameOf, OPENING, PULSE } from "./sse-frame.ts";

/** When a stream does what. */
export interface StreamTiming {
	/** A quiet stream says this often that it is there, and asks whether it still may be. */
	readonly pulseMs: number;
	/** Between two looks at the feed, so that a busy board is told of in pages. */
	readonly gapMs: number;
	/** Tries again this long after the board could not be read. */
	readonly againMs: number;
	/** No stream lasts longer: whoever listens comes again, and proves anew who he is. */
	readonly lifeMs: number;
}

export const TIMING: StreamTiming = {
	pulseMs: 15_000,
	gapMs: 1_000,
	againMs: 5_000,
	lifeMs: 3_600_000,
};

/** What a stream of a board's feed is made with. */
export interface FrameSource {
	/** True once the board has moved since it was last asked; false after so many milliseconds, or at the signal. */
	readonly moved: (withinMs: number, signal: AbortSignal) => Promise<boolean>;
	/** What came after a cursor. A refusal ends the stream, unless time heals it. Throws when the board cannot be read. */
	readonly read: (cursor: string) => Promise<FeedPart | Refusal>;
	/** Whether the caller may still read the board. */
	readonly may: () => Promise<boolean>;
	/** Told of a failure that ends the stream. */
	readonly onFailure: (error: unknown) => void;
	readonly ending: AbortSignal;
	readonly steadyMs: () => number;
	readonly timing?: StreamTiming | undefined;
}

/** The frames of a stream, beginning with `first`. The next page is read once the one before was taken, so one is held at most. */
export async function* feedFrames(
	first: FeedPart,
	source: FrameSource,
): AsyncGenerator<string> {
	const { moved, may, ending, steadyMs, timing = TIMING } = source;
	const endMs = steadyMs() + timing.lifeMs;
	let part: FeedPart | undefined = first;
	yield OPENING;
	while (part !== undefined) {
		const readMs = steadyMs();
		for (const event of part.events) yield frameOf(event);
		const isDue: boolean = part.more || (await moved(timing.pulseMs, ending));
		if (isDue && !part.more)
			await rest(readMs + timing.gapMs - steadyMs(), ending);
		if (ending.aborted || steadyMs() >= endMs) return;
		if (isDue) {
			part = await nextPart(part, source);
			continue;
		}
		if (!(await may())) return;
		yield PULSE;
		part = { ...part, events: [] };
	}
}

/** The part behind this one; an empty one where it has to be asked for again, undefined where the stream ends. */
async function nextPart(
	{ cursor }: FeedPart,
	{ read, ending, onFailure, timing = TIMING }: FrameSource,
): Promise<FeedPart | undefined> {
	try {
		const next = await read(cursor);
		if (!("ok" in next)) return next;
		if (next.code !== "RATE_LIMITED") return undefined;
	} catch (error) {
		if (!isUnreachable(error)) {
			onFailure(error);
			return undefined;
		}
	}
	await rest(timing.againMs, ending);
	return { cursor, events: [], more: true };
}

/** Ends early, without a word, at the signal. */
async function rest(ms: number, signal: AbortSignal): Promise<void> {
	if (ms > 0) await pause(ms, undefined, { signal }).catch(() => undefined);
}
