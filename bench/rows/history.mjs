import { git } from "../git.mjs";
import { median, repeat } from "../median.mjs";
import { figure, verdict } from "../table.mjs";

/**
 * Whether a long history slows writers down: the same load on two boards, in turns. Git has to find the long one sound after it.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function history(place, sizes) {
	const { smallBoard: tasks, writers, seconds } = sizes;
	const open = async (commits) => {
		const { dir, url } = await place.serve({ tasks, commits });
		return { dir, ...(await place.app(url)) };
	};
	const short = await open(sizes.shortHistory);
	const long = await open(sizes.longHistory);
	const load = { writers, seconds, tasks };
	for (const { worker } of [short, long]) await worker.ask("load", load);
	const pairs = await repeat(
		{ times: sizes.runs, budgetMs: sizes.budgetMs },
		async () => {
			const before = await short.worker.ask("load", load);
			const ours = await long.worker.ask("load", load);
			const after = await short.worker.ask("load", load);
			return {
				long: ours.perSecond,
				short: (before.perSecond + after.perSecond) / 2,
			};
		},
	);
	await git(long.dir, ["fsck", "--full", "--strict", "--no-dangling"]);
	const rate = median(pairs.map((pair) => pair.long));
	const floor = median(pairs.map((pair) => pair.short));
	const ratio = median(pairs.map((pair) => pair.long / pair.short));
	return [
		{
			what: `patches/s with ${figure(sizes.longHistory)} commits behind them`,
			ours: `${figure(rate)}/s`,
			floor: `ours with ${figure(sizes.shortHistory)}: ${figure(floor)}/s`,
			ratio,
			must: "≥ 0.9 ×",
			aim: "1.0 ×",
			// Two medians of the same thing are never exactly equal.
			verdict: verdict(ratio >= 0.9, ratio >= 0.98),
			runs: pairs.length,
			note: `taking the board in took ${figure(long.ms / 1_000)} s, with the short history ${figure(short.ms / 1_000)} s; git fsck --strict finds all of it sound`,
		},
	];
}
