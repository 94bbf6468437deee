import { openBoardFacts } from "../open-board.mjs";
import { figure, verdict } from "../table.mjs";

/**
 * From nothing to a board that can be worked on: fetch, parse, index. Process start is not in it.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function coldStart(place, sizes) {
	const bounds = [
		{ tasks: sizes.middleBoard, mustMs: 2_000, aimMs: 800 },
		{ tasks: sizes.largeBoard, mustMs: 15_000, aimMs: 5_000 },
	];
	const rows = [];
	for (const { tasks, mustMs, aimMs } of bounds) {
		const facts = await openBoardFacts(place, sizes, tasks);
		rows.push({
			what: `cold start, ${figure(tasks)} tasks`,
			ours: `${figure(facts.coldMs / 1_000)} s`,
			floor: `git clone ${figure(facts.cloneMs / 1_000)} s`,
			ratio: facts.coldMs / facts.cloneMs,
			must: `≤ ${mustMs / 1_000} s`,
			aim: `${aimMs / 1_000} s`,
			verdict: verdict(facts.coldMs <= mustMs, facts.coldMs <= aimMs),
			runs: facts.runs,
		});
	}
	return rows;
}
