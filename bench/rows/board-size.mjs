import { median, repeat } from "../median.mjs";
import { openBoardFacts } from "../open-board.mjs";
import { figure, verdict } from "../table.mjs";

/**
 * Whether a large board makes a patch dearer for us: CPU time of the app's own process under the same load on two boards,
 * in turns.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function boardSize(place, sizes) {
	const { writers, seconds } = sizes;
	const open = async (tasks) => {
		const { worker } = await openBoardFacts(place, sizes, tasks);
		return () => worker.ask("load", { writers, seconds, tasks });
	};
	const [small, large] = [
		await open(sizes.smallBoard),
		await open(sizes.largeBoard),
	];
	for (const load of [small, large]) await load();
	const pairs = await repeat(
		{ times: sizes.runs, budgetMs: sizes.budgetMs },
		async () => ({
			small: await small(),
			large: await large(),
		}),
	);
	const ours = median(pairs.map(({ large }) => large.cpuUsPerPatch));
	const floor = median(pairs.map(({ small }) => small.cpuUsPerPatch));
	const ratio = ours / floor;
	const rate = (side) =>
		figure(median(pairs.map((pair) => pair[side].perSecond)));
	return [
		{
			what: `our CPU per patch, ${figure(sizes.largeBoard)} tasks`,
			ours: `${figure(ours)} µs`,
			floor: `ours, ${figure(sizes.smallBoard)} tasks: ${figure(floor)} µs`,
			ratio,
			must: "≤ 2 ×",
			aim: "1.2 ×",
			verdict: verdict(ratio <= 2, ratio <= 1.2),
			runs: pairs.length,
			note: `patches/s ${rate("large")} and ${rate("small")}`,
		},
	];
}
