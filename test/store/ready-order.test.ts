import fc from "fast-check";
import { expect, test } from "vitest";
import { Draft } from "../../src/core/draft.ts";
import { comparePlaces, placeOf, unblocksOf } from "../../src/core/ready.ts";
import { PRIORITIES, type Task } from "../../src/core/task.ts";
import { eligible } from "../../src/verbs/eligibility.ts";
import { makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

const VERBS = [
	"priority",
	"assign",
	"claim",
	"release",
	"depend",
	"cancel",
	"reopen",
	"block",
	"unblock",
	"undepend",
] as const;

test("the order that is kept is the one a look at every task gives, whatever was done", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(
				fc.tuple(
					fc.constantFrom(...VERBS),
					fc.integer({ min: 1, max: 8 }),
					fc.integer({ min: 1, max: 8 }),
					fc.constantFrom(...PRIORITIES),
				),
				{ minLength: 5, maxLength: 40 },
			),
			async (acts) => {
				const bench = makeBench();
				const keys = Array.from({ length: 8 }, (_, index) => `${index + 1}`);
				await openBoard(bench, {}, keys);
				for (const [verb, key, other, priority] of acts) {
					const input = {
						priority: { priority },
						assign: { assignee: "alice" },
						depend: { on: [`${other}`] },
						undepend: { on: [`${other}`] },
						block: { reason: "x" },
					}[verb as string];
					await bench.engine.perform([
						say(bench, "alice", verb, { task: `${key}`, input: input ?? {} }),
					]);
				}
				await bench.engine.inspect((board) => {
					const ready = [...board.keys()]
						.map((key) => board.task(key) as Task)
						.filter(({ status }) => status === "ready");
					const naive = ready
						.map((task) => placeOf(task, unblocksOf(board, task.key)))
						.sort(comparePlaces)
						.map(({ key }) => key);
					expect([...board.ready()]).toEqual(naive);
					expect([...board.assigned("alice")]).toEqual(
						ready
							.filter(({ assignee }) => assignee === "alice")
							.map(({ key }) => key),
					);
					const command = {
						...say(bench, "alice", "next"),
						agent: "alice",
						now: new Date(bench.nowMs()).toISOString(),
					};
					const config = board.board?.config;
					if (config === undefined) throw new Error("no board");
					const mine = (key: string) => board.task(key)?.assignee === "alice";
					expect(
						[
							...eligible(new Draft(board), { command, config, filter: {} }),
						].map(({ task }) => task.key),
					).toEqual([
						...naive.filter(mine),
						...naive.filter((key) => !mine(key)),
					]);
				});
			},
		),
		{ numRuns: 60 },
	);
});
