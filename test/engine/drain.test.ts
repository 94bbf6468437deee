import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import type { Engine } from "../../src/engine/perform.ts";
import { verify } from "../../src/engine/verify.ts";
import type { Store } from "../../src/store/store.ts";
import { person } from "../support/bench.ts";
import { brokenInvariants } from "../support/invariants.ts";
import {
	makeChance,
	randomTasks,
	wrongOrder,
} from "../support/random-tasks.ts";
import { openBoard, say } from "../support/speak.ts";
import {
	makeWaitBench,
	type WaitBench,
	waitOf,
} from "../support/wait-bench.ts";

const TASKS = 200;
const WORKERS = 8;

/** What a worker is at: between two answers, waiting, or working until a time. */
interface Worker {
	readonly name: string;
	at: "speaking" | "waiting" | "working";
	untilMs: number;
	wake: () => void;
}

/** A worker's whole life: wait, claim, work for a while, be done, until the engine is closed. */
async function live(
	worker: Worker,
	bench: WaitBench,
	{
		chance,
		isOver,
	}: { chance: (below: number) => number; isOver: () => boolean },
): Promise<void> {
	const { engine } = bench;
	const takesWhatItSaw = chance(2) === 0;
	while (!isOver()) {
		worker.at = "waiting";
		const shown = await engine.wait(waitOf(worker.name));
		worker.at = "speaking";
		if (!shown.ok) throw new Error(shown.message);
		const task = shown.data.task as JsonObject | null;
		if (task === null) continue;
		const key = await claimed(worker, bench, takesWhatItSaw ? task : undefined);
		if (key === undefined) continue;
		worker.at = "working";
		worker.untilMs = bench.nowMs() + 1_000 * (1 + chance(60));
		await new Promise<void>((resolve) => {
			worker.wake = resolve;
		});
		worker.at = "speaking";
		await must(engine, say(bench, worker.name, "done", { task: key }));
	}
}

/** The key of the task it got; undefined when another was faster. */
async function claimed(
	{ name }: Worker,
	bench: WaitBench,
	task: JsonObject | undefined,
): Promise<string | undefined> {
	const saying =
		task === undefined
			? say(bench, name, "claim-next")
			: say(bench, name, "claim", { task: String(task.key) });
	const [answer] = await bench.engine.perform([saying]);
	if (answer?.ok === true) return String(answer.task);
	expect(["CONFLICT_LOCKED", "INVALID_TRANSITION", "NOT_FOUND"]).toContain(
		answer?.code,
	);
	return undefined;
}

async function must(
	engine: Engine,
	saying: ReturnType<typeof say>,
): Promise<void> {
	const [answer] = await engine.perform([saying]);
	if (answer?.ok !== true) throw new Error(JSON.stringify(answer));
}

/** Lets everything happen that needs no time. */
async function settle(
	bench: WaitBench,
	workers: readonly Worker[],
): Promise<void> {
	for (let rounds = 0; rounds < 1_000; rounds++) {
		await bench.engine.inspect(() => undefined);
		await new Promise((resolve) => setImmediate(resolve));
		if (workers.every(({ at }) => at !== "speaking")) return;
	}
	throw new Error("the workers never come to rest");
}

async function subjectsOf(store: Store): Promise<readonly string[]> {
	const subjects: string[] = [];
	const head = await store.head();
	if (head !== null)
		for await (const { message } of store.log(head))
			subjects.unshift(message.split("\n", 1)[0] ?? "");
	return subjects;
}

test.each([1, 2])(
	"200 tasks in a random DAG are drained by 8 workers, none of them idle while a task is free (seed %i)",
	async (seed) => {
		const bench = makeWaitBench();
		const chance = makeChance(seed);
		const tasks = randomTasks(TASKS, chance);
		await openBoard(bench, { lease: { default: "5m" } });
		const answers = await bench.engine.perform(
			tasks.map(({ key: task, blocked_by, priority }) =>
				say(bench, "maintainer", "enroll", {
					task,
					input: { title: `Task ${task}`, blocked_by, priority },
				}),
			),
		);
		expect(answers.filter(({ ok }) => ok)).toHaveLength(TASKS);
		const workers = Array.from(
			{ length: WORKERS },
			(_, index): Worker => ({
				name: `worker${"-".repeat(index)}${index}`,
				at: "speaking",
				untilMs: 0,
				wake: () => undefined,
			}),
		);
		expect(new Set(workers.map(({ name }) => person(name).id)).size).toBe(
			WORKERS,
		);
		let isOver = false;
		const lives = workers.map((worker) =>
			live(worker, bench, { chance, isOver: () => isOver }),
		);
		let idle = 0;
		for (let turns = 0; turns < 10 * TASKS; turns++) {
			await settle(bench, workers);
			const waiting = workers.filter(({ at }) => at === "waiting");
			const working = workers.filter(({ at }) => at === "working");
			if (working.length === 0) break;
			const [first] = waiting;
			if (first !== undefined) {
				idle += waiting.length;
				const [next] = await bench.engine.perform([
					say(bench, first.name, "next"),
				]);
				expect(next).toMatchObject({ ok: true, data: { task: null } });
			}
			const untilMs = Math.min(...working.map((one) => one.untilMs));
			await bench.pass(Math.max(0, untilMs - bench.nowMs()));
			for (const worker of working)
				if (worker.untilMs <= bench.nowMs()) worker.wake();
		}
		// A DAG leaves somebody with nothing to do now and then, or the check above never ran.
		expect(idle).toBeGreaterThan(0);
		isOver = true;
		await bench.engine.close();
		await Promise.all(lives);
		expect(wrongOrder(tasks, await subjectsOf(bench.store))).toEqual([]);
		expect(
			await verify(bench.store, { identity: bench.identity }),
		).toMatchObject({ ok: true });
		expect(await brokenInvariants(bench.store)).toEqual([]);
	},
);
