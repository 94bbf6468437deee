import { useEffect, useState } from "preact/hooks";
import type { Json } from "../../core/errors.ts";
import { usePlace } from "../shell/use-place.ts";
import { type Answer, ask } from "../state/api.ts";
import { onNews } from "../state/board.ts";
import type { Place } from "../state/place.ts";
import { speaker } from "../state/session.ts";

/** How a verb is asked, and how the answer is kept. */
interface Asking {
	readonly fields?: Readonly<Record<string, Json | undefined>>;
	/** It is asked anew so soon after news of the board; absent where these change nothing. */
	readonly newsMs?: number;
	/** And so often without any. */
	readonly everyMs?: number;
}

const AGAIN_MS = 2_000;

/**
 * What a reading verb answers, kept as it is while the component is there; undefined until there is an answer. What was answered
 * last stays while the server cannot be reached.
 */
export function useAnswer<T>(
	verb: string,
	asking: Asking = {},
): Answer<T> | undefined {
	const place = usePlace();
	const who = speaker.value;
	const asked = JSON.stringify([place, who, verb, asking]);
	const [got, setGot] = useState<{ asked: string; answer: Answer<T> }>();
	useEffect(() => {
		if (place === undefined || who === undefined) return undefined;
		return keep<T>({ place, verb, ...asking }, (answer) =>
			setGot((before) =>
				isLost(answer) && before?.asked === asked && before.answer.ok
					? before
					: { asked, answer },
			),
		);
	}, [asked]);
	return got?.asked === asked ? got.answer : undefined;
}

/** Asks now and whenever it is due, one question at a time, until the function that it answers is called. */
function keep<T>(
	asking: Asking & { readonly place: Place; readonly verb: string },
	take: (answer: Answer<T>) => void,
): () => void {
	const { place, verb, fields, newsMs, everyMs } = asking;
	let isOver = false;
	let isAsking = false;
	let due: { readonly atMs: number; readonly stop: () => void } | undefined;

	function plan(ms: number | undefined): void {
		if (ms === undefined || isOver) return;
		const atMs = performance.now() + ms;
		// What is due sooner than this stays due.
		if (due !== undefined && due.atMs <= atMs) return;
		due?.stop();
		const timer = setTimeout(go, ms);
		due = { atMs, stop: () => clearTimeout(timer) };
	}

	async function go(): Promise<void> {
		due = undefined;
		if (isAsking) return plan(AGAIN_MS);
		isAsking = true;
		const answer = await ask<T>(place, verb, fields);
		isAsking = false;
		if (isOver) return;
		take(answer);
		plan(isLost(answer) ? AGAIN_MS : everyMs);
	}

	void go();
	const forget = onNews(() => plan(newsMs));
	return () => {
		isOver = true;
		due?.stop();
		forget();
	};
}

function isLost(answer: Answer<unknown>): boolean {
	return !answer.ok && answer.retryable === true;
}
