import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { board } from "../state/board.ts";

/** Questions of the page that had no answer yet, of whatever kind. */
const unanswered = signal(0);

/** Counts a question as open until the function that it answers is called. */
export function beginQuestion(): () => void {
	unanswered.value += 1;
	let isOpen = true;
	return () => {
		if (isOpen) unanswered.value -= 1;
		isOpen = false;
	};
}

/** True from the moment that everything the page begins with was answered, once `isThere`. It stays so. */
export function useSettled(isThere: boolean): boolean {
	const [isSettled, setSettled] = useState(false);
	const isOpen = unanswered.value > 0 || board.value === undefined;
	useEffect(() => {
		// Parts that were drawn in the same turn have begun their questions by now.
		if (isThere && !isOpen && unanswered.peek() === 0) setSettled(true);
	}, [isThere, isOpen]);
	return isSettled;
}
