import { describe, expect, test } from "vitest";
import type { Phase, Plan, Step } from "../../src/core/plan/plan.ts";
import type { Lease } from "../../src/core/task.ts";
import { decodePlan, encodePlan } from "../../src/store/codec.ts";
import { stageCommit } from "../../src/store/git/commit.ts";
import { taskPath } from "../../src/store/layout.ts";
import {
	aPhase,
	aPlan,
	aStep,
	openPlanned,
	type PlannedBoard,
	TESTS,
} from "../verbs/plan/planned-board.ts";

const PLAN = taskPath("42", "plan");

/** Somebody commits another text in place of the plan's. Null removes it. */
async function byHand(
	{ bench }: PlannedBoard,
	edit: (text: string) => string | null,
	path = PLAN,
): Promise<void> {
	const version = await bench.store.version(await bench.store.head());
	const text = edit(new TextDecoder().decode(version.tree.get(path)));
	const at = Math.floor(bench.nowMs() / 1_000);
	const who = { name: "mona", email: "mona@example.com", at };
	const bytes = text === null ? null : new TextEncoder().encode(text);
	const staged = stageCommit(version, {
		files: new Map([[path, bytes]]),
		message: "by hand\n",
		...{ author: who, committer: who },
	});
	await bench.store.append(version.oid, [staged]);
}

/** The same of the plan as it is understood. */
const planned =
	(change: (plan: Plan) => Plan) =>
	(text: string): string => {
		const read = decodePlan(new TextEncoder().encode(text));
		if (!read.ok) throw new Error(read.reason);
		return new TextDecoder().decode(encodePlan(change(read.value)));
	};

const stepped = (id: string, change: (step: Step) => Step) =>
	planned((plan) => ({
		...plan,
		phases: plan.phases.map((phase) => ({
			...phase,
			steps: phase.steps.map((step) => (step.id === id ? change(step) : step)),
		})),
	}));

const phased = (id: number, change: (phase: Phase) => Phase) =>
	planned((plan) => ({
		...plan,
		phases: plan.phases.map((phase) =>
			phase.id === id ? change(phase) : phase,
		),
	}));

const OTHER_GATE = {
	name: "tests",
	checks: [{ name: "test (ci)", app: "evil" }],
	timeout: "1h",
};

const executed = (
	change: (run: Plan["execution"]) => Partial<Plan["execution"]>,
) =>
	planned((plan) => ({
		...plan,
		execution: { ...plan.execution, ...change(plan.execution) },
	}));

/** A run whose first step is done, second out and gate red once; a step was removed from the phase behind it. */
async function underWay(): Promise<PlannedBoard> {
	const board = await openPlanned({
		keys: ["41", "42"],
		plan: aPlan([
			aPhase([aStep()], { gate: TESTS }),
			aPhase([aStep(), aStep()], { approval: { reason: "Look" } }),
			aPhase([aStep(), aStep()], { gate: TESTS }),
		]),
	});
	await board.done("amend", {
		input: { description: "Less", changes: [{ remove_step: "2.2" }] },
	});
	await board.works("1.1");
	for (const exit_code of [1, 0])
		await board.done("gate", {
			input: { facts: { command: TESTS.command, exit_code } },
		});
	await board.done("claim", { step: "2.1" });
	return board;
}

/** What is wrong with the task once somebody else was heard of another one. */
async function reasonAfter(board: PlannedBoard): Promise<string | undefined> {
	await board.done("note", { task: "41", input: { body: "Elsewhere" } });
	return board.bench.replica().inspect((each) => each.unreadable("42"));
}

describe("an edit of a plan by hand", () => {
	const LEGAL: readonly (readonly [string, (text: string) => string])[] = [
		[
			"that says otherwise what is to be done",
			stepped("2.1", (step) => ({ ...step, task: "Do it well" })),
		],
		[
			"that adds a step",
			planned((plan) => ({
				...plan,
				phases: plan.phases.map((phase) =>
					phase.id === 2
						? {
								...phase,
								steps: [
									...phase.steps,
									{
										...(phase.steps[0] as Step),
										...{ id: "2.3", status: "pending", lease: undefined },
										fence: 0,
									},
								],
							}
						: phase,
				),
			})),
		],
		[
			"that takes the gate of a phase away that is still ahead",
			phased(3, ({ gate: _, ...phase }) => phase),
		],
		[
			"that drops a phase and says so",
			planned((plan) => ({
				...plan,
				phases: plan.phases.slice(0, 2),
				execution: {
					...plan.execution,
					retired: { phases: [3], steps: ["2.2", "3.1", "3.2"] },
				},
			})),
		],
		[
			"that takes a lease away",
			stepped("2.1", (step) => ({
				...step,
				...{ status: "pending", lease: undefined },
			})),
		],
	];

	test.each(LEGAL)("%s is fact, and the run goes on", async (_, edit) => {
		const board = await underWay();
		await byHand(board, edit);
		expect(await reasonAfter(board)).toBeUndefined();
		await board.done("claim", { step: "2.1" });
		await board.done("record", { step: "2.1", input: { status: "complete" } });
		expect(await board.step("2.1")).toMatchObject({ status: "complete" });
		await board.isSoundByHand();
	});

	const ILLEGAL: readonly (readonly [
		string,
		(text: string) => string | null,
		string,
	])[] = [
		["that is no YAML", () => "phases: [", "plan.yaml"],
		["that removes it", () => null, "does not fit"],
		[
			"that ends in a loop",
			stepped("2.1", (step) => ({ ...step, depends_on: ["2.1"] })),
			"cannot be run",
		],
		[
			"that names a step twice",
			planned((plan) => ({
				...plan,
				phases: plan.phases.map((phase) => ({
					...phase,
					steps: [...phase.steps, ...phase.steps],
				})),
			})),
			"used already",
		],
		[
			"that calls a step complete",
			stepped("2.1", (step) => ({
				...step,
				...{ status: "complete", lease: undefined },
			})),
			"no attempt says so",
		],
		[
			"that brings the result of a step",
			stepped("2.1", (step) => ({
				...step,
				...{ status: "complete", lease: undefined },
				attempts: [
					{
						...{ result: "complete", agent: "mona", files: [] },
						actor: { id: 5, login: "mona" },
						fence: 1,
						started_at: "2026-11-20T19:00:00.000Z",
						ended_at: "2026-11-20T19:00:00.000Z",
					},
				],
			})),
			"result of step 2.1",
		],
		[
			"that drops an attempt",
			stepped("1.1", (step) => ({
				...step,
				...{ status: "pending", attempts: [] },
			})),
			"lost attempts at step 1.1",
		],
		[
			"that takes a fence back",
			stepped("2.1", (step) => ({
				...step,
				...{ status: "pending", lease: undefined, fence: 0 },
			})),
			"from fence 1 to 0 at step 2.1",
		],
		[
			"that gives a lease to another under the same fence",
			stepped("2.1", (step) => ({
				...step,
				lease: {
					agent: "mona",
					actor: { id: 5, login: "mona" },
					acquired_at: "2026-11-20T19:01:00.000Z",
					expires_at: "2026-11-20T20:00:00.000Z",
				},
			})),
			"new lease with an old fence at step 2.1",
		],
		[
			"that gives a lease to another who is said to have had it all along",
			stepped("2.1", ({ lease, ...step }) => ({
				...step,
				lease: { ...(lease as Lease), agent: "mona" },
			})),
			"new lease with an old fence at step 2.1",
		],
		[
			"that gives a lease to another account under the same name",
			stepped("2.1", ({ lease, ...step }) => ({
				...step,
				lease: { ...(lease as Lease), actor: { id: 5, login: "alice" } },
			})),
			"new lease with an old fence at step 2.1",
		],
		[
			"that takes the gate of a phase away that has begun",
			phased(1, ({ gate: _, ...phase }) => phase),
			"another gate behind phase 1, or none",
		],
		[
			"that makes another gate of it",
			phased(1, (phase) => ({ ...phase, gate: OTHER_GATE })),
			"another gate behind phase 1, or none",
		],
		[
			"that takes the approval of a phase away that has begun",
			phased(2, ({ approval: _, ...phase }) => phase),
			"another approval behind phase 2, or none",
		],
		[
			"that gives a lease back and takes the approval away with it",
			phased(2, ({ approval: _, ...phase }) => ({
				...phase,
				steps: phase.steps.map(({ lease: __, ...step }) => ({
					...step,
					status: "pending",
				})),
			})),
			"another approval behind phase 2, or none",
		],
		[
			"that puts a phase in front of one that has begun",
			planned((plan) => ({
				...plan,
				phases: [...plan.phases.slice(2), ...plan.phases.slice(0, 2)],
			})),
			"another phase in front of phase 1",
		],
		[
			"that drops a phase and does not say so",
			planned((plan) => ({ ...plan, phases: plan.phases.slice(0, 2) })),
			"lost phase 3, and its id is not retired",
		],
		[
			"that drops a step and does not say so",
			phased(3, (phase) => ({ ...phase, steps: phase.steps.slice(1) })),
			"lost step 3.1, and its id is not retired",
		],
		[
			"that drops the red verdict",
			executed(({ gates }) => ({ gates: gates.slice(1) })),
			"lost verdicts",
		],
		[
			"that brings a verdict",
			executed(({ gates }) => ({ gates: [...gates, ...gates.slice(1)] })),
			"verdict on a gate",
		],
		[
			"that brings an approval",
			executed(() => ({
				approvals: [
					{
						...{ about: "phase", phase: 2, result: "approve", attempts: 0 },
						at: "2026-11-20T19:00:00.000Z",
						...{ agent: "mona", actor: { id: 5, login: "mona" } },
					},
				],
			})),
			"approval that the same edit brought",
		],
		[
			"that says the run is completed",
			executed(() => ({ status: "completed" })),
			"does not fit",
		],
		[
			"that says it was never started",
			executed(() => ({ status: "planned" })),
			"does not fit",
		],
		[
			"that forgets an amendment",
			planned((plan) => ({ ...plan, amendments: [] })),
			"lost amendments",
		],
		[
			"that forgets an id that was removed",
			executed(() => ({ retired: { phases: [], steps: [] } })),
			"forgets ids",
		],
	];

	test.each(ILLEGAL)(
		"%s sets its task apart and no other",
		async (_, edit, reason) => {
			const board = await underWay();
			await byHand(board, edit);
			expect(await reasonAfter(board)).toContain(reason);
			for (const [verb, step] of [
				["claim", "2.1"],
				["record", "2.1"],
				["done", undefined],
			] as const)
				expect(
					await board.said(verb, {
						...(step === undefined ? {} : { step }),
						input: verb === "record" ? { status: "complete" } : {},
					}),
				).toMatchObject({
					code: "VALIDATION",
					message: expect.stringContaining("quarantined"),
				});
			expect(await board.done("action")).toMatchObject({
				action: "WAIT",
				quarantined: expect.any(String),
			});
			expect(await board.said("next")).toMatchObject({
				data: { task: { key: "41" }, count: 1 },
			});
			expect(await board.done("runs")).toMatchObject({ count: 0 });
			await board.isSoundByHand();
		},
	);

	test("that was set apart is mended by putting the plan back", async () => {
		const board = await underWay();
		let good = "";
		await byHand(board, (text) => {
			good = text;
			return "phases: [";
		});
		expect(await reasonAfter(board)).toContain("plan.yaml");
		await byHand(board, () => good);
		expect(await reasonAfter(board)).toBeUndefined();
		await board.done("record", { step: "2.1", input: { status: "complete" } });
		await board.isSoundByHand();
	});

	test("that says a run is completed does not end its task, also while that is out of work", async () => {
		const board = await underWay();
		await board.done("block", { input: { reason: "the vendor" } });
		await byHand(
			board,
			executed(() => ({ status: "completed" })),
		);
		expect(await reasonAfter(board)).toContain("completed before its phases");
		await board.isSoundByHand();
	});
});

describe("an edit by hand of what only commands do", () => {
	test("that says of a run out of work that it was never started sets its task apart", async () => {
		const board = await underWay();
		await board.done("block", { input: { reason: "the vendor" } });
		await byHand(
			board,
			executed(() => ({ status: "planned" })),
		);
		expect(await reasonAfter(board)).toContain("started that it was not");
		await board.isSoundByHand();
	});

	test("that opens a gate that is pending sets its task apart, and its next step is not handed out", async () => {
		const board = await openPlanned({
			keys: ["41", "42"],
			plan: aPlan([aPhase([aStep()], { gate: TESTS }), aPhase()]),
		});
		await board.works("1.1");
		await byHand(
			board,
			phased(1, ({ gate: _, ...phase }) => phase),
		);
		expect(await reasonAfter(board)).toContain("another gate behind phase 1");
		expect(await board.done("action")).toMatchObject({
			...{ action: "GATE", phase: 1 },
			quarantined: expect.any(String),
		});
		expect(await board.said("claim", { step: "2.1" })).toMatchObject({
			code: "VALIDATION",
		});
		await board.isSoundByHand();
	});

	test.each([
		["agent: alice", "agent: mona"],
		["id: 2\n", "id: 5\n"],
	])("of a task's lease under the same fence: %s", async (was, is) => {
		const board = await openPlanned({
			plan: undefined,
			keys: ["41", "42"],
		});
		await board.done("claim");
		await byHand(
			board,
			(text) => {
				const at = text.indexOf("lease:");
				const lease = text.slice(at);
				expect(lease).toContain(was);
				return `${text.slice(0, at)}${lease.replace(was, is)}`.replace(
					/^version: (\d+)$/m,
					(_, version: string) => `version: ${Number(version) + 1}`,
				);
			},
			taskPath("42", "task"),
		);
		expect(await reasonAfter(board)).toContain("new lease with an old fence");
		await board.isSoundByHand();
	});
});

test("a task that somebody puts on the board by hand with a plan that cannot be run is set apart; with one that can it is not", async () => {
	const board = await openPlanned({
		plan: aPlan(),
		keys: ["41", "42"],
		isStarted: false,
	});
	const { bench } = board;
	const enrolledByHand = async (
		key: string,
		edit: (text: string) => string,
	) => {
		const version = await bench.store.version(await bench.store.head());
		const read = (name: "task" | "brief" | "baton") =>
			new TextDecoder().decode(version.tree.get(taskPath("41", name)));
		const plan = new TextDecoder().decode(version.tree.get(PLAN));
		const texts = [
			[
				taskPath(key, "task"),
				read("task").replace(/^key: .*$/m, `key: "${key}"`),
			],
			[taskPath(key, "brief"), read("brief")],
			[taskPath(key, "baton"), read("baton")],
			[taskPath(key, "plan"), edit(plan)],
		] as const;
		const at = Math.floor(bench.nowMs() / 1_000);
		const who = { name: "mona", email: "mona@example.com", at };
		const staged = stageCommit(version, {
			files: new Map(
				texts.map(([path, text]) => [path, new TextEncoder().encode(text)]),
			),
			message: "by hand\n",
			...{ author: who, committer: who },
		});
		await bench.store.append(version.oid, [staged]);
		await board.done("note", { task: "41", input: { body: "Elsewhere" } });
		return bench.replica().inspect((each) => each.unreadable(key));
	};
	const loop = stepped("1.1", (step) => ({ ...step, depends_on: ["1.1"] }));
	expect(await enrolledByHand("50", loop)).toContain("cannot be run");
	expect(await enrolledByHand("51", (text) => text)).toBeUndefined();
	await board.done("start", { task: "51" });
	await board.isSoundByHand();
});
