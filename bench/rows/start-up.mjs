import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { openLocalStore } from "../../dist/store/local-store.js";
import { openBoard, openEngine, said } from "../engine.mjs";
import { BRANCH, initBare } from "../git.mjs";
import { median, repeat, timeMs } from "../median.mjs";
import { processRow } from "../process-row.mjs";

const CLI = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const RUNS = 4;
const TASKS = 20;

/**
 * What a command line costs as a process, beside node that does nothing: one that only starts, and one that reads a small
 * board and decides on it.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function startUp(place, sizes) {
	const dir = await smallBoard(place);
	const lines = {
		bare: ["-e", "0"],
		help: [CLI, "verify", "--help"],
		show: [CLI, "show", "3", "--repo", dir],
	};
	const start = (args) =>
		timeMs(() => promisify(execFile)(process.execPath, args));
	for (const args of Object.values(lines)) await start(args);
	const times = sizes.runs * RUNS;
	const runs = await repeat({ times, budgetMs: sizes.budgetMs }, async () => ({
		bare: await start(lines.bare),
		help: await start(lines.help),
		show: await start(lines.show),
	}));
	const floorMs = median(runs.map(({ bare }) => bare));
	const beside = { floorMs, runs: runs.length };
	return [
		processRow(
			"baton verify --help as a process",
			median(runs.map(({ help }) => help)),
			beside,
		),
		processRow(
			`baton show as a process, ${TASKS} tasks`,
			median(runs.map(({ show }) => show)),
			beside,
		),
	];
}

/** A bare repository whose board was written a command at a time, as the local form leaves it. */
async function smallBoard(place) {
	const dir = place.path("small");
	await mkdir(dir);
	await initBare(dir);
	const engine = openEngine(await openLocalStore({ dir, branch: BRANCH }));
	await openBoard(engine);
	for (let task = 1; task <= TASKS; task++)
		for (const [verb, input] of [
			["enroll", { title: `Resume import ${task}` }],
			["claim", {}],
			["release", {}],
		])
			await engine.perform([
				said(0, { verb, input, task: `${task}`, opId: `k${task}:${verb}` }),
			]);
	await engine.close();
	return dir;
}
