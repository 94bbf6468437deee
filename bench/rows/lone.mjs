import { openGitWriter } from "../git-writer.mjs";
import { median, quantile, repeat, timeMs } from "../median.mjs";
import { figure, verdict } from "../table.mjs";

/** Ready commits that plain git pushes for one measurement of the floor. */
const PUSHES = 8;

/**
 * How long one command takes when nothing else goes on, beside `git push` of one commit that is ready.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function lone(place, sizes) {
	const { smallBoard: tasks, history: commits, loneCommands: times } = sizes;
	const [ours, theirs] = [
		await place.serve({ tasks, commits }),
		await place.serve({ tasks, commits }),
	];
	const plain = await openGitWriter({ ...theirs, tasks }, place.path("clone"));
	const pushesMs = async () => {
		const ready = [];
		for (let count = 0; count < PUSHES; count++)
			ready.push(await plain.commit());
		const durations = [];
		for (const oid of ready)
			durations.push(await timeMs(() => plain.push(oid)));
		return durations;
	};
	const { worker } = await place.app(ours.url);
	await worker.ask("lone", { times: Math.ceil(times / 2), tasks });
	const floors = await pushesMs();
	const rounds = await repeat(
		{ times: sizes.runs, budgetMs: sizes.budgetMs },
		async () => {
			const latencies = await worker.ask("lone", { times, tasks });
			floors.push(...(await pushesMs()));
			return latencies;
		},
	);
	const p50Ms = median(rounds.flat());
	const floorMs = median(floors);
	const ratio = p50Ms / floorMs;
	return [
		{
			what: `one lone command, p50, ${figure(tasks)} tasks`,
			ours: `${figure(p50Ms)} ms`,
			floor: `git push ${figure(floorMs)} ms`,
			ratio,
			must: "≤ 0.5 × git push",
			aim: "15 ms",
			verdict: verdict(ratio <= 0.5, p50Ms <= 15),
			runs: rounds.flat().length,
			note: `p99 ${figure(quantile(rounds.flat(), 0.99))} ms`,
		},
	];
}
