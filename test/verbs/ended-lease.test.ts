import { expect, test } from "vitest";
import type { Role } from "../../src/core/actor.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

const LEASE_MS = 11 * 60_000;
const GRACE_MS = 3 * 60_000;

async function tell(
	bench: Bench,
	who: string,
	verb: string,
	input: JsonObject = {},
	role: Role = "triage",
) {
	const [answer] = await bench.engine.perform([
		say(bench, who, verb, { task: "1", input, role }),
	]);
	if (answer === undefined) throw new Error(`${verb} was not answered`);
	return answer;
}

/** A board with one task, whose lease has just ended. */
async function withEndedLease(config: JsonObject = {}): Promise<Bench> {
	const bench = makeBench();
	await openBoard(bench, config, ["1"]);
	await tell(bench, "alice", "claim");
	bench.advance(LEASE_MS);
	return bench;
}

const facts = (bench: Bench) =>
	bench.engine.inspect((board) => ({
		attempts: board.task("1")?.attempts,
		losses: board.agent("alice")?.stats?.lease_losses ?? 0,
		status: board.task("1")?.status,
	}));

const DROPPING: readonly (readonly [string, JsonObject])[] = [
	["block", { reason: "wait" }],
	["subtask", { title: "Half of it", park: true }],
];

test.each(DROPPING)(
	"whoever held the task cannot drop its ended lease with %s, whatever the role",
	async (verb, input) => {
		const bench = await withEndedLease();
		for (const role of ["triage", "write"] as const)
			expect(await tell(bench, "alice", verb, input, role)).toMatchObject({
				code: "LEASE_EXPIRED",
			});
		expect(await facts(bench)).toMatchObject({ status: "in_progress" });
	},
);

test.each([...DROPPING, ["force-release", { reason: "gone" }] as const])(
	"an ended lease that %s takes away counts as a failed attempt",
	async (verb, input) => {
		const bench = await withEndedLease();
		bench.advance(GRACE_MS);
		const role = verb === "force-release" ? "maintain" : "triage";
		expect(await tell(bench, "bob", verb, input, role)).toMatchObject({
			ok: true,
		});
		expect(await facts(bench)).toMatchObject({ attempts: 1, losses: 1 });
	},
);

test.each(DROPPING)(
	"%s does not save a task whose last attempt ended with its lease",
	async (verb, input) => {
		const bench = await withEndedLease({ attempts: { max: 1 } });
		bench.advance(GRACE_MS);
		expect(await tell(bench, "bob", verb, input)).toMatchObject({
			code: "INVALID_TRANSITION",
			message: expect.stringContaining("is dead_letter"),
		});
		expect(
			await tell(bench, "bob", "force-release", { reason: "r" }, "maintain"),
		).toMatchObject({ ok: true, data: { task: { status: "dead_letter" } } });
		expect(await facts(bench)).toEqual({
			attempts: 1,
			losses: 1,
			status: "dead_letter",
		});
	},
);

test("a lease that lasts costs no attempt when it is taken away", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["1"]);
	await tell(bench, "alice", "claim");
	await tell(bench, "bob", "force-release", { reason: "r" }, "maintain");
	await tell(bench, "alice", "claim");
	await tell(bench, "alice", "block", { reason: "wait" });
	expect(await facts(bench)).toEqual({
		attempts: 0,
		losses: 0,
		status: "blocked",
	});
});

test("a final failure leaves no attempts, so cancelling and reopening is no way around requeue", async () => {
	const bench = makeBench();
	await openBoard(bench, { attempts: { max: 3 } }, ["1"]);
	await tell(bench, "alice", "claim");
	await tell(bench, "alice", "fail", { reason: "r", retryable: false });
	expect(await facts(bench)).toMatchObject({ attempts: 3 });
	await tell(bench, "bob", "cancel", {}, "write");
	expect(await tell(bench, "bob", "reopen", {}, "write")).toMatchObject({
		code: "FORBIDDEN",
		data: { needed: "maintain" },
	});
});

test.each([
	["cancel", {}, "write"],
	["close", { reason: "not_planned" }, "triage"],
] as const)(
	"an ended lease that %s takes away counts as a failed attempt, whoever says it",
	async (verb, input, role) => {
		for (const who of ["alice", "bob"]) {
			const bench = await withEndedLease();
			expect(await tell(bench, who, verb, input, role)).toMatchObject({
				ok: true,
				data: { task: { status: "cancelled" } },
			});
			expect(await facts(bench)).toEqual({
				attempts: 1,
				losses: 1,
				status: "cancelled",
			});
		}
	},
);

test("cancelling and reopening gives no more rounds than there are attempts", async () => {
	const bench = await withEndedLease({ attempts: { max: 2 } });
	await tell(bench, "bob", "cancel", {}, "write");
	await tell(bench, "bob", "reopen", {}, "write");
	expect(await facts(bench)).toMatchObject({ attempts: 1, status: "ready" });
	await tell(bench, "alice", "claim");
	bench.advance(LEASE_MS);
	await tell(bench, "bob", "cancel", {}, "write");
	expect(await tell(bench, "bob", "reopen", {}, "write")).toMatchObject({
		code: "FORBIDDEN",
		data: { needed: "maintain", attempts: 2 },
	});
	expect(await tell(bench, "bob", "reopen", {}, "maintain")).toMatchObject({
		ok: true,
	});
	expect(await facts(bench)).toMatchObject({ attempts: 0, status: "ready" });
});

test.each([
	["reopen", "cancel", {}],
	["move", "cancel", { to: "backlog" }],
	["changes", "done", { body: "more", reopen: true }],
] as const)(
	"%s forgets failed attempts only for a maintainer",
	async (verb, end, input) => {
		for (const [role, attempts] of [
			["write", 1],
			["maintain", 0],
		] as const) {
			const bench = await withEndedLease({
				transitions: { cancelled: ["ready", "backlog"] },
			});
			await tell(bench, "alice", "claim");
			expect(await facts(bench)).toMatchObject({ attempts: 1 });
			await tell(bench, "alice", end, {}, "write");
			expect(await tell(bench, "bob", verb, input, role)).toMatchObject({
				ok: true,
			});
			expect(await facts(bench)).toMatchObject({ attempts });
		}
	},
);
