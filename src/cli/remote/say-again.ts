import type { RemoteUnavailable } from "./remote-unavailable.ts";
import type { ServerReply } from "./server-request.ts";

/** How often the same is said again, and within what time all of it is. */
const MAX_AGAIN = 3;
const WITHIN_MS = 30_000;
/** What is waited where nobody says how long, doubled each time. */
const FIRST_PAUSE_MS = 250;

/** What saying again is done with. */
export interface SayAgain {
	readonly nowMs: () => number;
	readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>;
	/** Ends the waiting. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Says the same again while an answer is lost, or the server asks to come later, and there is time. `ask` has to be safe to
 * repeat. Answers the last reply; throws the last failure.
 */
export async function sayAgain(
	ask: () => Promise<ServerReply>,
	{ nowMs, pause, signal }: SayAgain,
): Promise<ServerReply> {
	const untilMs = nowMs() + WITHIN_MS;
	let hasHeard = false;
	for (let again = 0; ; again++) {
		const tried = await ask().catch(failed);
		if ("status" in tried && !isPassing(tried)) return tried;
		// One that heard it and is not there now is being started again; one that never was will not be there soon.
		hasHeard ||= !("isFinal" in tried && tried.isFinal);
		const usualMs = FIRST_PAUSE_MS * 2 ** again;
		const askedS = "status" in tried ? tried.retryAfterS : undefined;
		const waitMs = askedS === undefined ? usualMs : askedS * 1_000;
		const isOver =
			again >= MAX_AGAIN ||
			!hasHeard ||
			signal?.aborted === true ||
			nowMs() + waitMs >= untilMs;
		if (isOver && "status" in tried) return tried;
		if (isOver) throw tried;
		await pause(waitMs, signal);
	}
}

/** Not now, but perhaps in a moment. */
function isPassing({ status }: ServerReply): boolean {
	return status === 429 || status === 503;
}

/** Only a server that could not be spoken to is spoken to again; what else is thrown is a defect here. */
function failed(error: unknown): RemoteUnavailable {
	if ((error as { code?: unknown }).code !== "STORE_UNAVAILABLE") throw error;
	return error as RemoteUnavailable;
}
