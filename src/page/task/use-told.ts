import { useEffect, useRef, useState } from "preact/hooks";
import type { Json } from "../../core/errors.ts";
import { type Answer, ask, type Refused } from "../state/api.ts";
import type { Place } from "../state/place.ts";
import { speaker } from "../state/session.ts";
import { keepReading, type Reader } from "./keep-reading.ts";
import { beginQuestion } from "./settling.ts";

/** What is asked, of which board. */
export interface Question {
	readonly place: Place;
	readonly verb: string;
	readonly fields: Readonly<Record<string, Json | undefined>>;
}

/** What was told last, and why there is nothing newer, if so. */
export interface Told<T> {
	readonly data?: T;
	readonly refused?: Refused;
}

/**
 * Keeps a question answered: it is asked again with every new `revision`, and by whoever the page speaks as. What was told
 * stays until there is something newer.
 */
export function useTold<T>(question: Question, revision: number): Told<T> {
	const [told, setTold] = useState<Told<T>>({});
	const reader = useRef<Reader | undefined>(undefined);
	const who = speaker.value;
	const asked = JSON.stringify(question);
	useEffect(() => {
		if (who === undefined) return undefined;
		const { place, verb, fields } = JSON.parse(asked) as Question;
		const end = beginQuestion();
		const own = keepReading(
			() => ask<T>(place, verb, fields),
			(answer) => {
				end();
				setTold((before) => toldAfter(before, answer));
			},
		);
		reader.current = own;
		return () => {
			end();
			own.end();
		};
	}, [asked, who]);
	useEffect(() => {
		if (who !== undefined) reader.current?.want();
	}, [asked, who, revision]);
	return told;
}

function toldAfter<T>(before: Told<T>, answer: Answer<T>): Told<T> {
	if (answer.ok) return { data: answer.data };
	return answer.retryable === true
		? { ...before, refused: answer }
		: { refused: answer };
}
