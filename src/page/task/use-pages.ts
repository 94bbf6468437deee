import { useRef, useState } from "preact/hooks";
import { ask, type Refused } from "../state/api.ts";
import { sayRefused } from "../ui/toasts.tsx";
import { type PageOf, withNewest, withOlder } from "./page-of.ts";
import { type Question, useTold } from "./use-told.ts";

/** How a long list is asked for and read. Its functions are to be the same at each call. */
export interface Pages<A, T> {
	readonly question: Question;
	readonly revision: number;
	readonly pageIn: (answer: A) => PageOf<T>;
	readonly idOf: (item: T) => string;
}

/** A long list as far as it was read; `more` reads on, and is absent at the end and while it does. */
export interface PagesTold<T> {
	readonly page?: PageOf<T> | undefined;
	readonly refused?: Refused | undefined;
	readonly isReading: boolean;
	readonly more?: () => void;
}

/** Keeps the newest page as it is, and reads older ones when they are asked for. */
export function usePages<A, T>({
	question,
	revision,
	pageIn,
	idOf,
}: Pages<A, T>): PagesTold<T> {
	const { data, refused } = useTold<A>(question, revision);
	const known = useRef<PageOf<T> | undefined>(undefined);
	const seen = useRef<A | undefined>(undefined);
	const [isReading, setReading] = useState(false);
	if (data !== undefined && data !== seen.current) {
		seen.current = data;
		known.current = withNewest(known.current, pageIn(data), idOf);
	}
	const page = known.current;
	const older = page?.older;
	async function more(): Promise<void> {
		const { place, verb, fields } = question;
		setReading(true);
		const answer = await ask<A>(place, verb, { ...fields, before: older });
		if (answer.ok && known.current !== undefined)
			known.current = withOlder(known.current, pageIn(answer.data), idOf);
		else if (!answer.ok) sayRefused(answer);
		setReading(false);
	}
	return {
		...{ page, refused, isReading },
		...(older === undefined || isReading ? {} : { more: () => void more() }),
	};
}
