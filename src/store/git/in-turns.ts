/** Nobody waits for the event loop much longer than this. */
const TURN_MS = 10;

/** Takes steps to their end, letting others have a turn of the event loop now and then. A step should take far less than one. */
export async function inTurns<T>(steps: Iterator<void, T>): Promise<T> {
	let since = performance.now();
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
		if (performance.now() - since < TURN_MS) continue;
		await new Promise((resolve) => setImmediate(resolve));
		since = performance.now();
	}
}

/** Takes steps to their end at once. */
export function atOnce<T>(steps: Iterator<void, T>): T {
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
	}
}
