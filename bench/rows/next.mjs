import { openBoardFacts } from "../open-board.mjs";
import { figure, verdict } from "../table.mjs";

/**
 * How long deciding `next` takes, beside one bare pass over the same tasks.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function next(place, sizes) {
	const bounds = [
		{ tasks: sizes.middleBoard, mustMs: 1 },
		{ tasks: sizes.largeBoard, mustMs: 5 },
	];
	const rows = [];
	for (const { tasks, mustMs } of bounds) {
		const { nextMs, scanMs, runs } = await openBoardFacts(place, sizes, tasks);
		rows.push({
			what: `next, ${figure(tasks)} tasks`,
			ours: `${figure(nextMs)} ms`,
			floor: `one pass ${figure(scanMs)} ms`,
			ratio: nextMs / scanMs,
			must: `≤ ${mustMs} ms`,
			aim: "0.1 ms",
			verdict: verdict(nextMs <= mustMs, nextMs <= 0.1),
			runs,
		});
	}
	return rows;
}
