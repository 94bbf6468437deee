import { signal } from "@preact/signals";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { apiPath } from "./api.ts";
import type { Place } from "./place.ts";
import { speakerHeaders } from "./session.ts";

/** One commit of the board, as its feed tells it. */
export interface FeedEvent {
	readonly commit: string;
	readonly kind: string;
	readonly at: string;
	readonly op?: string;
	readonly task?: string;
	readonly agent?: string;
	readonly actor?: string;
	readonly summary: string;
	readonly version?: number;
	readonly status?: string;
	readonly others?: Readonly<Record<string, string>>;
}

/** What a stream brings: commits as they come, or that what is known has to be read anew. */
export type News =
	| { readonly kind: "events"; readonly events: readonly FeedEvent[] }
	| { readonly kind: "reset" };

/** How the stream is: `on` when what is shown is what is. */
export const live = signal<"on" | "waiting" | "refused">("waiting");

const TOGETHER_MS = 30;
const FIRST_WAIT_MS = 500;
const MOST_WAIT_MS = 10_000;

/** Listens to a board until the signal. What was missed while nobody listened comes first. */
export async function listen(
	place: Place,
	tell: (news: News) => void,
	ending: AbortSignal,
): Promise<void> {
	const told = together(tell, ending);
	let cursor: string | undefined;
	let failures = 0;
	while (!ending.aborted) {
		try {
			const body = await open(place, cursor, ending);
			if (body === undefined) {
				live.value = "refused";
				return;
			}
			// Whatever came between the first look at the board and this is not known.
			if (cursor === undefined) tell({ kind: "reset" });
			live.value = "on";
			await readEvents(body, ({ event, id, data }) => {
				failures = 0;
				cursor = id ?? cursor;
				if (event === "reset") tell({ kind: "reset" });
				else if (event === "feed") told(JSON.parse(data) as FeedEvent);
			});
		} catch {
			if (ending.aborted) return;
		}
		live.value = "waiting";
		await pause(Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures), ending);
		failures = Math.min(failures + 1, 10);
	}
}

/** The stream of a board's feed from a cursor on; undefined where it is not for whoever asks. Throws while there is none. */
async function open(
	place: Place,
	cursor: string | undefined,
	signal: AbortSignal,
): Promise<ReadableStream<Uint8Array> | undefined> {
	const headers = {
		...speakerHeaders(false),
		...(cursor === undefined ? {} : { "last-event-id": cursor }),
	};
	const response = await fetch(apiPath(place, "events"), {
		...{ headers, cache: "no-store", signal },
	});
	if ([401, 403, 404].includes(response.status)) return undefined;
	if (!response.ok || response.body === null)
		throw new Error(`the feed was answered with ${response.status}`);
	return response.body;
}

/** Reads a stream to its end. */
async function readEvents(
	body: ReadableStream<Uint8Array>,
	onEvent: (event: EventSourceMessage) => void,
): Promise<void> {
	const parser = createParser({ onEvent });
	const decoder = new TextDecoder();
	const reader = body.getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		parser.feed(decoder.decode(value, { stream: true }));
	}
}

/** Collects what comes at once, so that a busy board is not drawn for each commit. */
function together(
	tell: (news: News) => void,
	ending: AbortSignal,
): (event: FeedEvent) => void {
	let waiting: FeedEvent[] = [];
	return (event) => {
		waiting.push(event);
		if (waiting.length > 1) return;
		setTimeout(() => {
			const events = waiting;
			waiting = [];
			if (!ending.aborted) tell({ kind: "events", events });
		}, TOGETHER_MS);
	};
}

function pause(ms: number, ending: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const end = () => {
			clearTimeout(timer);
			removeEventListener("online", end);
			resolve();
		};
		const timer = setTimeout(end, ms);
		addEventListener("online", end, { once: true });
		ending.addEventListener("abort", end, { once: true });
	});
}
