/**
 * The value at a share of a sorted copy; 0.5 is the median.
 *
 * @param {readonly number[]} values At least one.
 * @param {number} share From 0 to 1.
 */
export function quantile(values, share) {
	if (values.length === 0) throw new Error("no values to choose from");
	const sorted = [...values].sort((a, b) => a - b);
	const place = (sorted.length - 1) * share;
	const [low, high] = [Math.floor(place), Math.ceil(place)];
	const [below, above] = [sorted[low] ?? 0, sorted[high] ?? 0];
	return below + (above - below) * (place - low);
}

/** @param {readonly number[]} values At least one. */
export const median = (values) => quantile(values, 0.5);

/**
 * Milliseconds that some work takes.
 *
 * @param {() => unknown} work
 */
export async function timeMs(work) {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

/**
 * Does something several times, fewer when it is slow: at least once, and no further time once `budgetMs` are used up.
 *
 * @template T
 * @param {{ times: number, budgetMs: number }} bounds
 * @param {(index: number) => Promise<T>} work
 * @returns {Promise<T[]>}
 */
export async function repeat({ times, budgetMs }, work) {
	const end = performance.now() + budgetMs;
	const results = [];
	for (let index = 0; index < times; index++) {
		if (index > 0 && performance.now() > end) break;
		results.push(await work(index));
	}
	return results;
}
