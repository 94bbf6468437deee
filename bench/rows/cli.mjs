import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { median, repeat, timeMs } from "../median.mjs";
import { processRow } from "../process-row.mjs";

const CLI = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const RUNS = 4;

/**
 * What a step of the loop costs as a process, beside node that does nothing: asking for the next action, and recording a
 * step's result, each of which is another one.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function cli(place, sizes) {
	const times = sizes.runs * RUNS;
	const dir = await startedRun(place, times + 1);
	const start = (...args) => promisify(execFile)(process.execPath, args);
	const execute = (...args) => start(CLI, "execute", ...args, "--repo", dir);
	const record = async (step) => {
		await execute("dispatched", "--step-id", step);
		return timeMs(() =>
			execute(
				...["record", "--step-id", step],
				...["--status", "complete", "--outcome", `did ${step}`],
			),
		);
	};
	await record("1.1");
	await execute("next");
	const runs = await repeat(
		{ times, budgetMs: sizes.budgetMs },
		async (index) => ({
			bare: await timeMs(() => start("-e", "0")),
			next: await timeMs(() => execute("next")),
			record: await record(`1.${index + 2}`),
		}),
	);
	const floorMs = median(runs.map(({ bare }) => bare));
	const beside = { floorMs, runs: runs.length };
	return [
		processRow(
			"baton execute next as a process",
			median(runs.map(({ next }) => next)),
			beside,
		),
		processRow(
			"baton execute record as a process",
			median(runs.map(({ record }) => record)),
			beside,
		),
	];
}

/** A repository with a run of so many steps under way. */
async function startedRun(place, steps) {
	const dir = place.path("run");
	await mkdir(dir);
	const run = promisify(execFile);
	const git = (...args) => run("git", ["-C", dir, ...args]);
	await git("init", "--quiet", "--initial-branch=main");
	await git("config", "user.name", "dev");
	await git("config", "user.email", "dev@example.com");
	await git("commit", "--quiet", "--allow-empty", "-m", "start");
	const lines = Array.from(
		{ length: steps },
		(_, index) => `      - { role: worker, task: Do part ${index + 1} }`,
	);
	const plan = join(dir, "plan.yaml");
	await writeFile(
		plan,
		`phases:\n  - name: All\n    steps:\n${lines.join("\n")}\n`,
	);
	const baton = (...args) =>
		run(process.execPath, [CLI, ...args], { cwd: dir });
	await baton("plan", "Many parts", "--import", plan, "--save");
	await baton("execute", "start");
	return dir;
}
