import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";

import { verify } from "../dist/engine/verify.js";
import { ObjectDirectory } from "../dist/store/git/object-directory.js";
import { openHttpStore } from "../dist/store/http-store.js";
import { openLocalStore } from "../dist/store/local-store.js";
import { openSavedIndex } from "../dist/store/saved-index.js";
import { codeOf } from "../dist/store/store-unavailable.js";
import { decide } from "../dist/verbs/decide.js";
import { taskKey } from "./board-fixture.mjs";
import { answerRequests } from "./child.mjs";
import { IDENTITY, openEngine, said } from "./engine.mjs";
import { BRANCH } from "./git.mjs";
import { quantile } from "./median.mjs";
import { profiled } from "./profile.mjs";

// One process of the app on one board, doing what it is told to and telling what that cost.

/** A task that is ready on every board of the bench. */
const FIRST_READY = 3;

/** @type {import("../dist/engine/perform.js").Engine} */
let engine;
/** Makes op ids and contents differ from one measurement to the next. */
let round = 0;

answerRequests({
	open,
	load: (input) => profiled("load", () => load(input)),
	lone: (input) => profiled("lone", () => lone(input)),
	next: (input) => profiled("next", () => next(input)),
	verify: (input) => profiled("verify", () => verifyBranch(input)),
	wait: (input) => profiled("wait", () => wait(input)),
	verifyCommand: () => profiled("verify-command", verifyCommand),
	claim,
	memory,
	close: () => engine.close(),
});

/**
 * Takes a board in, from nothing (fetch, parse, index) or from what an earlier process left in `cacheDir` and, if there is
 * `savedPath`, in that. Also answers how long the event loop stood still at most.
 *
 * @param {{ url: string, cacheDir: string, savedPath?: string }} place
 */
async function open({ url, cacheDir, savedPath }) {
	const loop = monitorEventLoopDelay({ resolution: 1 });
	loop.enable();
	const start = performance.now();
	const store = await openHttpStore({ url, branch: BRANCH, cacheDir });
	const saved =
		savedPath === undefined
			? undefined
			: openSavedIndex({
					path: savedPath,
					board: url,
					build: "bench",
					nowMs: Date.now,
				});
	engine = openEngine(store, saved);
	const tasks = await profiled("open", () =>
		engine.inspect((board) => [...board.keys()].length),
	);
	const ms = performance.now() - start;
	loop.disable();
	return { ms, tasks, stillMs: loop.max / 1e6 };
}

/**
 * So many writers, each on tasks of its own, each saying the next command as soon as the last one was acknowledged. Every
 * command makes a commit. `first` and `tasks` say which part of the board is theirs.
 *
 * @param {{ writers: number, seconds: number, first?: number, tasks: number }} input
 */
async function load({ writers, seconds, first = 1, tasks }) {
	const each = Math.floor(tasks / writers);
	if (each < 1) throw new Error("every writer needs a task of its own");
	round++;
	/** @type {number[]} */
	const latencies = [];
	let failed = 0;
	const cpu = process.cpuUsage();
	const start = performance.now();
	const end = start + seconds * 1_000;
	await Promise.all(
		Array.from({ length: writers }, async (_, writer) => {
			for (let count = 0; performance.now() < end; count++) {
				const task = taskKey(first + writer * each + (count % each));
				const before = performance.now();
				const isDone = await write(writer, { task, count });
				latencies.push(performance.now() - before);
				if (!isDone) failed++;
			}
		}),
	);
	const ms = performance.now() - start;
	const { user, system } = process.cpuUsage(cpu);
	const patches = latencies.length - failed;
	return {
		patches,
		failed,
		perSecond: (patches / ms) * 1_000,
		cpuUsPerPatch: (user + system) / Math.max(1, patches),
		p50Ms: quantile(latencies, 0.5),
		p99Ms: quantile(latencies, 0.99),
	};
}

/** Whether a command took effect; false when the store could not be reached or others were always faster. */
async function write(writer, { task, count }) {
	// A priority that the task does not have, or there would be nothing to commit.
	const priority =
		engine.peek((board) => board.task(task)?.priority) === "low"
			? "urgent"
			: "low";
	const opId = `k${process.pid.toString(16)}x${round}x${writer}x${count}`;
	const command = { verb: "priority", task, input: { priority }, opId };
	try {
		const [answer] = await engine.perform([said(writer, command)]);
		if (answer?.ok && answer.commit !== undefined) return true;
		throw new Error(`not written: ${JSON.stringify(answer)}`);
	} catch (error) {
		if (codeOf(error) === "STORE_UNAVAILABLE") return false;
		throw error;
	}
}

/**
 * One command at a time, nothing else going on; answers how long each took.
 *
 * @param {{ times: number, tasks: number }} input
 */
async function lone({ times, tasks }) {
	round++;
	const latencies = [];
	for (let count = 0; count < times; count++) {
		const task = taskKey(1 + (count % tasks));
		const start = performance.now();
		await write(0, { task, count });
		latencies.push(performance.now() - start);
	}
	return latencies;
}

/** Claims one task and tells whether it was got. */
async function claim({ task, writer }) {
	const opId = `k${process.pid.toString(16)}x${++round}`;
	const command = said(writer, { verb: "claim", task, opId });
	const [answer] = await engine.perform([command]);
	if (answer?.ok) return { won: true };
	if (answer?.code === "CONFLICT_LOCKED") return { won: false };
	throw new Error(`neither won nor lost: ${JSON.stringify(answer)}`);
}

/**
 * How long it takes to decide `next`, and beside it one pass over the same tasks that does nothing but compare.
 *
 * @param {{ times: number }} input
 */
function next({ times }) {
	const ask = said(1, { verb: "next", opId: "e7" });
	const command = { ...ask, agent: "writer-1", now: new Date().toISOString() };
	return engine.peek((board) => {
		const tasks = [...board.keys()].map((key) => board.task(key));
		/** @type {number[]} */
		const decided = [];
		/** @type {number[]} */
		const scanned = [];
		for (let count = 0; count < times; count++) {
			const start = performance.now();
			const decision = decide(board, command);
			const between = performance.now();
			const best = scan(tasks);
			scanned.push(performance.now() - between);
			decided.push(between - start);
			if (decision.ok !== true || best === undefined)
				throw new Error(`nothing next: ${JSON.stringify(decision)}`);
		}
		return { decided, scanned };
	});
}

/** The least that looking at every task costs. */
function scan(tasks) {
	let best;
	for (const task of tasks) {
		if (task === undefined || task.status !== "ready") continue;
		if (best === undefined || task.created_at < best.created_at) best = task;
	}
	return best;
}

/**
 * So many agents wait for what is assigned to one that has nothing; then a task is. Answers how long the command took to be
 * acknowledged, and how long after that the last of them knew.
 *
 * @param {{ times: number, waiters: number }} input
 */
async function wait({ times, waiters }) {
	const task = taskKey(FIRST_READY);
	const assignee = "bench-waiter";
	const assign = (verb, input) => {
		const opId = `k${process.pid.toString(16)}x${++round}`;
		return engine.perform([said(0, { verb, task, input, opId })]);
	};
	const rounds = [];
	for (let count = 0; count < times; count++) {
		await assign("unassign", {});
		const waits = Array.from({ length: waiters }, (_, index) => {
			const { actor, role } = said(index, { verb: "wait", opId: "wait" });
			const agent = actor.login;
			return engine.wait({ actor, agent, role, assignee, timeoutMs: 50_000 });
		});
		await engine.inspect(() => undefined);
		const start = performance.now();
		const woken = Promise.all(waits).then((answers) => {
			const isShown = answers.every((one) => one.ok && one.data.task !== null);
			if (!isShown) throw new Error("a wait showed nothing");
			return performance.now();
		});
		await assign("assign", { assignee });
		const acknowledged = performance.now();
		const lastMs = Math.max(0, (await woken) - acknowledged);
		rounds.push({ acknowledgedMs: acknowledged - start, lastMs });
	}
	return rounds;
}

/** Memory of this process after the garbage was collected, in bytes. */
function memory() {
	for (let count = 0; count < 3; count++) globalThis.gc?.();
	return process.memoryUsage();
}

/**
 * Replays a branch of a repository on disk, as `baton verify` does.
 *
 * @param {{ dir: string }} input
 */
async function verifyBranch({ dir }) {
	const store = await openLocalStore({ dir, branch: BRANCH });
	const objects = new ObjectDirectory(join(dir, "objects"));
	const start = performance.now();
	const found = await verify(store, { identity: IDENTITY, objects });
	const ms = performance.now() - start;
	objects.close();
	await store.close();
	return { ms, ...whole(found) };
}

/** Has the board that was opened verified, as the command does: all of its log is fetched first. */
async function verifyCommand() {
	const command = said(0, { verb: "verify", opId: "k0" });
	const start = performance.now();
	const [answer] = await engine.perform([{ ...command, role: "maintain" }]);
	const ms = performance.now() - start;
	if (!answer?.ok) throw new Error(`not verified: ${JSON.stringify(answer)}`);
	return { ms, ...whole(answer.data.verification) };
}

/** How many commits were verified, all of them. */
function whole(found) {
	if (!found.ok || found.before !== undefined)
		throw new Error(`the board does not hold: ${JSON.stringify(found)}`);
	return { commits: found.commits };
}
