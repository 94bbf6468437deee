import { expect } from "vitest";
import type { Role } from "../../../src/core/actor.ts";
import type { JsonObject } from "../../../src/core/errors.ts";
import { type Plan, type Step, stepsOf } from "../../../src/core/plan/plan.ts";
import type { Task } from "../../../src/core/task.ts";
import type { Answer } from "../../../src/engine/answer.ts";
import type { Engine } from "../../../src/engine/perform.ts";
import type { Saying } from "../../../src/engine/saying.ts";
import { verify } from "../../../src/engine/verify.ts";
import type { MemoryRepository } from "../../../src/store/memory-store.ts";
import { findVerb } from "../../../src/verbs/index.ts";
import { type Bench, makeBench } from "../../support/bench.ts";
import { brokenInvariants } from "../../support/invariants.ts";
import { openBoard, say } from "../../support/speak.ts";

/** A step as somebody writes it in a plan. */
export const aStep = (
	role = "engineer",
	more: JsonObject = {},
): JsonObject => ({
	role,
	task: `Do what a ${role} does`,
	...more,
});

/** A phase of such steps. */
export const aPhase = (
	steps: readonly JsonObject[] = [aStep()],
	more: JsonObject = {},
): JsonObject => ({ name: "Phase", steps: [...steps], ...more });

/** A plan of such phases. */
export const aPlan = (
	phases: readonly JsonObject[] = [aPhase()],
	more: JsonObject = {},
): JsonObject => ({ phases: [...phases], ...more });

export const TESTS = { name: "tests", command: "pytest tests/" };

/** Two steps side by side before a gate, and one more before an approval. */
export const TWO_PHASES = aPlan([
	aPhase([aStep(), aStep("test-engineer")], { gate: TESTS }),
	aPhase([aStep("code-reviewer")], {
		approval: { reason: "the risk is high" },
	}),
]);

/** What is said, and by whom: alice with write on task 42 unless told otherwise. */
export interface Words {
	readonly step?: string;
	readonly input?: JsonObject;
	readonly who?: string;
	readonly task?: string;
	readonly role?: Role;
	readonly opId?: string;
	readonly agent?: string;
	readonly at?: string;
	readonly engine?: Engine;
}

/** A board with task 42, and what tests ask and say of it. */
export interface PlannedBoard {
	readonly bench: Bench;
	/** What is said, as a door hands it in. */
	saying(verb: string, words?: Words): Saying;
	said(verb: string, words?: Words): Promise<Answer>;
	/** The same of what has to be taken. */
	done(verb: string, words?: Words): Promise<JsonObject>;
	/** Takes a step and records it as complete. */
	works(step: string, words?: Words): Promise<void>;
	task(key?: string): Promise<Task>;
	plan(key?: string): Promise<Plan>;
	step(id: string, key?: string): Promise<Step>;
	commits(): Promise<number>;
	/** Fails unless the log replays byte for byte and broke no invariant. */
	isSound(): Promise<void>;
	/** The same of a log with edits by hand, some of which broke what they touched: it replays. */
	isSoundByHand(): Promise<void>;
}

export async function openPlanned(
	given: {
		readonly plan?: JsonObject | undefined;
		readonly isStarted?: boolean;
		readonly config?: JsonObject;
		readonly keys?: readonly string[];
		readonly repository?: MemoryRepository;
		readonly bench?: Bench;
	} = {},
): Promise<PlannedBoard> {
	const { config = {}, keys = ["42"], isStarted = true } = given;
	const bench = given.bench ?? makeBench(given.repository);
	await openBoard(bench, { review: "never", ...config }, keys);
	const board = plannedBoard(bench);
	if ("plan" in given && given.plan === undefined) return board;
	await board.done("plan", { input: { plan: given.plan ?? TWO_PHASES } });
	if (isStarted) await board.done("start");
	return board;
}

function plannedBoard(bench: Bench): PlannedBoard {
	const saying = (verb: string, words: Words = {}): Saying => {
		const { step, who = "alice", engine: _engine, ...rest } = words;
		// What is about the whole board names no task unless the test does.
		const isAboutTask = findVerb(verb)?.target === "task";
		const command = say(bench, who, verb, {
			...(isAboutTask ? { task: "42" } : {}),
			...rest,
		});
		return step === undefined ? command : { ...command, step };
	};
	const said = async (verb: string, words: Words = {}) => {
		const { engine = bench.engine } = words;
		const [answer] = await engine.perform([saying(verb, words)]);
		return answer as Answer;
	};
	const done = async (verb: string, words?: Words) => {
		const answer = await said(verb, words);
		expect(answer, `${verb} ${words?.step ?? ""}`).toMatchObject({
			ok: true,
		});
		return answer.ok ? answer.data : {};
	};
	const plan = (key = "42") =>
		bench.replica().inspect((board) => board.plan(key) as Plan);
	const replays = async () => {
		const { store, identity } = bench;
		expect(await verify(store, { identity })).toMatchObject({ ok: true });
	};
	return {
		bench,
		saying,
		said,
		done,
		plan,
		async works(step, words = {}) {
			const { input, ...rest } = words;
			await done("dispatched", { ...rest, step });
			await done("record", {
				...rest,
				step,
				input: { status: "complete", ...input },
			});
		},
		task: (key = "42") =>
			bench.replica().inspect((board) => board.task(key) as Task),
		async step(id, key) {
			return stepsOf(await plan(key)).find((one) => one.id === id) as Step;
		},
		async commits() {
			const head = await bench.store.head();
			let count = 0;
			if (head !== null) for await (const _ of bench.store.log(head)) count++;
			return count;
		},
		isSoundByHand: replays,
		async isSound() {
			const { store } = bench;
			await replays();
			expect(await brokenInvariants(store)).toEqual([]);
		},
	};
}
