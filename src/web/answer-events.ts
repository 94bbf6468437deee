import { ReadableStream } from "node:stream/web";
import type { BoardPlace, Caller } from "../engine/board-door.ts";
import { endingWith } from "../engine/ending.ts";
import type { ApiOptions } from "./api-options.ts";
import { Cleaning } from "./cleaning.ts";
import { type EventsWish, eventsWish } from "./events-wish.ts";
import { feedFrames } from "./feed-frames.ts";
import { feedPart } from "./feed-part.ts";
import { methodResponse } from "./method-response.ts";
import { Moves } from "./moves.ts";
import { refusalResponse } from "./refusal-response.ts";
import type { StreamSeats } from "./stream-seats.ts";

const HEADERS = {
	"content-type": "text/event-stream; charset=utf-8",
	"cache-control": "no-store",
	"x-content-type-options": "nosniff",
	// A proxy that collects what it passes on would hold events back.
	"x-accel-buffering": "no",
} as const;

/** One request for a board's events. */
export interface EventsCall {
	readonly request: Request;
	readonly place: BoardPlace;
	readonly caller: Caller;
}

/** What streams are made with. */
export type EventsOptions = ApiOptions & { readonly seats: StreamSeats };

/** Answers a board's feed as Server-Sent Events for as long as the caller listens, and may. Throws as the door does. */
export async function answerEvents(
	call: EventsCall,
	options: EventsOptions,
): Promise<Response> {
	const strange = methodResponse(call.request.method, ["GET", "HEAD"]);
	if (strange !== undefined) return strange;
	const wish = eventsWish(call.request);
	if ("ok" in wish) return refusalResponse(wish);
	const seat = options.seats.take(call.caller.actor.id);
	if (typeof seat !== "function") return refusalResponse(seat);
	const cleaning = new Cleaning();
	cleaning.add(seat);
	let isListening = false;
	try {
		const response = await listen({ ...call, wish, cleaning }, options);
		isListening = response.ok && response.body !== null;
		return response;
	} finally {
		if (!isListening) cleaning.run();
	}
}

async function listen(
	{
		request,
		place,
		caller,
		wish: { cursor, filter },
		cleaning,
	}: EventsCall & { readonly wish: EventsWish; readonly cleaning: Cleaning },
	options: EventsOptions,
): Promise<Response> {
	const { closing, onDefect, newId, steadyMs, timing } = options;
	const open = () => options.open(place, caller);
	const door = await open();
	if ("ok" in door) return refusalResponse(door);
	// From before the first page on, so that nothing falls between the two.
	const moves = new Moves(door.watch);
	cleaning.add(() => moves.close());
	const first = await feedPart(door, cursor, filter);
	if ("ok" in first) return refusalResponse(first);
	if (request.method === "HEAD")
		return new Response(null, { headers: HEADERS });
	const ending = endingWith([request.signal, closing]);
	cleaning.add(ending.release);
	ending.signal.addEventListener("abort", cleaning.run, { once: true });
	if (ending.signal.aborted) cleaning.run();
	const frames = feedFrames(first, {
		moved: (withinMs, signal) => moves.next(withinMs, signal),
		async read(from) {
			const now = await open();
			return "ok" in now ? now : feedPart(now, from, filter);
		},
		may: () =>
			open().then(
				(now) => !("ok" in now),
				() => false,
			),
		onFailure: (error) => onDefect(error, newId()),
		ending: ending.signal,
		steadyMs,
		timing,
	});
	return new Response(streamOf(frames, cleaning.run), { headers: HEADERS });
}

/** Text as a stream that is made as it is taken. */
function streamOf(
	frames: AsyncGenerator<string>,
	onEnd: () => void,
): ReadableStream<Uint8Array> {
	async function* bytes() {
		try {
			for await (const frame of frames) yield Buffer.from(frame);
		} finally {
			onEnd();
		}
	}
	return ReadableStream.from(bytes());
}
