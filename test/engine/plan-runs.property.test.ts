import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { addMs, type Instant } from "../../src/core/instant.ts";
import { actionOf } from "../../src/core/plan/action.ts";
import { type Plan, type Step, stepsOf } from "../../src/core/plan/plan.ts";
import type { Engine } from "../../src/engine/perform.ts";
import type { Saying } from "../../src/engine/saying.ts";
import { BoardState } from "../../src/store/board-state.ts";
import { decodePlan, encodePlan } from "../../src/store/codec.ts";
import { stageCommit } from "../../src/store/git/commit.ts";
import { emptyTree } from "../../src/store/git/tree.ts";
import { nowOf } from "../../src/store/journal.ts";
import { taskPath } from "../../src/store/layout.ts";
import type { CommitRecord } from "../../src/store/store.ts";
import { dieSaying } from "../support/die-saying.ts";
import { plans } from "../support/random-plans.ts";
import {
	openPlanned,
	type PlannedBoard,
	type Words,
} from "../verbs/plan/planned-board.ts";

const KEYS = ["42", "43"];
const GRACE_MS = 2 * 60_000;

/** A random plan as somebody would write it: nothing of it has begun. */
const given = plans.map(
	({ task_summary, budget, phases }) =>
		JSON.parse(JSON.stringify({ task_summary, budget, phases })) as JsonObject,
);

const WORDS: Readonly<Record<string, fc.Arbitrary<JsonObject>>> = {
	claim: fc.constantFrom({}, { for: "1m" }, { for: "30m" }),
	dispatched: fc.constantFrom({}, { role: "worker" }, { role: "painter" }),
	"claim-next": fc.constant({}),
	record: fc.record({
		status: fc.constantFrom("complete", "complete", "failed", "done"),
		outcome: fc.constantFrom("Done", "Done otherwise"),
		tokens: fc.constantFrom("10/5", "30000/1"),
	}),
	heartbeat: fc.constantFrom<JsonObject>({}, { tokens: "1/1" }, { fence: 1 }),
	release: fc.constantFrom<JsonObject>({}, { reason: "No database" }),
	"force-release": fc.constant({ reason: "Gone" }),
	expire: fc.constant({}),
	retry: fc.constant({}),
	skip: fc.constant({ reason: "No need" }),
	gate: fc.constantFrom<JsonObject>({ result: "pass" }, { result: "fail" }),
	override: fc.constant({ reason: "Known" }),
	approve: fc.constantFrom<JsonObject>(
		{},
		{ result: "reject" },
		{ feedback: "More" },
	),
	amend: fc.constantFrom<JsonObject>(
		{ description: "More", add_phase: ["More:worker"] },
		{ description: "More", add_step: ["1:worker:More"] },
		{ description: "Less", changes: [{ remove_step: "1.2" }] },
	),
	start: fc.constant({}),
	done: fc.constant({}),
	block: fc.constant({ reason: "The vendor" }),
	unblock: fc.constant({}),
	cancel: fc.constant({}),
	reopen: fc.constant({}),
	close: fc.constantFrom({ reason: "completed" }, { reason: "not_planned" }),
	note: fc.constant({ body: "Halfway" }),
};
const ABOUT_STEPS = [
	...["claim", "dispatched", "record", "heartbeat", "release"],
	...["force-release", "expire", "retry", "skip"],
];
/** What takes a run out of the way is said seldom, or nothing would come of the others. */
const SELDOM = ["cancel", "close", "block", "amend", "override"];
const verbs = fc.oneof(
	{
		weight: 9,
		arbitrary: fc.constantFrom(
			...Object.keys(WORDS).filter((verb) => !SELDOM.includes(verb)),
		),
	},
	{ weight: 1, arbitrary: fc.constantFrom(...SELDOM) },
);

const speech = fc.record({
	kind: fc.constant("say" as const),
	key: fc.constantFrom(...KEYS),
	who: fc.constantFrom("alice", "bob", "agent-1"),
	said: verbs.chain((verb) =>
		(WORDS[verb] as fc.Arbitrary<JsonObject>).map(
			(input) => [verb, input] as const,
		),
	),
	pick: fc.nat(30),
	isHelpful: fc.constantFrom(true, true, false),
	process: fc.nat(1),
	fate: fc.constantFrom(
		...(["lives", "lives", "lives", "lives", "before", "after"] as const),
	),
});
type Speech = typeof speech extends fc.Arbitrary<infer One> ? One : never;

const happenings = fc.array(
	fc.oneof(
		{ weight: 12, arbitrary: speech },
		{
			weight: 2,
			arbitrary: fc.record({
				kind: fc.constant("pass" as const),
				minutes: fc.integer({ min: 1, max: 20 }),
			}),
		},
		{
			weight: 2,
			arbitrary: fc.record({
				kind: fc.constant("again" as const),
				back: fc.nat(10),
				process: fc.nat(1),
			}),
		},
		{
			weight: 1,
			arbitrary: fc.record({
				kind: fc.constant("race" as const),
				both: fc.tuple(speech, speech),
			}),
		},
	),
	{ minLength: 25, maxLength: 45, size: "max" },
);

/** What is really said: mostly what would bring the run on, for whoever says it. */
function meant(board: PlannedBoard, one: Speech): Saying {
	const { key, who, pick, isHelpful } = one;
	const [plan, now] = board.bench.engine.peek((each) => [
		each.plan(key),
		new Date(board.bench.nowMs()).toISOString(),
	]);
	const steps = plan === undefined ? [] : stepsOf(plan);
	const helpful =
		isHelpful && plan !== undefined
			? leadingOn(plan, { who, pick, now })
			: undefined;
	const [verb, input] = helpful?.said ?? one.said;
	// A lease that ended is seldom met by chance.
	const over = steps.find(
		({ lease }) =>
			lease !== undefined && now >= addMs(lease.expires_at, GRACE_MS),
	);
	if (over !== undefined && pick % 2 === 0)
		return {
			...board.bench.appSays("expire", { fence: over.fence }, key),
			step: over.id,
		};
	const step = helpful?.step ?? steps[pick % (steps.length + 1)]?.id ?? "9.9";
	const words: Words = {
		...{ task: key, who, input, role: "maintain" },
		...(ABOUT_STEPS.includes(verb) ? { step } : {}),
	};
	if (verb === "claim-next") {
		const { task: _task, ...rest } = words;
		return board.saying(verb, rest);
	}
	if (verb !== "expire") return board.saying(verb, words);
	const fence = steps.find(({ id }) => id === step)?.fence || undefined;
	const lease = fence === undefined ? {} : { fence };
	return { ...board.bench.appSays(verb, { ...input, ...lease }, key), step };
}

function leadingOn(
	plan: Plan,
	{ who, pick, now }: { who: string; pick: number; now: Instant },
): { said: readonly [string, JsonObject]; step?: string } | undefined {
	const held = stepsOf(plan).find(({ lease }) => lease?.agent === who);
	if (held !== undefined && pick % 5 > 0) {
		const status = pick % 7 === 0 ? "failed" : "complete";
		return { said: ["record", { status }], step: held.id };
	}
	const action = actionOf(plan, now, { all: true, graceMs: GRACE_MS });
	switch (action.action) {
		case "DISPATCH": {
			const step = action.steps[pick % action.steps.length] as Step;
			return { said: ["dispatched", {}], step: step.id };
		}
		case "GATE":
			return {
				said: ["gate", { result: pick % 4 === 0 ? "fail" : "pass" }],
			};
		case "APPROVAL":
			return { said: ["approve", {}] };
		case "FAILED": {
			const [step] = action.steps;
			if (plan.execution.status === "cancelled")
				return { said: ["reopen", {}] };
			return step === undefined
				? { said: ["gate", { result: "pass" }] }
				: { said: ["retry", {}], step };
		}
		case "COMPLETE":
			return plan.execution.status === "completed"
				? { said: ["reopen", {}] }
				: { said: ["done", {}] };
		default:
			return action.why === "not-started" ? { said: ["start", {}] } : undefined;
	}
}

/** What a log breaks of what has to hold of plans, read off it commit by commit and by rules of its own. */
async function brokenRuns({ bench }: PlannedBoard): Promise<readonly string[]> {
	const { store } = bench;
	const records: CommitRecord[] = [];
	const head = await store.head();
	if (head !== null)
		for await (const record of store.log(head)) records.unshift(record);
	const broken: string[] = [];
	const state = new BoardState(emptyTree());
	const before = new Map<string, Plan>();
	for (const { oid, message } of records) {
		state.moveTo((await store.version(oid)).tree);
		for (const key of KEYS) {
			const [old, plan] = [before.get(key), state.plan(key)];
			if (plan === undefined) continue;
			before.set(key, plan);
			const now = nowOf(message) as Instant;
			const status = state.task(key)?.status;
			const isHeld = state.task(key)?.lease !== undefined;
			for (const what of [
				...faults(old, plan, now),
				...standingFaults(plan, status, isHeld),
			])
				broken.push(`${message.split("\n", 1)[0]}: ${key} ${what}`);
		}
	}
	return broken;
}

function* faults(
	old: Plan | undefined,
	plan: Plan,
	now: Instant,
): Iterable<string> {
	const keeps = (earlier: readonly unknown[], later: readonly unknown[]) =>
		earlier.every(
			(one, at) => JSON.stringify(one) === JSON.stringify(later[at]),
		);
	if (old !== undefined && old.execution.status !== "planned") {
		const [was, is] = [old.execution, plan.execution];
		if (!keeps(was.gates, is.gates)) yield "lost a verdict";
		if (!keeps(was.approvals, is.approvals)) yield "lost an approval";
		for (const step of stepsOf(old)) {
			const after = stepsOf(plan).find(({ id }) => id === step.id);
			if (after === undefined) {
				if (step.attempts.length > 0) yield `lost step ${step.id}`;
				continue;
			}
			if (after.fence < step.fence) yield `let a fence fall at ${step.id}`;
			if (!keeps(step.attempts, after.attempts))
				yield `lost an attempt at ${step.id}`;
			yield* leaseFaults(step, after, now);
		}
	}
	const ids = stepsOf(plan).map(({ id }) => id);
	if (new Set(ids).size < ids.length) yield "has an id twice";
}

/** A step changes hands only once it was given back, or its lease and the grace are over. */
function* leaseFaults(
	{ id, lease, fence }: Step,
	after: Step,
	now: Instant,
): Iterable<string> {
	if (after.lease === undefined || after.fence === fence) {
		if (after.lease !== undefined && lease === undefined)
			yield `has a lease without a new fence at ${id}`;
		return;
	}
	if (after.fence !== fence + 1) yield `skipped a fence at ${id}`;
	if (lease === undefined) return;
	const graceMs = lease.agent === after.lease.agent ? 0 : GRACE_MS;
	if (now < addMs(lease.expires_at, graceMs))
		yield `has two live leases at ${id}`;
}

function* standingFaults(
	plan: Plan,
	status: string | undefined,
	isHeld: boolean,
): Iterable<string> {
	const run = plan.execution.status;
	if (status === "in_progress" && !isHeld && run !== "running")
		yield `is in progress with nobody at it and a run that is ${run}`;
	if ((status === "done" || status === "cancelled") && run === "running")
		yield `is ${status} and its run goes on`;
	if (run !== "completed") return;
	for (const phase of plan.phases) {
		const isOpen = phase.steps.some(
			({ status }) => status !== "complete" && status !== "skipped",
		);
		if (isOpen) yield `is completed with open steps in phase ${phase.id}`;
		const verdict = plan.execution.gates.findLast(
			(one) => one.phase === phase.id,
		);
		if (phase.gate !== undefined && (verdict?.result ?? "fail") === "fail")
			yield `is completed without the gate behind phase ${phase.id}`;
		const word = plan.execution.approvals.findLast(
			(one) => one.about === "phase" && one.phase === phase.id,
		);
		if (phase.approval !== undefined && (word?.result ?? "reject") === "reject")
			yield `is completed without the approval of phase ${phase.id}`;
	}
}

async function played(
	plan: JsonObject,
	happened: readonly (typeof happenings extends fc.Arbitrary<
		readonly (infer One)[]
	>
		? One
		: never)[],
): Promise<PlannedBoard> {
	const board = await openPlanned({
		plan,
		keys: KEYS,
		config: {
			...{ allow_unproven_gates: true, attempts: { max: 2 } },
		},
	});
	await board.done("plan", { task: "43", input: { plan } });
	const { bench } = board;
	const processes: readonly Engine[] = [bench.engine, bench.replica()];
	const said: Saying[] = [];
	for (const one of happened) {
		if (one.kind === "pass") bench.advance(one.minutes * 60_000);
		else if (one.kind === "race") {
			const both = one.both.map((each) => meant(board, each));
			said.push(...both);
			await Promise.all(
				both.map((saying, at) => (processes[at] as Engine).perform([saying])),
			);
		} else {
			const saying =
				one.kind === "say" ? meant(board, one) : said.at(-1 - one.back);
			if (saying === undefined) continue;
			if (one.kind === "say") said.push(saying);
			if (one.kind === "say" && one.fate !== "lives")
				await dieSaying(bench, saying, one.fate);
			await (processes[one.process] as Engine).perform([saying]);
		}
		// What is said next is chosen by what this process knows.
		await bench.engine.inspect(() => undefined);
	}
	return board;
}

test("whatever is said of running plans, by whomever and however often, nothing is lost and the log replays", async () => {
	const reached = new Map<string, number>();
	await fc.assert(
		fc.asyncProperty(given, happenings, async (plan, happened) => {
			const board = await played(plan, happened);
			expect(await brokenRuns(board)).toEqual([]);
			await board.isSound();
			const { execution } = await board.plan();
			reached.set(execution.status, (reached.get(execution.status) ?? 0) + 1);
		}),
		{ numRuns: 25 },
	);
	expect(reached.get("running") ?? 0).toBeGreaterThan(0);
});

/** Changes that no command makes, each by where it is made. */
const BREAKS: readonly ((plan: Plan, step: Step) => Partial<Plan>)[] = [
	(plan, step) =>
		step.fence === 0
			? { phases: [] }
			: withStep(plan, { ...step, fence: step.fence - 1 }),
	(plan, step) => withStep(plan, { ...step, depends_on: [step.id] }),
	(plan, step) => withStep(plan, { ...step, id: "99.1" }),
	(plan, step) =>
		withStep(plan, {
			...step,
			status: step.status === "skipped" ? "complete" : "skipped",
		}),
	({ phases }) => ({ phases: [...phases, ...phases] }),
	() => ({ phases: [] }),
];

function withStep({ phases }: Plan, step: Step): Partial<Plan> {
	const [number] = step.id.split(".");
	return {
		phases: phases.map((phase, at) =>
			phase.steps.some(({ id }) => id === step.id) ||
			(number === "99" && at === 0)
				? {
						...phase,
						steps: phase.steps.map((one, place) =>
							one.id === step.id || (number === "99" && place === 0)
								? step
								: one,
						),
					}
				: phase,
		),
	};
}

test("whatever a run has come to, an edit by hand that breaks it sets its task apart, and one that does not is fact", async () => {
	await fc.assert(
		fc.asyncProperty(
			given,
			happenings,
			fc.nat(BREAKS.length - 1),
			async (plan, happened, which) => {
				const board = await played(plan, happened.slice(0, 15));
				const path = taskPath("42", "plan");
				const reasonAfter = async (change: (plan: Plan) => Plan) => {
					const { store, nowMs } = board.bench;
					const version = await store.version(await store.head());
					const read = decodePlan(version.tree.get(path) as Uint8Array);
					if (!read.ok) throw new Error(read.reason);
					const at = Math.floor(nowMs() / 1_000);
					const who = { name: "mona", email: "mona@example.com", at };
					const staged = stageCommit(version, {
						files: new Map([[path, encodePlan(change(read.value))]]),
						message: "by hand\n",
						...{ author: who, committer: who },
					});
					await store.append(version.oid, [staged]);
					await board.done("note", { task: "43", input: { body: "Other" } });
					return board.bench.replica().inspect((each) => each.unreadable("42"));
				};
				expect(
					await reasonAfter((one) => ({ ...one, task_summary: "Said anew" })),
				).toBeUndefined();
				expect((await board.plan()).task_summary).toBe("Said anew");
				const reason = await reasonAfter((one) => {
					const [step] = stepsOf(one);
					const change = BREAKS[which] as (typeof BREAKS)[number];
					return { ...one, ...change(one, step as Step) };
				});
				expect(reason).toBeDefined();
				await board.isSoundByHand();
			},
		),
		{ numRuns: 20 },
	);
});
