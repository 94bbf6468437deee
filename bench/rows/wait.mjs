import { median, repeat } from "../median.mjs";
import { figure, verdict } from "../table.mjs";

/** How many wait at the same time for the note below the row. */
const MANY = 1_000;
/** How often they are woken: each time costs a thousand answers. */
const CROWDED_TIMES = 10;

/**
 * How long after a command was acknowledged those who waited for what it brought know of it, beside the acknowledgement.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function wait(place, sizes) {
	const { middleBoard: tasks, history: commits, loneCommands: times } = sizes;
	const { url } = await place.serve({ tasks, commits });
	const { worker } = await place.app(url);
	const ask = (waiters) =>
		worker.ask("wait", {
			times: waiters === 1 ? times : CROWDED_TIMES,
			waiters,
		});
	await ask(1);
	const bounds = { times: sizes.runs, budgetMs: sizes.budgetMs };
	const rounds = (await repeat(bounds, () => ask(1))).flat();
	const crowds = await ask(MANY);
	const wakeMs = median(rounds.map((one) => one.lastMs));
	const acknowledgedMs = median(rounds.map((one) => one.acknowledgedMs));
	return [
		{
			what: `wait, wake in process, ${figure(tasks)} tasks`,
			ours: `${figure(wakeMs)} ms`,
			floor: `acknowledgement ${figure(acknowledgedMs)} ms`,
			ratio: wakeMs / acknowledgedMs,
			must: "≤ 20 ms",
			aim: "2 ms",
			verdict: verdict(wakeMs <= 20, wakeMs <= 2),
			runs: rounds.length,
			note: `the last of ${figure(MANY)} agents that wait for the same knows after ${figure(median(crowds.map((one) => one.lastMs)))} ms`,
		},
	];
}
