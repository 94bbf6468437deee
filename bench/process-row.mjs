import { figure, verdict } from "./table.mjs";

/**
 * The row of a command as a process beside `node -e 0`, both in milliseconds.
 *
 * @param {string} what
 * @param {number} oursMs
 * @param {{ floorMs: number, runs: number }} beside
 * @returns {import("./table.mjs").Row}
 */
export function processRow(what, oursMs, { floorMs, runs }) {
	const ratio = oursMs / floorMs;
	return {
		what,
		ours: `${figure(oursMs)} ms`,
		floor: `node -e 0 ${figure(floorMs)} ms`,
		ratio,
		must: "≤ 2.5 × node",
		aim: "1.5 ×",
		verdict: verdict(ratio <= 2.5, ratio <= 1.5),
		runs,
	};
}
