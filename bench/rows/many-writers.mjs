import { copyBare, git, REF, startGit } from "../git.mjs";
import { median, repeat, timeMs } from "../median.mjs";
import { figure, verdict } from "../table.mjs";

/**
 * Patches per second of very many writers, beside `git fast-import` of the very commits they made.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function manyWriters(place, sizes) {
	const { manyWriters: writers, smallBoard: tasks, history: commits } = sizes;
	const size = { tasks, commits };
	const [board, served] = [await place.board(size), await place.serve(size)];
	const base = await git(board, ["rev-parse", REF]);
	const { worker } = await place.app(served.url);
	const load = { writers, seconds: sizes.seconds, tasks };
	await worker.ask("load", load);
	const count = Number(
		await git(served.dir, ["rev-list", "--count", `${base}..${REF}`]),
	);
	const stream = await exportSince(served.dir, base);
	const importPerSecond = async () => {
		const copy = place.path("import");
		await copyBare(board, copy);
		const ms = await timeMs(() =>
			git(copy, ["fast-import", "--quiet"], { input: stream }),
		);
		return (count / ms) * 1_000;
	};
	const floors = [await importPerSecond()];
	const loads = await repeat(
		{ times: sizes.runs, budgetMs: sizes.budgetMs },
		async () => {
			const result = await worker.ask("load", load);
			floors.push(await importPerSecond());
			return result;
		},
	);
	const rate = median(loads.map(({ perSecond }) => perSecond));
	const floor = median(floors);
	const ratio = rate / floor;
	const middle = (name) => figure(median(loads.map((one) => one[name])));
	return [
		{
			what: `acknowledged patches/s, ${figure(writers)} writers, ${figure(tasks)} tasks`,
			ours: `${figure(rate)}/s`,
			floor: `git fast-import ${figure(floor)}/s`,
			ratio,
			must: "≥ 0.35 ×",
			aim: "0.7 ×",
			verdict: verdict(ratio >= 0.35, ratio >= 0.7),
			runs: loads.length,
			note: `p50 ${middle("p50Ms")} ms, p99 ${middle("p99Ms")} ms, ${middle("cpuUsPerPatch")} µs of our CPU per patch`,
		},
	];
}

/**
 * @param {string} dir
 * @param {string} base
 */
async function exportSince(dir, base) {
	const args = ["fast-export", "--reference-excluded-parents", REF, `^${base}`];
	const { stdin, done } = startGit(dir, args);
	stdin.end();
	return done;
}
