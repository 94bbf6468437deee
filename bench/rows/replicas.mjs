import { median, repeat } from "../median.mjs";
import { figure, verdict } from "../table.mjs";

const WRITERS = 10;

/**
 * Whether two busy processes on one board both get somewhere: the share of the slower one. One process alone beside it.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function replicas(place, sizes) {
	const { smallBoard, history: commits } = sizes;
	const { url } = await place.serve({ tasks: smallBoard, commits });
	const [one, other] = [await place.app(url), await place.app(url)];
	const half = Math.floor(smallBoard / 2);
	// Long enough for a process that starves to be let in now and then.
	const load = { writers: WRITERS, seconds: sizes.seconds * 2, tasks: half };
	const alone = [(await one.worker.ask("load", load)).perSecond];
	const rounds = await repeat(
		{ times: sizes.runs, budgetMs: sizes.budgetMs },
		async () => {
			const both = await Promise.all([
				one.worker.ask("load", load),
				other.worker.ask("load", { ...load, first: half + 1 }),
			]);
			const rates = both.map(({ perSecond }) => perSecond);
			return {
				share: Math.min(...rates) / ((rates[0] ?? 0) + (rates[1] ?? 0)),
				together: (rates[0] ?? 0) + (rates[1] ?? 0),
				gaveUp: both.reduce((sum, { failed }) => sum + failed, 0),
			};
		},
	);
	alone.push((await one.worker.ask("load", load)).perSecond);
	const share = median(rounds.map((round) => round.share));
	const together = median(rounds.map((round) => round.together));
	const gaveUp = rounds.reduce((sum, round) => sum + round.gaveUp, 0);
	return [
		{
			what: "two busy replicas, share of the slower",
			ours: `${figure(share * 100)} %`,
			floor: "a fair half 50 %",
			ratio: share / 0.5,
			must: "≥ 35 %",
			aim: "45 %",
			verdict: verdict(share >= 0.35, share >= 0.45),
			runs: rounds.length,
			note: `${figure(together)} patches/s together, one alone ${figure(median(alone))}; ${gaveUp} commands given back unwritten`,
		},
	];
}
