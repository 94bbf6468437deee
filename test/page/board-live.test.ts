import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import type { BoardAnswer } from "../../src/page/state/card.ts";
import {
	type BoardShown,
	boardFrom,
	tasksIn,
	withCards,
} from "../../src/page/state/columns.ts";
import type { FeedEvent } from "../../src/page/state/live.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

const KEYS = ["1", "2", "3", "4", "5", "6"];
const key = fc.constantFrom(...KEYS);

/** Something that somebody says; what is refused changes nothing. */
const act = fc.oneof(
	fc.tuple(
		fc.constantFrom(
			...["claim", "release", "done", "cancel", "reopen", "unblock"],
		),
		key,
		fc.constant({}),
	),
	fc.tuple(
		fc.constant("priority"),
		key,
		fc.constantFrom("urgent", "high", "low").map((priority) => ({ priority })),
	),
	fc.tuple(
		fc.constantFrom("depend", "undepend"),
		key,
		key.map((on) => ({ on: [on] })),
	),
	fc.tuple(
		fc.constantFrom("parent"),
		key,
		key.map((parent) => ({ parent })),
	),
	fc.tuple(fc.constant("unparent"), key, fc.constant({})),
	fc.tuple(fc.constant("block"), key, fc.constant({ reason: "a vendor" })),
	fc.tuple(
		fc.constant("move"),
		key,
		fc.constantFrom("backlog", "ready").map((to) => ({ to })),
	),
);
type Act = readonly [verb: string, task: string, input: object];

async function ask(bench: Bench, verb: string, input: JsonObject) {
	const [answer] = await bench.engine.perform([
		say(bench, "guest", verb, { input, role: "read" }),
	]);
	if (answer?.ok !== true) throw new Error(answer?.code);
	return answer.data as unknown;
}

async function saidNow(bench: Bench, acts: readonly Act[]): Promise<void> {
	for (const [verb, task, input] of acts) {
		await bench.engine.perform([
			say(bench, "maintainer", verb, {
				...{ task, role: "admin", input: input as JsonObject },
			}),
		]);
		bench.advance(1_000);
	}
}

const cardsByColumn = ({ columns }: BoardShown) =>
	columns.map(({ status, count, limit, overdue, cards }) => ({
		...{ status, count, limit, overdue, cards },
	}));

test("a page that reads only what events name ends with the board that a reload shows, whatever happens meanwhile", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(
				fc.tuple(
					fc.array(act, { minLength: 1, maxLength: 4 }),
					fc.array(act, { maxLength: 2 }),
				),
				{ minLength: 1, maxLength: 12 },
			),
			async (rounds) => {
				const bench = makeBench();
				await openBoard(bench, { review: "never" }, KEYS);
				const first = (await ask(bench, "board", {
					limit: 2_000,
				})) as BoardAnswer;
				let shown = boardFrom(first);
				let cursor = first.head as string;
				const hear = async (meanwhile: readonly Act[]) => {
					const feed = (await ask(bench, "feed", { cursor, limit: 100 })) as {
						events: readonly FeedEvent[];
						cursor: string;
					};
					cursor = feed.cursor;
					const keys = tasksIn(feed.events, shown);
					// The board goes on before it is read.
					await saidNow(bench, meanwhile);
					if (keys?.size === 0) return;
					const answer = (await ask(bench, "board", {
						limit: 2_000,
						...(keys === undefined ? {} : { tasks: [...keys] }),
					})) as BoardAnswer;
					shown =
						keys === undefined
							? boardFrom(answer)
							: withCards(shown, answer, keys);
				};
				for (const [acts, meanwhile] of rounds) {
					await saidNow(bench, acts);
					await hear(meanwhile);
				}
				await hear([]);
				const whole = (await ask(bench, "board", {
					limit: 2_000,
				})) as BoardAnswer;
				expect(cardsByColumn(shown)).toEqual(cardsByColumn(boardFrom(whole)));
			},
		),
		{ numRuns: 100 },
	);
}, 60_000);

test("an event about no task, by hand, or about parts is about the whole board", () => {
	const shown = boardFrom({
		...{ name: "board", columns: [], count: 0, open: 0, overdue: 0 },
	});
	const claim = { kind: "op", op: "claim", task: "1" };
	for (const other of [
		{ kind: "op", op: "configure" },
		{ kind: "op", op: "unparent", task: "2" },
		{ kind: "foreign", others: { "2": "ready" } },
	])
		expect(tasksIn([claim, other], shown)).toBeUndefined();
	expect(tasksIn([{ ...claim, others: { "2": "ready" } }], shown)).toEqual(
		new Set(["1", "2"]),
	);
});
