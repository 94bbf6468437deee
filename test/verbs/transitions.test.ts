import { describe, expect, test } from "vitest";
import type { BoardReader } from "../../src/core/board.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import {
	STATUSES,
	type Status,
	TRANSITIONS,
	tableOf,
} from "../../src/core/status.ts";
import { decide } from "../../src/verbs/decide.ts";
import { type Bench, makeBench, person } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

/** Everything that moves a task, as a maintainer or the app says it; `{}` where the task alone tells all. */
const MOVING: readonly (readonly [string, JsonObject])[] = [
	["claim", {}],
	["release", {}],
	["fail", { reason: "the disk is full" }],
	["fail", { reason: "it cannot be done", retryable: false }],
	["handoff", { to: "bob", note: "yours" }],
	["done", {}],
	["done", { artifacts: [{ kind: "pr", ref: "7" }] }],
	["approve", {}],
	["changes", { body: "not yet" }],
	["block", { reason: "wait" }],
	["unblock", {}],
	["depend", { on: ["open"] }],
	["undepend", { on: ["open"] }],
	["cancel", {}],
	["reopen", {}],
	["requeue", {}],
	["subtask", { title: "Half of it", park: true }],
	...STATUSES.map((to) => ["move", { to }] as const),
];

/** What Baton itself and closing by hand do. */
const UNBOUND: readonly (readonly [string, JsonObject])[] = [
	["close", { reason: "completed" }],
	["close", { reason: "not_planned" }],
	["override", { reason: "the check is down" }],
	["expire", {}],
];

/** Tasks named after where they stand, and for where a wait matters a second one that waits for the task `open`. */
const PLACES: readonly (readonly [string, Status])[] = [
	["backlog", "backlog"],
	["backlog-waits", "backlog"],
	["ready", "ready"],
	["work", "in_progress"],
	["work-waits", "in_progress"],
	["work-fails", "in_progress"],
	["held", "blocked"],
	["waits", "blocked"],
	["review", "review"],
	["review-waits", "review"],
	["done", "done"],
	["done-waits", "done"],
	["cancelled", "cancelled"],
	["cancelled-waits", "cancelled"],
	["failed", "dead_letter"],
	["failed-waits", "dead_letter"],
];

const LONG = { for: "24h" };

/** Brings one task into every place, by commands. */
async function stage(transitions: JsonObject | undefined): Promise<Bench> {
	const bench = makeBench();
	const config = {
		attempts: { max: 2 },
		agents: { maintainer: { logins: ["maintainer"], max_leases: 99 } },
	};
	await openBoard(bench, config, ["open", ...PLACES.map(([key]) => key)]);
	const at = async (task: string, ...says: readonly [string, JsonObject][]) => {
		for (const [verb, input] of says) {
			const saying =
				verb === "expire"
					? bench.appSays(verb, input, task)
					: say(bench, "maintainer", verb, { task, input, role: "admin" });
			const [answer] = await bench.engine.perform([saying]);
			if (!answer?.ok) throw new Error(`${task} ${verb}: ${answer?.message}`);
		}
	};
	for (const key of ["failed", "failed-waits"]) {
		await at(key, ["claim", { for: "1m" }]);
		bench.advance(3_700_000);
		await at(key, ["expire", {}]);
		bench.advance(3_700_000);
		await at(key, ["claim", { for: "1m" }]);
		bench.advance(3_700_000);
		await at(key, ["expire", {}]);
	}
	await at("work-fails", ["claim", { for: "1m" }]);
	bench.advance(3_700_000);
	await at("work-fails", ["expire", {}]);
	bench.advance(3_700_000);
	await at("work-fails", ["claim", { for: "1m" }]);
	await at("work", ["claim", LONG]);
	await at("work-waits", ["claim", LONG]);
	const pr = { artifacts: [{ kind: "pr", ref: "7" }] };
	for (const key of ["review", "review-waits"])
		await at(key, ["claim", LONG], ["done", pr]);
	for (const key of ["done", "done-waits"])
		await at(key, ["claim", LONG], ["done", {}]);
	for (const key of ["work-waits", "review-waits", "waits", "failed-waits"])
		await at(key, ["depend", { on: ["open"] }]);
	for (const key of ["backlog-waits", "cancelled-waits"])
		await at(key, ["depend", { on: ["open"] }]);
	await at("held", ["block", { reason: "wait" }]);
	for (const key of ["backlog", "backlog-waits"])
		await at(key, ["move", { to: "backlog" }]);
	for (const key of ["cancelled", "cancelled-waits"])
		await at(key, ["cancel", {}]);
	// What is done can have no new blocker; it can have one that was reopened.
	await at("done-waits", ["reopen", {}], ["depend", { on: ["open"] }]);
	await at("open", ["cancel", {}]);
	await at("done-waits", ["claim", LONG], ["done", {}]);
	await at("open", ["reopen", {}]);
	if (transitions !== undefined)
		await openBoard(bench, { ...config, transitions });
	return bench;
}

/** Where every verb takes a task from each place: `from to` with the verbs that did it. Nothing is committed. */
function reached(
	board: BoardReader,
	bench: Bench,
	verbs: readonly (readonly [string, JsonObject])[],
): ReadonlyMap<string, ReadonlySet<string>> {
	const found = new Map<string, Set<string>>();
	for (const [key, from] of PLACES)
		for (const [verb, input] of verbs)
			for (const login of ["maintainer", "alice"]) {
				const isLate = verb === "expire";
				const decision = decide(board, {
					verb,
					input,
					task: key,
					actor: person(login),
					agent: login,
					role: isLate ? "app" : "admin",
					opId: bench.nextEvent(),
					now: new Date(
						bench.nowMs() + (isLate ? 25 * 3_600_000 : 0),
					).toISOString(),
				});
				if (decision.ok !== true) continue;
				const to = decision.changes?.tasks.get(key)?.task?.status ?? from;
				if (to === from) continue;
				const pair = `${from} ${to}`;
				found.set(pair, (found.get(pair) ?? new Set()).add(verb));
			}
	return found;
}

/** All 64 pairs, those that are reached and those that are not. */
function matrix(isThere: (pair: string) => boolean): readonly string[] {
	return STATUSES.flatMap((from) =>
		STATUSES.map((to) => `${from} ${to}`).map(
			(pair) => `${pair}: ${isThere(pair) ? "yes" : "no"}`,
		),
	);
}

const BOARDS: readonly (readonly [string, JsonObject | undefined])[] = [
	["the default board", undefined],
	[
		"a board that adds what may be added",
		{
			backlog: ["ready", "review"],
			ready: ["in_progress", "backlog", "review"],
			in_progress: ["ready", "backlog", "review", "done"],
			review: ["done", "ready", "backlog"],
			done: ["ready", "backlog"],
			cancelled: ["ready", "backlog"],
			dead_letter: ["ready", "backlog"],
		},
	],
	[
		"a board that takes away what may be taken away",
		{
			ready: ["in_progress"],
			blocked: [],
			review: ["done"],
			done: [],
			cancelled: [],
			dead_letter: ["backlog"],
		},
	],
];

describe.each(BOARDS)("on %s", (_name, transitions) => {
	test("verbs reach exactly the pairs of its table, from every status to every other", async () => {
		const bench = await stage(transitions);
		await bench.engine.inspect((board) => {
			const table = tableOf(board.board?.config);
			const own = table.filter(({ by }) => by !== "expire" && by !== "close");
			const pairs = new Set(own.map(({ from, to }) => `${from} ${to}`));
			const found = reached(board, bench, MOVING);
			expect(matrix((pair) => found.has(pair))).toEqual(
				matrix((pair) => pairs.has(pair)),
			);
			for (const row of own.filter(({ by }) => by !== "depend"))
				expect(
					found.get(`${row.from} ${row.to}`),
					JSON.stringify(row),
				).toContain(row.by);
		});
	});

	test("ends from outside and the end of a lease by time reach what they always reach", async () => {
		const bench = await stage(transitions);
		await bench.engine.inspect((board) => {
			const found = reached(board, bench, UNBOUND);
			const pairs = new Set(
				TRANSITIONS.filter(
					({ by }) => by === "close" || by === "cancel" || by === "expire",
				).map(({ from, to }) => `${from} ${to}`),
			);
			expect(matrix((pair) => found.has(pair))).toEqual(
				matrix((pair) => pairs.has(pair)),
			);
		});
	});

	test("a move that is refused names the legal ones and the shortest way of that board", async () => {
		const bench = await stage(transitions);
		await bench.engine.inspect((board) => {
			const table = tableOf(board.board?.config);
			const decision = decide(board, {
				verb: "move",
				input: { to: "done" },
				task: "review",
				actor: person("alice"),
				agent: "alice",
				role: "admin",
				opId: bench.nextEvent(),
				now: new Date(bench.nowMs()).toISOString(),
			});
			expect(decision).toMatchObject({
				code: "INVALID_TRANSITION",
				data: {
					moves: table
						.filter(({ from, by }) => from === "review" && by !== "close")
						.map(({ to, by }) => ({ to, by })),
					path: [{ to: "done", by: "approve" }],
				},
			});
		});
	});
});

test("a way out names where to move, and never leads through a wait", async () => {
	const bench = makeBench();
	const transitions = {
		ready: ["in_progress", "review"],
		review: ["done", "backlog"],
	};
	await openBoard(bench, { transitions }, ["1"]);
	const [answer] = await bench.engine.perform([
		say(bench, "alice", "move", { task: "1", input: { to: "backlog" } }),
	]);
	expect(answer).toMatchObject({
		code: "INVALID_TRANSITION",
		hint: "The shortest way: `/move review`, then `/move backlog`.",
	});
});
