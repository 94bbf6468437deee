import { describe, expect, test } from "vitest";
import { Engine } from "../../src/engine/perform.ts";
import { verify } from "../../src/engine/verify.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import type { Store } from "../../src/store/store.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function subjects(store: Store): Promise<readonly string[]> {
	const found: string[] = [];
	const head = await store.head();
	if (head !== null)
		for await (const { message } of store.log(head))
			found.unshift(message.split("\n", 1)[0] ?? "");
	return found;
}

/** An engine of its own whose store breaks in a given way. */
function engineOn(bench: Bench, store: Store): Engine {
	return new Engine({
		store,
		identity: bench.identity,
		nowMs: bench.nowMs,
		pause: async () => undefined,
		build: "test",
		onDefect: (error) => {
			throw error;
		},
	});
}

describe("a race", () => {
	test("of 100 claims on one task has one winner, one commit, and 99 who learn who it is", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const agents = Array.from({ length: 100 }, (_, index) => `worker-${index}`);
		const answers = await Promise.all(
			agents.map((who, index) =>
				bench.engine.perform([
					{
						...say(bench, who, "claim", { task: "42" }),
						actor: { id: 20_000 + index, login: who },
					},
				]),
			),
		);
		const winners = answers.flat().filter((answer) => answer.ok);
		const losers = answers.flat().filter((answer) => !answer.ok);
		expect(winners).toHaveLength(1);
		expect(losers).toHaveLength(99);
		for (const loser of losers)
			expect(loser).toMatchObject({
				code: "CONFLICT_LOCKED",
				data: { holder: winners[0]?.data.agent },
			});
		expect(
			(await subjects(bench.store)).filter((subject) =>
				subject.startsWith("claim"),
			),
		).toHaveLength(1);
	});

	test("between two processes has one winner too, and both logs are one", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["1", "2", "3", "4", "5"]);
		const other = bench.replica();
		const rounds = ["1", "2", "3", "4", "5"].flatMap((task) => [
			bench.engine.perform([say(bench, "alice", "claim", { task })]),
			other.perform([say(bench, "bob", "claim", { task })]),
		]);
		const answers = (await Promise.all(rounds)).flat();
		const won = answers.filter((answer) => answer.ok).length;
		expect(won).toBe(5);
		expect(await verify(bench.store)).toMatchObject({ ok: true, commits: 11 });
	});
});

describe("the same command again", () => {
	test("ten times at once has one effect and one answer", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const saying = say(bench, "alice", "note", {
			task: "42",
			input: { body: "once" },
		});
		const answers = (
			await Promise.all(
				Array.from({ length: 10 }, () => bench.engine.perform([saying])),
			)
		).flat();
		expect(
			new Set(
				answers.map((answer) => (answer.ok ? answer.commit : answer.code)),
			).size,
		).toBe(1);
		expect(
			(await subjects(bench.store)).filter((subject) =>
				subject.startsWith("note"),
			),
		).toHaveLength(1);
	});

	test("in another process, later, gives the first answer and commits nothing", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const saying = say(bench, "alice", "claim", { task: "42" });
		const [first] = await bench.engine.perform([saying]);
		await bench.engine.perform([
			say(bench, "alice", "release", { task: "42" }),
		]);
		bench.advance(60_000);
		const before = await bench.store.head();
		const [again] = await bench.replica().perform([saying]);
		expect(again).toEqual({ ...first, repeated: true });
		expect(await bench.store.head()).toBe(before);
	});
});

describe("when the remote fails", () => {
	test("an answer lost after the push took effect is found out, and nothing is written twice", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		let faults = 1;
		const store = openMemoryStore(bench.repository, (point) => {
			if (point === "after" && faults-- > 0) throw new Error("socket hang up");
		});
		const [answer] = await engineOn(bench, store).perform([
			say(bench, "alice", "claim", { task: "42" }),
		]);
		expect(answer).toMatchObject({ ok: true, verb: "claim" });
		expect(
			(await subjects(bench.store)).filter((subject) =>
				subject.startsWith("claim"),
			),
		).toHaveLength(1);
	});

	test("a push that never arrived is sent again", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		let faults = 2;
		const store = openMemoryStore(bench.repository, (point) => {
			if (point === "before" && faults-- > 0) throw new Error("ECONNREFUSED");
		});
		const [answer] = await engineOn(bench, store).perform([
			say(bench, "alice", "claim", { task: "42" }),
		]);
		expect(answer).toMatchObject({ ok: true });
		expect(
			(await subjects(bench.store)).filter((subject) =>
				subject.startsWith("claim"),
			),
		).toHaveLength(1);
	});

	test("a remote that stays silent makes perform throw, and saying it again later is safe", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const inner = openMemoryStore(bench.repository);
		let isDown = true;
		const down = () =>
			Promise.reject(
				Object.assign(new Error("down"), { code: "STORE_UNAVAILABLE" }),
			);
		const store: Store = {
			...inner,
			head: () => (isDown ? down() : inner.head()),
			append: (...call) => (isDown ? down() : inner.append(...call)),
		};
		const engine = engineOn(bench, store);
		const saying = say(bench, "alice", "claim", { task: "42" });
		await expect(engine.perform([saying])).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
		isDown = false;
		expect(await engine.perform([saying])).toMatchObject([{ ok: true }]);
	});

	test("a branch that lost acknowledged commits is frozen: nothing is written or answered until it has them again", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const before = bench.repository.head;
		await bench.engine.perform([say(bench, "alice", "claim", { task: "42" })]);
		const { head } = bench.repository;
		const done = say(bench, "alice", "done", { task: "42" });
		bench.repository.head = before;
		await expect(bench.engine.perform([done])).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining("frozen"),
		});
		expect(bench.repository.head).toBe(before);
		bench.repository.head = null;
		await expect(bench.engine.perform([done])).rejects.toMatchObject({
			message: expect.stringContaining("deleted"),
		});
		bench.repository.head = head;
		expect(await bench.engine.perform([done])).toMatchObject([{ ok: true }]);
	});

	test("a clock more than a minute from the remote's writes nothing, but is measured anew each time", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		let skewMs = -61_000;
		const store: Store = {
			...openMemoryStore(bench.repository),
			clockSkewMs: () => skewMs,
		};
		const engine = engineOn(bench, store);
		const saying = say(bench, "alice", "claim", { task: "42" });
		await expect(engine.perform([saying])).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
			message: expect.stringContaining("61 s"),
		});
		skewMs = 500;
		expect(await engine.perform([saying])).toMatchObject([{ ok: true }]);
	});

	test("a commit that the remote refuses takes no other with it, and nobody is told of what was not written", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["41", "42"]);
		const inner = openMemoryStore(bench.repository);
		const store: Store = {
			...inner,
			append: async (base, commits) =>
				commits.some(({ message }) => message.includes("poison"))
					? { kind: "refused", reason: "push protection" }
					: inner.append(base, commits),
		};
		const engine = engineOn(bench, store);
		const [claimed, poisoned, shown] = await Promise.all([
			engine.perform([say(bench, "bob", "claim", { task: "42" })]),
			engine.perform([
				say(bench, "alice", "note", { task: "41", input: { body: "poison" } }),
			]),
			engine.perform([say(bench, "alice", "show", { task: "41" })]),
		]);
		expect(claimed).toMatchObject([{ ok: true, verb: "claim" }]);
		expect(poisoned).toMatchObject([
			{
				ok: false,
				code: "VALIDATION",
				message: expect.stringContaining("push protection"),
			},
		]);
		expect(shown).toMatchObject([{ ok: true, version: 1 }]);
	});

	test("one poisoned commit among many is found by halving, and one too large for the server is refused alone", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const inner = openMemoryStore(bench.repository);
		let appends = 0;
		const store: Store = {
			...inner,
			append: async (base, commits) => {
				appends += 1;
				const has = (word: string) =>
					commits.some(({ message }) => message.includes(word));
				if (has("huge"))
					throw Object.assign(new Error("answered 413"), {
						code: "STORE_UNAVAILABLE",
						status: 413,
					});
				return has("poison")
					? { kind: "refused", reason: "push protection" }
					: inner.append(base, commits);
			},
		};
		const engine = engineOn(bench, store);
		const said = await Promise.all(
			Array.from({ length: 64 }, (_, index) =>
				engine.perform([
					say(bench, "alice", "note", {
						task: "42",
						input: {
							body: index === 20 ? "poison" : index === 50 ? "huge" : "fine",
						},
					}),
				]),
			),
		);
		const refused = said.flatMap(([answer], index) =>
			answer?.ok === false ? [index] : [],
		);
		expect(refused).toEqual([20, 50]);
		expect(appends).toBeLessThan(40);
	});

	test("a push that keeps failing is given back after three tries", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		let appends = 0;
		const store = openMemoryStore(bench.repository, (point) => {
			if (point === "before") appends += 1;
			throw new Error("503");
		});
		await expect(
			engineOn(bench, store).perform([
				say(bench, "alice", "claim", { task: "42" }),
			]),
		).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
		expect(appends).toBe(3);
	});

	test("a head whose time could not be read is read again before anything is written on it", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		let failures = 1;
		const inner = openMemoryStore(bench.repository);
		const store: Store = {
			...inner,
			log(from) {
				if (failures-- > 0)
					throw Object.assign(new Error("down"), { code: "STORE_UNAVAILABLE" });
				return inner.log(from);
			},
		};
		const engine = engineOn(bench, store);
		const saying = say(bench, "alice", "claim", { task: "42" });
		bench.advance(-50_000);
		await expect(engine.perform([saying])).rejects.toMatchObject({
			code: "STORE_UNAVAILABLE",
		});
		expect(await engine.perform([saying])).toMatchObject([{ ok: true }]);
		expect(await verify(bench.store)).toMatchObject({ ok: true });
	});
});

describe("a script", () => {
	test("stops at its first refusal; what came before it stands", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const answers = await bench.engine.perform([
			say(bench, "alice", "claim", { task: "42" }),
			say(bench, "alice", "priority", {
				task: "42",
				input: { priority: "nonsense" },
			}),
			say(bench, "alice", "done", { task: "42" }),
		]);
		expect(
			answers.map((answer) => (answer.ok ? answer.verb : answer.code)),
		).toEqual(["claim", "VALIDATION"]);
	});

	test("is passed over in silence for a task that is not on the board", async () => {
		const bench = makeBench();
		await openBoard(bench);
		expect(
			await bench.engine.perform([
				{ ...say(bench, "alice", "claim", { task: "7" }), ifTask: "7" },
			]),
		).toEqual([]);
	});

	test("keeps secrets out of the branch", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const token = `ghp_${"a1B2".repeat(9)}`;
		await bench.engine.perform([
			say(bench, "alice", "note", {
				task: "42",
				input: { body: `it is ${token}` },
			}),
		]);
		const everything = [...bench.repository.objects.values()]
			.map(({ body }) => new TextDecoder().decode(body))
			.join("\n");
		expect(everything).not.toContain(token);
		expect(everything).toContain("[redacted:");
	});
});

test("time never runs backwards in the log, whatever the clock does", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["42"]);
	bench.advance(-3_600_000);
	await bench.engine.perform([say(bench, "alice", "claim", { task: "42" })]);
	expect(await verify(bench.store)).toMatchObject({ ok: true });
});

test("a stale version is refused, and the answer tells the present one", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["42"]);
	expect(
		await bench.engine.perform([
			say(bench, "alice", "claim", { task: "42", input: { version: 7 } }),
		]),
	).toMatchObject([{ code: "STALE", data: { version: 1 } }]);
});

test("a defect met by one command is answered with INTERNAL, and the others of its batch go on", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["41", "42"]);
	const met: unknown[] = [];
	const engine = new Engine({
		store: bench.store,
		identity: bench.identity,
		nowMs: bench.nowMs,
		pause: async () => undefined,
		build: "test",
		onDefect: (error, opId) => met.push([opId, (error as Error).message]),
	});
	// An op id outside the charset can only come from a door of ours that is wrong.
	const broken = {
		...say(bench, "alice", "claim", { task: "41" }),
		opId: "not an op id",
	};
	const [bad, good] = await Promise.all([
		engine.perform([broken]),
		engine.perform([say(bench, "alice", "claim", { task: "42" })]),
	]);
	expect(bad).toMatchObject([
		{ ok: false, code: "INTERNAL", data: { correlation: "not an op id" } },
	]);
	expect(good).toMatchObject([{ ok: true }]);
	expect(met).toEqual([
		["not an op id", expect.stringContaining("malformed op id")],
	]);
});

describe("what is written can always be read again:", () => {
	test("a patch with a model's control tokens in it", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["42"]);
		const answers = await bench.engine.perform([
			say(bench, "alice", "patch", {
				task: "42",
				input: { patch: { goal: "document <|endoftext|>" } },
			}),
		]);
		expect(answers).toMatchObject([{ ok: true }]);
	});

	test("batons and artifacts are refused before their document grows too large", async () => {
		const bench = makeBench();
		await openBoard(bench, {}, ["41", "42"]);
		const text = (n: number) => `${n} ${"漢".repeat(290)}`;
		const lists = [
			"current_state",
			"open_questions",
			"constraints",
			"work_scope",
			"acceptance",
		];
		const codes = new Set<string>();
		for (const list of lists)
			await bench.engine.perform([
				say(bench, "alice", "patch", {
					task: "42",
					input: {
						patch: { [list]: Array.from({ length: 50 }, (_, n) => text(n)) },
					},
				}),
			]);
		for (let n = 0; n < 20; n++) {
			const decision_log = Array.from({ length: 25 }, (_, index) =>
				text(n * 25 + index),
			);
			const [answer] = await bench.engine.perform([
				say(bench, "alice", "patch", {
					task: "42",
					input: { patch: { decision_log } },
				}),
			]);
			codes.add(answer?.ok === false ? answer.code : "ok");
		}
		for (let n = 0; n < 200; n += 20) {
			const artifacts = Array.from({ length: 20 }, (_, index) =>
				say(bench, "alice", "artifact", {
					task: "41",
					input: {
						kind: "file",
						url: `https://example.com/${n + index}/${"ü".repeat(1_900)}`,
					},
				}),
			);
			const answers = await bench.engine.perform(artifacts);
			for (const answer of answers) codes.add(answer.ok ? "ok" : answer.code);
		}
		expect([...codes].sort()).toEqual(["QUOTA_EXCEEDED", "ok"]);
		expect(
			await bench.engine.inspect((board) => [
				board.unreadable("41"),
				board.unreadable("42"),
			]),
		).toEqual([undefined, undefined]);
		expect(await verify(bench.store)).toMatchObject({ ok: true });
	});
});

test("config sections in any order replay to the same bytes", async () => {
	const bench = makeBench();
	await openBoard(bench, {
		agents: { zeta: { logins: ["bob"] }, alpha: { logins: ["alice"] } },
		gates: {
			z: { checks: [{ name: "t", app: "ci" }] },
			a: { checks: [{ name: "t", app: "ci" }] },
		},
	});
	expect(await verify(bench.store)).toMatchObject({ ok: true });
});

test("names that every object has are names like any other", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["42"]);
	expect(
		await bench.engine.perform([
			say(bench, "alice", "claim", { task: "42", agent: "constructor" }),
		]),
	).toMatchObject([{ code: "FORBIDDEN" }]);
	expect(
		await bench.engine.perform([
			say(bench, "constructor", "claim", { task: "42" }),
		]),
	).toMatchObject([{ ok: true, data: { agent: "constructor" } }]);
});

test("a command that the marks have passed without its commit is refused, never answered as done", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["42"]);
	await bench.engine.perform([
		bench.appSays("mark", {
			comment: 500,
			event: 0,
			since: "2026-11-20T19:00:00.000Z",
		}),
	]);
	expect(
		await bench.engine.perform([
			say(bench, "alice", "claim", { task: "42", opId: "c400:1" }),
		]),
	).toMatchObject([{ ok: false, code: "VALIDATION" }]);
});

test("reading the log is only for those who may ask", async () => {
	const bench = makeBench();
	await openBoard(bench, {}, ["42"]);
	let reads = 0;
	const inner = openMemoryStore(bench.repository);
	const store: Store = {
		...inner,
		log(from) {
			reads += 1;
			return inner.log(from);
		},
	};
	const engine = engineOn(bench, store);
	await engine.perform([say(bench, "alice", "show", { task: "42" })]);
	const before = reads;
	expect(
		await engine.perform([say(bench, "guest", "verify", { role: "read" })]),
	).toMatchObject([{ code: "FORBIDDEN" }]);
	expect(
		await engine.perform([
			say(bench, "guest", "history", { task: "99", role: "read" }),
		]),
	).toMatchObject([{ code: "NOT_FOUND" }]);
	expect(reads).toBe(before);
});
