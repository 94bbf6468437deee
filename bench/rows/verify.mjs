import { mkdir } from "node:fs/promises";

import { openLocalStore } from "../../dist/store/local-store.js";
import { openBoard, openEngine, said } from "../engine.mjs";
import { BRANCH, git, initBare } from "../git.mjs";
import { median, repeat, timeMs } from "../median.mjs";
import { figure, verdict } from "../table.mjs";

/** The life of a task of the replayed board, each line one commit. */
const LIFE = [
	{ verb: "enroll", input: { title: "Resume a broken import" } },
	{ verb: "claim", input: {} },
	{ verb: "note", input: { body: "the cursor is kept beside the feed" } },
	{
		verb: "patch",
		input: {
			patch: {
				current_state: ["cursor kept", "resume works", "tests written"],
			},
		},
	},
	{ verb: "note", input: { kind: "decision", body: "one cursor a feed" } },
	{ verb: "priority", input: { priority: "high" } },
	{ verb: "release", input: {} },
];
/** Tasks that are worked on side by side. */
const SIDE_BY_SIDE = 100;

/**
 * Commits per second that are replayed in a process that has just started, beside plain git reading the same log with what
 * changed in each commit: by `baton verify` in a clone and by the app on the command, which fetches the log first. The slower
 * one counts.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function verify(place, sizes) {
	const { dir, url } = place.servedPath("replayed");
	await mkdir(dir);
	await initBare(dir);
	const commits = await liveThrough(dir, sizes.verifiedCommits);
	const log = ["log", "--format=%B", "--raw", "--no-abbrev", BRANCH];
	const logMs = () => timeMs(() => git(dir, log));
	const floors = [await logMs()];
	const ended = async (worker, asked) => {
		const found = await asked;
		await worker.end();
		if (found.commits !== commits)
			throw new Error(`${found.commits} of ${commits} commits were replayed`);
		return found.ms;
	};
	const bounds = { times: Math.min(3, sizes.runs), budgetMs: sizes.budgetMs };
	const rounds = await repeat(bounds, async () => {
		const cli = place.child("worker.mjs");
		const cliMs = await ended(cli, cli.ask("verify", { dir }));
		const { worker } = await place.app(url);
		const appMs = await ended(worker, worker.ask("verifyCommand"));
		floors.push(await logMs());
		return { cliMs, appMs };
	});
	const rateOf = (ms) => (commits / ms) * 1_000;
	const cli = rateOf(median(rounds.map(({ cliMs }) => cliMs)));
	const app = rateOf(median(rounds.map(({ appMs }) => appMs)));
	const rate = Math.min(cli, app);
	const floor = rateOf(median(floors));
	return [
		{
			what: `verify, ${figure(commits)} commits`,
			ours: `${figure(rate)}/s`,
			floor: `git log --raw ${figure(floor)}/s`,
			ratio: rate / floor,
			must: "≥ 1,000/s",
			aim: "5,000/s",
			verdict: verdict(rate >= 1_000, rate >= 5_000),
			runs: rounds.length,
			note: `baton verify in a clone ${figure(cli)}/s, the command in the app ${figure(app)}/s with fetching the log`,
		},
	];
}

/**
 * Has the app's engine write a board of about so many commits and answers how many there are.
 *
 * @param {string} dir
 * @param {number} wanted
 */
async function liveThrough(dir, wanted) {
	const engine = openEngine(await openLocalStore({ dir, branch: BRANCH }));
	await openBoard(engine);
	const tasks = Math.ceil(wanted / LIFE.length);
	for (let first = 1; first <= tasks; first += SIDE_BY_SIDE) {
		for (const [step, { verb, input }] of LIFE.entries())
			await Promise.all(
				Array.from(
					{ length: Math.min(SIDE_BY_SIDE, tasks - first + 1) },
					async (_, index) => {
						const task = String(first + index);
						const command = { verb, input, task, opId: `k${task}x${step}` };
						const [answer] = await engine.perform([said(index, command)]);
						if (!answer?.ok || answer.commit === undefined)
							throw new Error(`not written: ${JSON.stringify(answer)}`);
					},
				),
			);
	}
	await engine.close();
	return Number(await git(dir, ["rev-list", "--count", BRANCH]));
}
