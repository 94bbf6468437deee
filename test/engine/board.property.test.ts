import fc from "fast-check";
import { expect, test } from "vitest";
import type { Role } from "../../src/core/actor.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import type { Saying } from "../../src/engine/saying.ts";
import { verify } from "../../src/engine/verify.ts";
import { findVerb, VERBS } from "../../src/verbs/index.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { dieSaying } from "../support/die-saying.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { openBoard, say } from "../support/speak.ts";

const KEYS = ["1", "2", "3", "4", "5"];
const key = fc.constantFrom(...KEYS, "t1-1", "t2-1");
const who = fc.constantFrom("alice", "bob", "agent-1", "maintainer", "guest");
const text = fc
	.string({ unit: "grapheme", minLength: 1, maxLength: 20 })
	.filter((said) => said.trim() !== "");
const texts = fc.array(text, { maxLength: 3 });
const tokens = fc.record({ input: fc.nat(9_999), output: fc.nat(9_999) });
const nothing = fc.constant({});
const optional = { requiredKeys: [] };

/** What can be said, by every verb there is, with inputs that are mostly but not always right. */
const INPUTS: Readonly<Record<string, fc.Arbitrary<object>>> = {
	next: fc.record({ explain: fc.boolean() }, optional),
	wait: fc.record({ assignee: who }, optional),
	claim: fc.record({ for: fc.constantFrom("1m", "30m", "1s") }, optional),
	"claim-next": fc.record({ assignee: who }, optional),
	context: nothing,
	heartbeat: fc.record({ tokens }, optional),
	note: fc.record({ body: text }),
	remember: fc.record({
		key: fc.constantFrom("a", "b"),
		value: text,
		scope: fc.constantFrom("task", "agent", "shared"),
	}),
	recall: fc.record({ scope: fc.constantFrom("task", "shared") }, optional),
	summary: fc.record({ summary: text }),
	patch: fc.record({ patch: fc.record({ decision_log: texts }) }),
	artifact: fc.record({ kind: fc.constantFrom("pr", "file"), ref: text }),
	retract: fc.record({ artifact: fc.constantFrom("a1", "a2") }),
	ack: fc.record({ follow_up: fc.constantFrom("f1", "f2") }, optional),
	handoff: fc.record({ to: who, note: text }),
	release: fc.record({ reason: text }, optional),
	fail: fc.record({ reason: text, retryable: fc.boolean() }),
	done: fc.record(
		{
			deliverable: text,
			baton_patch: fc.record({ current_state: texts }),
			reviewer: who,
			tokens,
		},
		optional,
	),
	enroll: fc.record({ title: text, blocked_by: fc.subarray(KEYS) }),
	subtask: fc.record({ title: text, park: fc.boolean() }),
	edit: fc.record(
		{ pending: fc.constantFrom("accept", "dismiss"), title: text },
		optional,
	),
	list: nothing,
	board: nothing,
	show: nothing,
	search: fc.record({ query: text }),
	baton: nothing,
	history: fc.record({ limit: fc.integer({ min: 1, max: 3 }) }, optional),
	feed: nothing,
	assign: fc.record({ assignee: who }),
	unassign: nothing,
	priority: fc.record({ priority: fc.constantFrom("urgent", "low", "none") }),
	require: fc.record({ capability: fc.constant("db"), on: fc.boolean() }),
	due: fc.record({ due: fc.constantFrom("2026-12-01", "none", "soon") }),
	move: fc.record({ to: fc.constantFrom("backlog", "ready", "done") }),
	depend: fc.record({ on: fc.tuple(key) }),
	undepend: fc.record({ on: fc.tuple(key) }),
	parent: fc.record({ parent: key }),
	unparent: fc.record({ parent: key }, optional),
	block: fc.record(
		{ reason: text, by: fc.tuple(key) },
		{ requiredKeys: ["reason"] },
	),
	unblock: nothing,
	approve: nothing,
	changes: fc.record({ body: text, reopen: fc.boolean() }),
	override: fc.record({ reason: text }),
	"force-release": fc.record({ reason: text }),
	cancel: fc.record({ reason: text }, optional),
	reopen: fc.record({ reason: text }, optional),
	requeue: nothing,
	register: fc.record({ capabilities: fc.subarray(["db", "python"]) }),
	agents: nothing,
	stats: nothing,
	metrics: nothing,
	configure: nothing,
	verify: nothing,
	doctor: nothing,
	upgrade: nothing,
	recover: fc.record({ to: fc.constant("acknowledged") }),
	explain: nothing,
	export: nothing,
	ping: nothing,
	help: nothing,
	close: fc.record({ reason: fc.constantFrom("completed", "not_planned") }),
	plan: fc.constant({
		plan: {
			phases: [
				{
					name: "Work",
					steps: [
						{ role: "a", task: "First" },
						{ role: "b", task: "Second" },
					],
					gate: { name: "tests", command: "make test" },
				},
			],
		},
	}),
	start: nothing,
	action: nothing,
	dispatched: nothing,
	record: fc.record({ status: fc.constantFrom("complete", "failed", "done") }),
	gate: fc.record({ result: fc.constantFrom("pass", "fail") }, optional),
	amend: fc.record({
		description: text,
		add_phase: fc.tuple(fc.constant("More:a")),
	}),
	retry: nothing,
	skip: fc.record({ reason: text }),
	status: nothing,
	runs: nothing,
	trace: nothing,
	retro: nothing,
	dismiss: nothing,
	exempt: fc.record({ on: fc.boolean() }),
	expire: nothing,
	head: nothing,
	mark: nothing,
	"propose-edit": fc.record({ title: text, description: text }),
};
/** Verbs about the board that may be about a task as well. */
const MAY_NAME_TASK = ["enroll", "remember", "recall"];
/** The verbs that move tasks are said more often, or nothing would come of the others. */
const OFTEN = [
	...["claim", "claim-next", "claim-next", "done", "done", "release", "fail"],
	...[
		"handoff",
		"heartbeat",
		"depend",
		"parent",
		"expire",
		"expire",
		"approve",
		"reopen",
	],
	...["requeue", "unblock", "ack", "force-release"],
];

const speech: fc.Arbitrary<readonly [string, JsonObject]> = fc
	.oneof(fc.constantFrom(...Object.keys(INPUTS)), fc.constantFrom(...OFTEN))
	.chain((verb) =>
		(INPUTS[verb] ?? nothing).map(
			(input) => [verb, input as JsonObject] as const,
		),
	);

test("every verb there is is said", () => {
	const names = VERBS.map(({ name }) => name);
	expect(Object.keys(INPUTS).sort()).toEqual([...names].sort());
});

/** One thing that happens: something said (by which process), time passing, or something said before said again. */
const happening = fc.oneof(
	{
		weight: 12,
		arbitrary: fc.record({
			kind: fc.constant("say" as const),
			key,
			who,
			speech,
			isAimed: fc.constantFrom(true, true, false),
			process: fc.nat(1),
			// Some processes do not live to answer; then another is told the same.
			fate: fc.constantFrom("lives", "lives", "before", "after"),
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
			fc.array(happening, { minLength: 40, maxLength: 90, size: "max" }),
			async (happenings) => {
				const bench = makeBench();
				await openBoard(
					bench,
					{ review: "auto", wip: { in_progress: 3 }, attempts: { max: 2 } },
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
						if (one.kind === "say" && one.fate !== "lives")
							await dieSaying(bench, saying, one.fate as "before" | "after");
						await processes[one.process as 0 | 1].perform([saying]);
					}
				}
				expect(
					await verify(bench.store, { identity: bench.identity }),
				).toMatchObject({ ok: true });
				expect(await brokenInvariants(bench.store)).toEqual([]);
			},
		),
		{ numRuns: 100 },
	);
});

/** Where a verb is said on purpose, most of the time: chance alone hardly ever finds a task that it fits. */
const FITS: Readonly<Record<string, readonly string[]>> = {
	in_progress: ["done", "release", "fail", "handoff", "heartbeat", "expire"],
	review: ["approve", "changes"],
	blocked: ["unblock"],
	done: ["reopen"],
	dead_letter: ["requeue"],
};

/** A task that the verb fits, and whoever holds it; as chance has it where there is none. */
function aim(
	{ engine }: Bench,
	one: Said,
): { readonly key: string; readonly who: string } {
	const [verb] = one.speech;
	const status = Object.keys(FITS).find((name) => FITS[name]?.includes(verb));
	return engine.peek((board) => {
		const key = one.isAimed
			? [...board.keys()].find((each) => board.task(each)?.status === status)
			: undefined;
		const holder = key && board.task(key)?.lease?.agent;
		return { key: key ?? one.key, who: holder || one.who };
	});
}

interface Said {
	readonly key: string;
	readonly who: string;
	readonly isAimed: boolean;
	readonly speech: readonly [string, JsonObject];
}

function sayingOf(bench: Bench, one: Said): Saying {
	const [verb, input] = one.speech;
	const { key, who } = aim(bench, one);
	if (verb === "expire") {
		const fence = bench.engine.peek(
			(board) => board.task(key)?.fence || undefined,
		);
		return bench.appSays(verb, fence === undefined ? {} : { fence }, key);
	}
	if (findVerb(verb)?.role === "app") return bench.appSays(verb, input, key);
	const isAboutTask =
		findVerb(verb)?.target === "task" || MAY_NAME_TASK.includes(verb);
	const saying = say(bench, who, verb, {
		...(isAboutTask ? { task: key } : {}),
		input,
		role: ROLES[who] ?? "write",
	});
	// A verb that needs a step is about one of the two that there are.
	return findVerb(verb)?.step === "needed"
		? { ...saying, step: key < "3" ? "1.1" : "1.2" }
		: saying;
}

const ROLES: Readonly<Record<string, Role>> = {
	maintainer: "admin",
	guest: "read",
};
