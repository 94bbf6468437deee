import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import type { Saying } from "../../src/engine/saying.ts";
import { verify } from "../../src/engine/verify.ts";
import { makeBench } from "../support/bench.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { openBoard, say } from "../support/speak.ts";

const KEYS = ["1", "2", "3", "4", "5"];
const key = fc.constantFrom(...KEYS);
const who = fc.constantFrom("alice", "bob", "agent-1", "maintainer");
const text = fc
	.string({ unit: "grapheme", minLength: 1, maxLength: 20 })
	.filter((said) => said.trim() !== "");

/** What can be said, with inputs that are mostly but not always right. */
const speech: fc.Arbitrary<readonly [string, JsonObject]> = fc.oneof(
	fc.constantFrom<readonly [string, JsonObject]>(
		["claim", {}],
		["claim", { for: "30m" }],
		["claim-next", {}],
		["heartbeat", {}],
		["release", {}],
		["done", {}],
		["unblock", {}],
		["approve", {}],
		["cancel", {}],
		["reopen", {}],
		["requeue", {}],
		["expire", {}],
		["move", { to: "backlog" }],
		["move", { to: "ready" }],
		["unassign", {}],
	),
	text.map((body) => ["note", { body }] as const),
	text.map((reason) => ["block", { reason }] as const),
	text.map((body) => ["changes", { body }] as const),
	fc
		.array(text, { maxLength: 3 })
		.map((decision_log) => ["patch", { patch: { decision_log } }] as const),
	fc
		.array(text, { maxLength: 3 })
		.map(
			(current_state) =>
				[
					"done",
					{ baton_patch: { current_state }, deliverable: "it" },
				] as const,
		),
	fc.tuple(who, text).map(([to, note]) => ["handoff", { to, note }] as const),
	key.map((other) => ["depend", { on: [other] }] as const),
	key.map((other) => ["undepend", { on: [other] }] as const),
	fc
		.constantFrom("urgent", "low", "nonsense")
		.map((priority) => ["priority", { priority }] as const),
	fc
		.tuple(fc.constantFrom("pr", "file"), text)
		.map(([kind, ref]) => ["artifact", { kind, ref }] as const),
);

/** One thing that happens: something said (by which process), time passing, or something said before said again. */
const happening = fc.oneof(
	{
		weight: 12,
		arbitrary: fc.record({
			kind: fc.constant("say" as const),
			key,
			who,
			speech,
			process: fc.nat(1),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant("wait" as const),
			minutes: fc.integer({ min: 1, max: 30 }),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant("again" as const),
			back: fc.nat(20),
			process: fc.nat(1),
		}),
	},
);

test("whatever is said by whomever, the log replays to the state and keeps the invariants", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(happening, { minLength: 20, maxLength: 60 }),
			async (happenings) => {
				const bench = makeBench();
				await openBoard(
					bench,
					{ review: "auto", wip: { in_progress: 2 } },
					KEYS,
				);
				const processes = [bench.engine, bench.replica()] as const;
				const said: Saying[] = [];
				for (const one of happenings) {
					if (one.kind === "wait") bench.advance(one.minutes * 60_000);
					else {
						const saying =
							one.kind === "say"
								? sayingOf(bench, one)
								: said.at(-1 - one.back);
						if (saying === undefined) continue;
						if (one.kind === "say") said.push(saying);
						await processes[one.process as 0 | 1].perform([saying]);
					}
				}
				expect(
					await verify(bench.store, { identity: bench.identity }),
				).toMatchObject({ ok: true });
				expect(await brokenInvariants(bench.store)).toEqual([]);
			},
		),
		{ numRuns: 60 },
	);
});

function sayingOf(
	bench: ReturnType<typeof makeBench>,
	one: { key: string; who: string; speech: readonly [string, JsonObject] },
): Saying {
	const [verb, input] = one.speech;
	if (verb === "expire") return bench.appSays(verb, input, one.key);
	const task = verb === "claim-next" ? {} : { task: one.key };
	return say(bench, one.who, verb, {
		...task,
		input,
		role: one.who === "maintainer" ? "admin" : "write",
	});
}
