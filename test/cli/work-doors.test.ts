import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { endedByCommand } from "../../src/cli/worker/ended-by-command.ts";
import { findWork } from "../../src/cli/worker/find-work.ts";
import { giveBack } from "../../src/cli/worker/give-back.ts";
import { keepLease } from "../../src/cli/worker/heartbeat.ts";
import { reportEnd } from "../../src/cli/worker/report.ts";
import { runTask } from "../../src/cli/worker/run-task.ts";
import { sayPatiently } from "../../src/cli/worker/say-patiently.ts";
import type { Held, Shift } from "../../src/cli/worker/shift.ts";
import { take } from "../../src/cli/worker/take.ts";
import { type JsonObject, refuse } from "../../src/core/errors.ts";
import { fromMs } from "../../src/core/instant.ts";
import type { Answer } from "../../src/engine/answer.ts";
import type { DoorSaying } from "../../src/engine/board-door.ts";

const done = (data: JsonObject): Answer => ({
	...{ ok: true, verb: "x", opId: "x", data },
});
const refused = (...said: Parameters<typeof refuse>): Answer => ({
	...refuse(...said),
	...{ verb: "x", opId: "x" },
});
const unreachable = () =>
	Object.assign(new Error("no answer"), { code: "STORE_UNAVAILABLE" });

/** A worker at a door of the test's own; `heard` is what was said to it. */
function shiftAt(door: Partial<Shift["door"]> & Pick<Shift["door"], "say">) {
	const heard: DoorSaying[] = [];
	const told: string[] = [];
	const place = { owner: "acme", repo: "shop", board: "board" };
	const shift: Shift = {
		door: {
			...{ place, watch: () => () => undefined },
			wait: () => Promise.reject(new Error("nobody waits here")),
			...door,
			say(saying) {
				heard.push(saying);
				return door.say(saying);
			},
		},
		options: { command: ["true"], untilEmpty: false, parallel: 1 },
		agent: "ann",
		nowMs: Date.now,
		tell: (text) => told.push(text),
		print: { out: () => undefined, err: () => undefined },
		noMore: new AbortController().signal,
		endAll: new AbortController().signal,
		stop: () => undefined,
		...{ directory: ".", env: {}, running: new Set() },
		workRoom: tmpdir(),
	};
	return { shift, heard, told };
}

const heldFor = (lengthMs: number): Held => ({
	...{ task: "42", address: "42", title: "", agent: "ann", fence: 7 },
	...{ lengthMs, endsAtMs: Date.now() + lengthMs, boardAheadMs: 0 },
	commit: "c",
});

describe("a lease", () => {
	test("is lost when the board could not be reached before its end, and not earlier", async () => {
		const { shift, heard } = shiftAt({
			say: () => Promise.reject(unreachable()),
		});
		const beganMs = Date.now();
		const { signal } = new AbortController();
		expect(await keepLease(shift, heldFor(600), signal)).toBe("lost");
		expect(Date.now() - beganMs).toBeGreaterThanOrEqual(600);
		expect(heard.length).toBeGreaterThan(2);
	});

	test("is lost when no answer comes before its end", async () => {
		const { shift } = shiftAt({ say: () => new Promise(() => undefined) });
		const { signal } = new AbortController();
		expect(await keepLease(shift, heldFor(400), signal)).toBe("lost");
	});

	test("that is longer than the board's own is kept by what is left of it", async () => {
		const over = new AbortController();
		// Half of the board's own length, 400 ms, has to be over before anything is renewed.
		let endsAtMs = Date.now() + 900;
		let renewals = 0;
		const { shift } = shiftAt({
			async say() {
				const nowMs = Date.now();
				if (nowMs >= endsAtMs) return refused("LEASE_EXPIRED", "over", "");
				if (endsAtMs - nowMs < 200) {
					endsAtMs = nowMs + 400;
					renewals += 1;
				}
				if (renewals === 3) over.abort();
				return done({ expires_at: fromMs(endsAtMs) });
			},
		});
		expect(await keepLease(shift, heldFor(900), over.signal)).toBe("stopped");
	});

	test("outlives a refusal that is not about it, and ends with one that is", async () => {
		let asked = 0;
		const { shift, heard } = shiftAt({
			async say({ verb }) {
				if (verb === "feed") return done({ events: [] });
				asked += 1;
				return asked === 1
					? refused("UNAUTHENTICATED", "who?", "")
					: refused("CONFLICT_LOCKED", "ben has it", "");
			},
		});
		const { signal } = new AbortController();
		expect(await keepLease(shift, heldFor(600), signal)).toBe("lost");
		expect(asked).toBe(2);
		expect(heard[0]).toMatchObject({ verb: "heartbeat", input: { fence: 7 } });
	});

	test("outlives a server that does not know its boards yet, and not the end of its task", async () => {
		let asked = 0;
		const { shift } = shiftAt({
			async say({ verb }) {
				if (verb === "feed") return done({ events: [] });
				asked += 1;
				return asked === 1
					? refused("NOT_FOUND", "There is no board.", "")
					: refused("NOT_FOUND", "There is no task.", "", { task: "42" });
			},
		});
		const { signal } = new AbortController();
		expect(await keepLease(shift, heldFor(600), signal)).toBe("lost");
		expect(asked).toBe(2);
	});

	test("is looked after when the board moves, and not more often than every three seconds", async () => {
		const beatsMs: number[] = [];
		let moves: NodeJS.Timeout | undefined;
		const { shift } = shiftAt({
			watch(act) {
				moves = setInterval(act, 20);
				return () => clearInterval(moves);
			},
			async say({ verb }) {
				if (verb === "feed") return done({ events: [] });
				beatsMs.push(Date.now());
				return beatsMs.length === 1
					? done({ expires_at: fromMs(Date.now() + 600_000) })
					: refused("LEASE_EXPIRED", "it was taken away", "");
			},
		});
		const { signal } = new AbortController();
		const beganMs = Date.now();
		expect(await keepLease(shift, heldFor(600_000), signal)).toBe("lost");
		expect(beatsMs).toHaveLength(2);
		const [first = 0, second = 0] = beatsMs;
		expect(first - beganMs).toBeGreaterThanOrEqual(2_990);
		expect(second - first).toBeGreaterThanOrEqual(2_990);
		expect(moves).toHaveProperty("_destroyed", true);
	}, 60_000);

	test("that its holder gave up is told from one that was taken away", async () => {
		const { shift, heard } = shiftAt({
			say: async ({ verb }) =>
				verb === "feed"
					? done({ events: [{ task: "42", op: "done" }] })
					: refused("LEASE_EXPIRED", "nobody holds it", ""),
		});
		const { signal } = new AbortController();
		expect(await keepLease(shift, heldFor(300), signal)).toBe(
			"ended by the command",
		);
		expect(heard.at(-1)?.input).toMatchObject({
			...{ cursor: "c", task: "42", agent: "ann" },
		});
	});
});

test("of a task whose lease is lost nothing more is said", async () => {
	const { shift, heard, told } = shiftAt({
		say: async ({ verb }) =>
			verb === "feed"
				? done({ events: [] })
				: refused("LEASE_EXPIRED", "nobody holds it", ""),
	});
	const options = { ...shift.options, command: ["sleep", "30"] as const };
	const env = { PATH: process.env.PATH };
	const claimed = { context: { title: "T" } };
	const ran = await runTask({ ...shift, options, env }, heldFor(300), claimed);
	expect(ran.outcome).toBe("lost");
	expect(heard.map(({ verb }) => verb)).toEqual(["heartbeat", "feed"]);
	expect(told).toEqual(["42: the lease is lost; the command is ended"]);
});

describe("what is said", () => {
	test("is said again under the same key until it is answered", async () => {
		const answers = [
			() => Promise.reject(unreachable()),
			async () => refused("RATE_LIMITED", "slow down", ""),
			async () => done({ n: 1 }),
		];
		const { shift, heard, told } = shiftAt({
			say: () => (answers.shift() as () => Promise<Answer>)(),
		});
		expect(await sayPatiently(shift, { verb: "done" })).toMatchObject({
			data: { n: 1 },
		});
		expect(new Set(heard.map(({ key }) => key)).size).toBe(1);
		expect(heard).toHaveLength(3);
		expect(told).toHaveLength(1);
	});

	test("is said again a few times to a board that breaks down over it", async () => {
		let left = 2;
		const { shift, heard } = shiftAt({
			say: async () =>
				left-- > 0 ? refused("INTERNAL", "a defect", "") : done({ n: 1 }),
		});
		expect(await sayPatiently(shift, { verb: "done" })).toMatchObject({
			data: { n: 1 },
		});
		expect(new Set(heard.map(({ key }) => key)).size).toBe(1);
		left = Number.POSITIVE_INFINITY;
		heard.length = 0;
		expect(await sayPatiently(shift, { verb: "done" })).toMatchObject({
			code: "INTERNAL",
		});
		expect(heard).toHaveLength(5);
	}, 60_000);

	test("is said again to a server that does not know its boards yet, unless the board here is frozen", async () => {
		const answers = [
			refused("NOT_FOUND", "There is no board.", ""),
			done({ n: 1 }),
		];
		const { shift } = shiftAt({ say: async () => answers.shift() as Answer });
		expect(await sayPatiently(shift, { verb: "done" })).toMatchObject({
			data: { n: 1 },
		});
		const away = shiftAt({
			say: async () => refused("NOT_FOUND", "There is no board.", ""),
		});
		const frozen = () => "its branch is gone";
		await expect(
			sayPatiently({ ...away.shift, frozen }, { verb: "done" }),
		).rejects.toMatchObject({
			message: "the board is frozen: its branch is gone",
		});
		expect(away.heard).toHaveLength(1);
	});

	test("is given up when nobody wants it any more", async () => {
		const { shift } = shiftAt({ say: () => Promise.reject(unreachable()) });
		const signal = AbortSignal.abort();
		await expect(
			sayPatiently(shift, { verb: "next" }, signal),
		).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
	});

	test("is given up when no answer comes to it and nobody wants it any more", async () => {
		const { shift } = shiftAt({ say: () => new Promise(() => undefined) });
		await expect(
			sayPatiently(shift, { verb: "release" }, AbortSignal.timeout(50)),
		).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
	}, 20_000);

	test("is not said again to a board that is frozen, and names the way on", async () => {
		const why = "the board is frozen: its commits are gone";
		const { shift, heard } = shiftAt({
			say: () => Promise.reject(Object.assign(unreachable(), { message: why })),
		});
		await expect(sayPatiently(shift, { verb: "done" })).rejects.toMatchObject({
			...{ code: "STORE_UNAVAILABLE", message: why },
			hint: expect.stringContaining("start the worker again"),
		});
		expect(heard).toHaveLength(1);
	});
});

describe("a worker that is ended", () => {
	const ended = () => {
		const { shift, ...rest } = shiftAt({
			say: () => Promise.reject(unreachable()),
		});
		const signal = AbortSignal.abort();
		return { shift: { ...shift, noMore: signal, endAll: signal }, ...rest };
	};
	const end = { end: { exitCode: 0 }, result: { fields: {} } };
	const work = { task: "42", address: "42", title: "T" };

	test.each<[string, (shift: Shift) => Promise<unknown>]>([
		["an end", (shift) => reportEnd(shift, heldFor(1_000), end)],
		["a task given back", (shift) => giveBack(shift, heldFor(1_000), "over")],
		["a claim", (shift) => take(shift, work)],
		["what its command said", (shift) => endedByCommand(shift, heldFor(1_000))],
	])("tries %s once, and no more", async (_, act) => {
		const { shift, heard } = ended();
		await expect(act(shift)).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
		expect(heard).toHaveLength(1);
	});
});

test("a task whose files cannot be written is given back, and the fault is told", async () => {
	const { shift, heard } = shiftAt({ say: async () => done({}) });
	const workRoom = join(tmpdir(), "no-such-directory", "at-all");
	const claimed = { context: { title: "T" } };
	await expect(
		runTask({ ...shift, workRoom }, heldFor(1_000), claimed),
	).rejects.toMatchObject({
		...{ code: "STORE_UNAVAILABLE", hint: expect.stringContaining("TMPDIR") },
	});
	expect(heard).toMatchObject([{ verb: "release", task: "42" }]);
});

test("work that is not taken as done keeps the hint of the refusal", async () => {
	const { shift } = shiftAt({
		say: async ({ verb }) =>
			verb === "done" ? refused("GATE_FAILED", "open", "Close it.") : done({}),
	});
	const end = { end: { exitCode: 0 }, result: { fields: {} } };
	expect(await reportEnd(shift, heldFor(1_000), end)).toMatchObject({
		...{ outcome: "failed", reason: "not taken as done: open" },
		hint: "Close it.",
	});
});

describe("an end that is not taken", () => {
	const finished = { end: { exitCode: 0 }, result: { fields: {} } };
	const steps = { step: "1.1", address: "42/1.1" };

	test("gives back what is still held, under its fence, and is told as not reported", async () => {
		const { shift, heard } = shiftAt({
			say: async ({ verb }) =>
				verb === "release" ? done({}) : refused("FORBIDDEN", "Not you.", ""),
		});
		const held = { ...heldFor(1_000), ...steps };
		expect(await reportEnd(shift, held, finished)).toEqual({
			...{ outcome: "not reported", reason: "Not you; it is given back" },
		});
		expect(heard.map(({ verb }) => verb)).toEqual(["record", "release"]);
		expect(heard[1]).toMatchObject({
			...{ task: "42", step: "1.1" },
			input: { fence: 7 },
		});
	});

	test("says nothing against work that the board broke down over", async () => {
		const { shift, heard } = shiftAt({
			say: async () => refused("INTERNAL", "A defect.", ""),
		});
		const endAll = AbortSignal.abort();
		expect(
			await reportEnd({ ...shift, endAll }, heldFor(1_000), finished),
		).toMatchObject({
			...{
				outcome: "not reported",
				reason: "A defect; it is held until its lease ends",
			},
		});
		expect(heard.map(({ verb }) => verb)).toEqual(["done", "release"]);
	});

	test("is lost where the lease is gone, and nothing is given back", async () => {
		const { shift, heard } = shiftAt({
			say: async ({ verb }) =>
				verb === "feed"
					? done({ events: [] })
					: refused("CONFLICT_LOCKED", "ben has it", ""),
		});
		expect(await reportEnd(shift, heldFor(1_000), finished)).toMatchObject({
			outcome: "lost",
		});
		expect(heard.map(({ verb }) => verb)).toEqual(["done", "feed"]);
	});
});

describe("a claim", () => {
	test("that asks for too short a lease is told of the option", async () => {
		const { shift } = shiftAt({
			say: async () =>
				refused("VALIDATION", "1m to 1h.", "Choose `for=`.", { field: "for" }),
		});
		expect(await take(shift, candidate)).toMatchObject({
			kind: "refused",
			refusal: {
				...{ hint: expect.stringContaining("--lease"), message: "1m to 1h." },
				data: { field: "lease" },
			},
		});
	});

	const candidate = {
		...{ task: "42", address: "42", title: "T", version: 5 },
	};

	test("names the version that was offered", async () => {
		const { shift, heard } = shiftAt({
			say: async () => refused("STALE", "it moved", ""),
		});
		expect(await take(shift, candidate)).toEqual({ kind: "late" });
		expect(heard[0]).toMatchObject({
			...{ verb: "claim", task: "42", agent: "ann", input: { version: 5 } },
		});
	});

	test("reckons its end by this machine's clock, however the board's goes", async () => {
		const { shift } = shiftAt({
			say: async () =>
				done({
					...{ agent: "ann", fence: 3 },
					acquired_at: "2020-01-01T00:00:00.000Z",
					expires_at: "2020-01-01T00:10:00.000Z",
				}),
		});
		const taken = await take(shift, candidate);
		if (taken.kind !== "held") throw new Error(taken.kind);
		const leftMs = taken.held.endsAtMs - Date.now();
		expect(leftMs).toBeGreaterThan(590_000);
		expect(leftMs).toBeLessThanOrEqual(600_000);
	});
});

describe("looking for work", () => {
	const row = (key: string) => ({ key, title: key, version: 1 });
	const known = {
		isBusy: () => false,
		isPassedOver: (address: string) => address.startsWith("old"),
		offeredAgain: async () => undefined,
		limited: () => undefined,
	};

	test("goes past what is passed over, also where only such is shown", async () => {
		const candidates = ["old1", "old2"].map(row);
		const { shift } = shiftAt({
			wait: async () => done({ task: row("old1"), candidates, count: 4 }),
			say: async () => done({ tasks: ["old1", "old3", "new"].map(row) }),
		});
		expect(await findWork(shift, known)).toMatchObject({
			...{ kind: "work", work: { task: "new", version: 1 } },
		});
	});

	test.each([true, false])(
		"tells what keeps the worker from claiming anything, until empty or not: %s",
		async (untilEmpty) => {
			const limits = [{ why: "max_leases", message: "as many as it may" }];
			const over = new AbortController();
			const { shift } = shiftAt({
				wait: ({ signal }) =>
					new Promise((resolve) => {
						const none = () => resolve(done({ task: null }));
						signal?.addEventListener("abort", none);
					}),
				say: async () => done({ task: null, count: 1, limits }),
			});
			const told: unknown[] = [];
			const found = findWork(
				{
					...{ ...shift, noMore: over.signal },
					options: { ...shift.options, untilEmpty },
				},
				{
					...known,
					limited(found) {
						told.push(found);
						over.abort();
					},
				},
			);
			expect(await found).toEqual({ kind: "stopped" });
			expect(told).toEqual([limits]);
		},
	);

	test("ends where the board was frozen in the meantime", async () => {
		const { shift } = shiftAt({
			wait: async () => done({ task: null }),
			say: async () => done({}),
		});
		await expect(
			findWork({ ...shift, frozen: () => "it is gone" }, known),
		).rejects.toMatchObject({ message: "the board is frozen: it is gone" });
	});

	test("ends with a refusal that will not pass", async () => {
		const { shift } = shiftAt({
			wait: async () => refused("FORBIDDEN", "not you", ""),
			say: async () => done({}),
		});
		expect(await findWork(shift, known)).toMatchObject({
			...{ kind: "refused", refusal: { code: "FORBIDDEN" } },
		});
	});

	test("a step is taken as the step it is", async () => {
		const step = { id: "1.2", address: "42/1.2" };
		const { shift } = shiftAt({
			wait: async () => done({ task: { ...row("42"), step } }),
			say: async () => done({}),
		});
		expect(await findWork(shift, known)).toMatchObject({
			work: { task: "42", step: "1.2", address: "42/1.2" },
		});
	});
});
