import fc from "fast-check";
import { expect, test } from "vitest";
import type { Role } from "../../src/core/actor.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import type { Answer } from "../../src/engine/answer.ts";
import type { Engine } from "../../src/engine/perform.ts";
import type { Saying } from "../../src/engine/saying.ts";
import { verify } from "../../src/engine/verify.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import {
	type BoardModel,
	LIMITS,
	type ModelCommand,
	newModelTask,
	predict,
} from "../support/board-model.ts";
import { dieSaying } from "../support/die-saying.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { openBoard, say } from "../support/speak.ts";

const KEYS = ["1", "2", "3", "4"];
const CHILDREN = ["11", "12"];
const ROLES: Readonly<Record<string, Role>> = {
	alice: "write",
	bob: "write",
	maintainer: "admin",
	guest: "read",
};

const key = fc.constantFrom(...KEYS, ...KEYS, ...CHILDREN, "99");

/** What the model knows of, each with what it names beside its task. */
const speech = fc.oneof(
	fc
		.constantFrom(
			...["claim", "claim", "claim", "heartbeat", "release", "done", "done"],
			...["fail", "approve", "cancel", "reopen", "requeue", "expire", "block"],
			...["unblock", "override", "force-release", "note", "patch", "summary"],
			...["artifact", "changes"],
		)
		.map((verb) => ({ verb, other: "" })),
	fc
		.constantFrom("backlog", "ready", "review", "done")
		.map((other) => ({ verb: "move", other })),
	fc
		.tuple(fc.constantFrom("depend", "depend", "undepend"), key)
		.map(([verb, other]) => ({ verb, other })),
	fc.constantFrom(...CHILDREN).map((other) => ({ verb: "subtask", other })),
	fc.constantFrom("alice", "bob").map((other) => ({ verb: "handoff", other })),
	fc.constantFrom("0", "1").map((other) => ({ verb: "ack", other })),
);

/** How a process fares with what it is told: some do not live to answer. */
const fate = fc.constantFrom("lives", "lives", "lives", "before", "after");

const happening = fc.oneof(
	{
		weight: 14,
		arbitrary: fc.record({
			kind: fc.constant("say" as const),
			key,
			who: fc.constantFrom(
				"alice",
				"alice",
				"bob",
				"bob",
				"maintainer",
				"guest",
			),
			speech,
			process: fc.nat(1),
			fate,
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constant("wait" as const),
			seconds: fc.constantFrom(20, 60, 330, 610, 725, 900),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant("again" as const),
			back: fc.nat(9),
		}),
	},
);

/** The input that says it; contents differ each time, so that each is a change. */
function inputOf({ verb, other }: ModelCommand, count: number): JsonObject {
	const text = `no. ${count}`;
	const inputs: Readonly<Record<string, JsonObject>> = {
		fail: { reason: text },
		block: { reason: text },
		"force-release": { reason: text },
		override: { reason: text },
		changes: { body: text },
		note: { body: text },
		patch: { patch: { open_questions: [text] } },
		summary: { summary: text },
		artifact: { kind: "file", ref: text },
		move: { to: other },
		depend: { on: [other] },
		undepend: { on: [other] },
		subtask: { title: text, key: other, park: true },
		handoff: { to: other, note: text },
		ack: { follow_up: `f${Number(other) + 1}` },
	};
	return inputs[verb] ?? {};
}

const codeOf = (answer: Answer | undefined) =>
	answer === undefined ? "no answer" : answer.ok ? "ok" : answer.code;

/** The board as the model sees it. */
function seen(engine: Engine, keys: readonly string[], nowMs: number) {
	return engine.inspect((board) =>
		keys.map((key) => {
			const task = board.task(key);
			const lease = task?.lease;
			const left = lease && Date.parse(lease.expires_at) - nowMs;
			return task === undefined
				? `${key} is not there`
				: `${key} v${task.version} ${task.status} fence ${task.fence}, ${lease === undefined ? "free" : `${lease.agent} for ${left}`}`;
		}),
	);
}

function expected(
	{ tasks }: BoardModel,
	keys: readonly string[],
	nowMs: number,
) {
	return keys.map((key) => {
		const task = tasks[key];
		return task === undefined
			? `${key} is not there`
			: `${key} v${task.version} ${task.status} fence ${task.fence}, ${task.holder === "" ? "free" : `${task.holder} for ${task.untilMs - nowMs}`}`;
	});
}

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** Something that was said, and whether it took effect under an op id that is kept. */
interface Said {
	readonly saying: Saying;
	readonly command: ModelCommand;
	took: boolean;
}

/** What is said now: something new, or something from before once more. Undefined when nothing was said before. */
function nextSaid(
	bench: Bench,
	one: Exclude<Happening, { kind: "wait" }>,
	{ said, count }: { readonly said: Said[]; readonly count: number },
): Said | undefined {
	if (one.kind === "again") return said.at(-1 - one.back);
	const isApp = one.speech.verb === "expire";
	const command: ModelCommand = {
		...one.speech,
		key: one.key,
		who: isApp ? "baton" : one.who,
		role: isApp ? "app" : (ROLES[one.who] as Role),
		nowMs: bench.nowMs(),
	};
	const { verb, who, key: task, role } = command;
	const saying = isApp
		? bench.appSays(verb, {}, task)
		: say(bench, who, verb, {
				task,
				input: inputOf(command, count),
				role: role as Role,
			});
	const fresh = { saying, command, took: false };
	said.push(fresh);
	return fresh;
}

async function play(
	happenings: readonly Happening[],
	review: boolean,
): Promise<void> {
	const bench = makeBench();
	const { attempts: max, ...wip } = LIMITS;
	const rule = review ? "always" : "never";
	await openBoard(bench, { review: rule, wip, attempts: { max } }, KEYS);
	const tasks = KEYS.map((one) => [one, newModelTask(one)] as const);
	let model: BoardModel = { tasks: Object.fromEntries(tasks), review };
	const processes = [bench.engine, bench.replica()] as const;
	const said: Said[] = [];
	const keys = [...KEYS, ...CHILDREN];
	for (const [count, one] of happenings.entries()) {
		if (one.kind === "wait") {
			bench.advance(one.seconds * 1_000);
			continue;
		}
		const next = nextSaid(bench, one, { said, count });
		if (next === undefined) continue;
		const nowMs = bench.nowMs();
		const command = { ...next.command, nowMs };
		const told = next.took
			? { code: "ok", board: model }
			: predict(model, command);
		// What Baton itself says keeps no op id: said again it finds nothing left to do.
		const isApp = command.role === "app";
		next.took ||= told.board !== model && !isApp;
		model = told.board;
		if (one.kind === "say" && one.fate !== "lives" && !isApp)
			await dieSaying(bench, next.saying, one.fate as "before" | "after");
		const process = processes[one.kind === "say" ? one.process : 0];
		const [answer] = (await process?.perform([next.saying])) ?? [];
		const what = `${count}: ${command.who} says ${command.verb} ${command.other} on ${command.key}`;
		const state = await seen(bench.engine, keys, nowMs);
		expect([what, codeOf(answer), ...state]).toEqual([
			what,
			told.code,
			...expected(model, keys, nowMs),
		]);
	}
	expect(await verify(bench.store, { identity: bench.identity })).toMatchObject(
		{ ok: true },
	);
	expect(await brokenInvariants(bench.store)).toEqual([]);
}

test("whatever is said by whomever, over crashes and said again, comes to what the model says", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(happening, { minLength: 20, maxLength: 60 }),
			fc.boolean(),
			play,
		),
		{ numRuns: 100 },
	);
}, 120_000);
