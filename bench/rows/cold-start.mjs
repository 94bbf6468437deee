import { openBoardFacts, restartFacts } from "../open-board.mjs";
import { figure, verdict } from "../table.mjs";

/** A restart is worth its file only if it takes at most this part of a cold start. */
const RESTART_RATIO = 0.5;

/**
 * From nothing to a board that can be worked on: fetch, parse, index; and the same after a restart, from the index that was
 * saved. Process start is not in it.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function coldStart(place, sizes) {
	const bounds = [
		{
			tasks: sizes.middleBoard,
			mustMs: 2_000,
			aimMs: 800,
			restartAimMs: 300,
		},
		{
			tasks: sizes.largeBoard,
			mustMs: 15_000,
			aimMs: 5_000,
			restartAimMs: 2_000,
		},
	];
	const rows = [];
	for (const { tasks, mustMs, aimMs, restartAimMs } of bounds) {
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
		const again = await restartFacts(place, sizes, tasks);
		const ratio = again.ms / facts.coldMs;
		const isFast = ratio <= RESTART_RATIO;
		rows.push({
			what: `restart from the saved index, ${figure(tasks)} tasks`,
			ours: `${figure(again.ms / 1_000)} s`,
			floor: `cold start ${figure(facts.coldMs / 1_000)} s`,
			ratio,
			must: `≤ ${RESTART_RATIO} × cold`,
			aim: `${restartAimMs / 1_000} s`,
			verdict: verdict(isFast, isFast && again.ms <= restartAimMs),
			runs: again.runs,
			note: `without it, from the cache of objects alone, ${figure(again.cachedMs / 1_000)} s; the event loop stood still for ${figure(again.stillMs)} ms at most`,
		});
	}
	return rows;
}
