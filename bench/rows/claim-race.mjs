import { taskKey } from "../board-fixture.mjs";
import { git, REF } from "../git.mjs";
import { openGitWriter } from "../git-writer.mjs";
import { median, repeat } from "../median.mjs";
import { figure, verdict } from "../table.mjs";

/** A task that is ready on every board of the bench, and the next one after it. */
const FIRST_READY = 3;
const NEXT_READY = 10;

/**
 * Many processes claim one task at the same moment: how many win, and when the winner knows. Beside it as many `git push`
 * processes with a commit each for the same place.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function claimRace(place, sizes) {
	const size = { tasks: sizes.smallBoard, commits: sizes.history };
	const { claimants } = sizes;
	const { url } = await place.serve(size);
	const workers = [];
	for (let count = 0; count < claimants; count++)
		workers.push((await place.app(url)).worker);
	const races = [];
	const floors = [];
	await repeat(
		{ times: sizes.runs, budgetMs: sizes.budgetMs },
		async (index) => {
			floors.push(await pushRace(place, { size, claimants }));
			const task = taskKey(FIRST_READY + index * NEXT_READY);
			races.push(
				await race(
					workers.map((worker, writer) => async () => {
						const { won } = await worker.ask("claim", { task, writer });
						return won;
					}),
				),
			);
		},
	);
	const wins = races.map(({ winners }) => winners);
	const winnerMs = median(races.map((one) => one.winnerMs));
	const floorMs = median(floors.map((one) => one.winnerMs));
	const isOne = wins.every((count) => count === 1);
	return [
		{
			what: `${claimants} processes claim one task`,
			ours: `${isOne ? "1 winner" : `winners ${wins.join(", ")}`}, ${figure(winnerMs / 1_000)} s`,
			floor: `${claimants} × git push ${figure(floorMs / 1_000)} s`,
			ratio: winnerMs / floorMs,
			must: "1 winner, ≤ 0.5 s",
			aim: "0.2 s",
			verdict: verdict(isOne && winnerMs <= 500, winnerMs <= 200),
			runs: races.length,
			note: `the last of the others knows after ${figure(median(races.map(({ lastMs }) => lastMs)) / 1_000)} s, with git push ${figure(median(floors.map(({ lastMs }) => lastMs)) / 1_000)} s; the processes run already, those of git start in it`,
		},
	];
}

/**
 * @param {import("../place.mjs").Place} place
 * @param {{ size: { tasks: number, commits: number }, claimants: number }} race
 */
async function pushRace(place, { size, claimants }) {
	const served = await place.serve(size);
	const writer = await openGitWriter(
		{ ...served, tasks: size.tasks },
		place.path("clone"),
	);
	const base = await git(served.dir, ["rev-parse", REF]);
	const ready = [];
	for (let count = 0; count < claimants; count++)
		ready.push(await writer.commit(base));
	return race(
		ready.map(
			(oid) => () =>
				writer.push(oid).then(
					() => true,
					() => false,
				),
		),
	);
}

/**
 * Starts all at once. Each tells whether it won.
 *
 * @param {readonly (() => Promise<boolean>)[]} runners
 */
async function race(runners) {
	const start = performance.now();
	let winners = 0;
	let winnerMs = Number.POSITIVE_INFINITY;
	await Promise.all(
		runners.map(async (run) => {
			if (!(await run())) return;
			winners++;
			winnerMs = Math.min(winnerMs, performance.now() - start);
		}),
	);
	return { winners, winnerMs, lastMs: performance.now() - start };
}
