import { mkdir } from "node:fs/promises";

import { median, quantile, repeat } from "../median.mjs";
import { figure, verdict } from "../table.mjs";

const AGENTS = ["agent-1", "agent-2"];

/**
 * How long after a command was answered those who wait over HTTP for what it brought have their answer: at the same process,
 * and at another one that hears of it over Redis.
 *
 * @param {import("../place.mjs").Place} place
 * @param {import("../sizes.mjs").Sizes} sizes
 * @returns {Promise<import("../table.mjs").Row[]>}
 */
export async function waitHttp(place, sizes) {
	const redisDir = place.path("redis");
	await mkdir(redisDir);
	const redisUrl = await place
		.child("redis-child.mjs")
		.ask("start", { dir: redisDir });
	const forge = place.child("forge-child.mjs");
	const { apiUrl, app } = await forge.ask("start", {
		dataDir: place.path("forge"),
	});
	const accounts = {};
	for (const login of AGENTS)
		accounts[login] = await forge.ask("account", { login });
	const start = () =>
		place.child("http-app-child.mjs").ask("start", {
			...{ apiUrl, app, accounts, home: place.path("home") },
			...(redisUrl === null ? {} : { redisUrl }),
		});
	const one = await start();
	await say(one, "agent-2", "enroll", { title: "Wake whoever waits" });
	const bounds = { times: sizes.loneCommands, budgetMs: sizes.budgetMs };
	const measure = async (waits, speaks) => {
		await wake(waits, speaks);
		return repeat(bounds, () => wake(waits, speaks));
	};
	const near = await measure(one, one);
	const far = redisUrl === null ? [] : await measure(one, await start());
	return [
		row("wait, wake over HTTP", near),
		row("wait, wake over HTTP at another process, Redis", far),
	];
}

/**
 * Milliseconds from the answer to the release until the answer to the wait, and what the release took.
 *
 * @param {string} waits Where somebody waits.
 * @param {string} speaks Where the task is given back.
 */
async function wake(waits, speaks) {
	await say(speaks, "agent-2", "claim", { task: 1 });
	const waiting = say(waits, "agent-1", "wait", {}).then((answer) => ({
		answer,
		atMs: performance.now(),
	}));
	// Both processes have seen the claim, and the wait is parked, when this is answered.
	await say(waits, "agent-1", "ping", {});
	const startMs = performance.now();
	await say(speaks, "agent-2", "release", { task: 1 });
	const releasedMs = performance.now();
	const { answer, atMs } = await waiting;
	if (answer.data.task?.key !== "1") throw new Error("woken by nothing");
	return { wakeMs: atMs - releasedMs, releaseMs: releasedMs - startMs };
}

/**
 * @param {string} url
 * @param {string} agent
 * @param {string} verb
 * @param {object} fields
 */
async function say(url, agent, verb, fields) {
	const response = await fetch(`${url}/api/v1/boards/acme/demo/board/${verb}`, {
		method: "POST",
		headers: { "content-type": "application/json", "x-baton-agent": agent },
		body: JSON.stringify(fields),
	});
	const answer = await response.json();
	if (!answer.ok) throw new Error(`${verb}: ${answer.message}`);
	return answer;
}

/**
 * @param {string} what
 * @param {readonly { wakeMs: number, releaseMs: number }[]} rounds
 * @returns {import("../table.mjs").Row}
 */
function row(what, rounds) {
	const bounds = { what, must: "≤ 100 ms", aim: "20 ms" };
	if (rounds.length === 0)
		return { ...bounds, verdict: "no Redis here", runs: 0 };
	const wakes = rounds.map(({ wakeMs }) => wakeMs);
	const wakeMs = median(wakes);
	const releaseMs = median(rounds.map((round) => round.releaseMs));
	return {
		...bounds,
		ours: `${figure(wakeMs)} ms`,
		floor: `the answer itself ${figure(releaseMs)} ms`,
		ratio: wakeMs / releaseMs,
		verdict: verdict(wakeMs <= 100, wakeMs <= 20),
		runs: rounds.length,
		note: `p90 ${figure(quantile(wakes, 0.9))} ms; below zero: whoever waits knows before whoever spoke`,
	};
}
