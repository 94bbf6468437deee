import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { median, repeat, timeMs } from "../median.mjs";
import { figure, verdict } from "../table.mjs";

const CLI = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const RUNS = 4;

/**
 * What starting the command line costs, beside node that does nothing.
 *
 * @param {import("../place.mjs").Place} _place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function startUp(_place, sizes) {
	const start = (...args) =>
		timeMs(() => promisify(execFile)(process.execPath, args));
	for (const warmUp of [
		["-e", "0"],
		[CLI, "verify", "--help"],
	])
		await start(...warmUp);
	const times = sizes.runs * RUNS;
	const pairs = await repeat({ times, budgetMs: sizes.budgetMs }, async () => ({
		bare: await start("-e", "0"),
		ours: await start(CLI, "verify", "--help"),
	}));
	const oursMs = median(pairs.map(({ ours }) => ours));
	const floorMs = median(pairs.map(({ bare }) => bare));
	const ratio = oursMs / floorMs;
	return [
		{
			what: "baton verify --help as a process",
			ours: `${figure(oursMs)} ms`,
			floor: `node -e 0 ${figure(floorMs)} ms`,
			ratio,
			must: "≤ 2.5 × node",
			aim: "1.5 ×",
			verdict: verdict(ratio <= 2.5, ratio <= 1.5),
			runs: pairs.length,
		},
	];
}
