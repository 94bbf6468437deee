import type { Answer } from "../state/api.ts";

const AGAIN_MS = 2_000;

/** Reads whenever that is wanted, one after the other, so that no older answer comes after a newer one. */
export interface Reader {
	/** What was asked before is not enough any more. Wishes during an answer make one further question. */
	want(): void;
	/** Nothing is read or told from now on. */
	end(): void;
}

/** Makes a reader that tells each answer, and asks again by itself while there is none to be had. */
export function keepReading<T>(
	read: () => Promise<Answer<T>>,
	tell: (answer: Answer<T>) => void,
): Reader {
	let isWanted = false;
	let isOver = false;
	let isBusy = false;
	let timer: ReturnType<typeof setTimeout> | undefined;

	async function go(): Promise<void> {
		if (isBusy) return;
		isBusy = true;
		while (isWanted && !isOver) {
			isWanted = false;
			const answer = await read();
			if (isOver) return;
			tell(answer);
			if (!answer.ok && answer.retryable === true && !isWanted) {
				timer = setTimeout(want, AGAIN_MS);
				break;
			}
		}
		isBusy = false;
	}

	function want(): void {
		clearTimeout(timer);
		isWanted = true;
		void go();
	}

	return {
		want,
		end() {
			isOver = true;
			clearTimeout(timer);
		},
	};
}
