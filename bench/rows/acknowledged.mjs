import { openGitWriter } from "../git-writer.mjs";
import { median, repeat, timeMs } from "../median.mjs";
import { figure, verdict } from "../table.mjs";

/** Commits that plain git makes and pushes for one measurement of the floor. */
const GIT_COMMITS = 8;

/**
 * Acknowledged patches per second of many writers at once, beside the git command line.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function acknowledged(place, sizes) {
	const { writers, middleBoard: tasks, history: commits, seconds } = sizes;
	const [ours, theirs] = [
		await place.serve({ tasks, commits }),
		await place.serve({ tasks, commits }),
	];
	const plain = await openGitWriter({ ...theirs, tasks }, place.path("clone"));
	const perSecondOfGit = async () => {
		const ms = await timeMs(async () => {
			for (let count = 0; count < GIT_COMMITS; count++)
				await plain.push(await plain.commit());
		});
		return (GIT_COMMITS / ms) * 1_000;
	};
	const { worker } = await place.app(ours.url);
	await worker.ask("load", { writers, seconds: seconds / 2, tasks });
	const floors = [await perSecondOfGit()];
	const loads = await repeat(
		{ times: sizes.runs, budgetMs: sizes.budgetMs },
		async () => {
			const load = await worker.ask("load", { writers, seconds, tasks });
			floors.push(await perSecondOfGit());
			return load;
		},
	);
	const rate = median(loads.map(({ perSecond }) => perSecond));
	const floor = median(floors);
	const ratio = rate / floor;
	const middle = (name) => figure(median(loads.map((load) => load[name])));
	return [
		{
			what: `acknowledged patches/s, ${writers} writers, ${figure(tasks)} tasks`,
			ours: `${figure(rate)}/s`,
			floor: `git commit + push ${figure(floor)}/s`,
			ratio,
			must: "≥ 50 × git",
			aim: "2,500/s",
			verdict: verdict(ratio >= 50, rate >= 2_500),
			runs: loads.length,
			note: `p50 ${middle("p50Ms")} ms, p99 ${middle("p99Ms")} ms, ${middle("cpuUsPerPatch")} µs of our CPU per patch`,
		},
	];
}
