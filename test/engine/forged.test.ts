import { describe, expect, test } from "vitest";
import { brokenByHand } from "../../src/core/between.ts";
import { verify } from "../../src/engine/verify.ts";
import { taskFolder } from "../../src/store/layout.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import type { Oid } from "../../src/store/store.ts";
import { makeBench } from "../support/bench.ts";
import {
	aBoard,
	ask,
	done,
	engineOn,
	forge,
	HAND,
	knowing,
	note,
	quarantined,
	raised,
	recovery,
	TASK,
	timed,
} from "../support/forging.ts";

const SINCE = "2026-11-20T18:00:00.000Z";
const LATER = "2026-11-20T18:30:00.000Z";

describe("a recovery that somebody else committed", () => {
	test("on top is judged as any edit", async () => {
		const bench = await aBoard();
		const message = recovery(bench, bench.repository.head);
		await forge(bench, { [TASK]: done }, { message });
		expect(await quarantined(bench)).toContain("version");
		expect(await note(bench)).toMatchObject({ ok: true });
		expect(await verify(bench.store)).toMatchObject({ ok: true });
	});

	test("does not stand for a history that is gone", async () => {
		const bench = await aBoard();
		const known = bench.repository.head as Oid;
		let first: Oid | undefined;
		for await (const { oid } of bench.store.log(known)) first = oid;
		const message = recovery(bench, known);
		await forge(bench, { "a.txt": () => "x" }, { message, on: first as Oid });
		await expect(note(bench)).rejects.toThrow("rewritten");
		expect(
			await bench.engine.inspect((board) => [...board.keys()]),
		).toHaveLength(2);
	});

	test("in our name does not stand where it takes versions back", async () => {
		const bench = await aBoard();
		const before = bench.repository.head;
		await ask(bench, "claim", "42");
		const message = recovery(bench, bench.repository.head);
		const by = bench.identity.committer(0);
		const back = (text: string) => text.replace(/version: \d+/, "version: 0");
		await forge(bench, { [TASK]: back }, { message, on: before, by });
		await expect(note(bench)).rejects.toThrow("rewritten");
	});
});

describe("a time that somebody else wrote", () => {
	test("and that is none, disturbs nobody", async () => {
		const bench = await aBoard();
		const message = timed("2026-99-99T99:99:99.999Z");
		await forge(bench, { "n.txt": () => "x" }, { message });
		expect(await ask(bench, "doctor")).toMatchObject({ ok: true });
		for (const engine of [bench.replica(), bench.engine])
			expect(await note(bench, engine)).toMatchObject({ ok: true });
	});

	test("in the far future does not move the clock", async () => {
		const bench = await aBoard();
		await ask(bench, "claim", "42");
		const message = timed("2999-01-01T00:00:00.000Z");
		await forge(bench, { "n.txt": () => "x" }, { message });
		expect(await note(bench)).toMatchObject({ ok: true });
		expect(await ask(bench, "show", "42")).toMatchObject({
			data: { task: { status: "in_progress" } },
		});
		for await (const { message } of bench.store.log(
			bench.repository.head as Oid,
		)) {
			expect(message).toContain("Baton-Now: 2026-");
			break;
		}
	});

	test("a command from a clock far ahead freezes the board until it is recovered, also after a start", async () => {
		const bench = await aBoard();
		await bench.engine.inspect(() => undefined);
		const known = bench.repository.head as Oid;
		const ahead = makeBench(bench.repository);
		ahead.advance(3_600_000);
		await note(ahead);
		await expect(note(bench)).rejects.toThrow("ahead of this machine's clock");
		const started = engineOn(bench, { mark: knowing(known) });
		await expect(note(bench, started)).rejects.toThrow("ahead");
		expect(
			await ask(bench, "recover", undefined, { input: { to: "branch" } }),
		).toMatchObject({ ok: true });
		for (const engine of [bench.engine, bench.replica()])
			expect(await note(bench, engine)).toMatchObject({ ok: true });
		expect(await verify(bench.store)).toMatchObject({ ok: true });
	});
});

test("a command from a clock far ahead stands once our clock has come so far", async () => {
	const bench = await aBoard();
	await bench.engine.inspect(() => undefined);
	const ahead = makeBench(bench.repository);
	ahead.advance(3_600_000);
	await note(ahead);
	await expect(note(bench)).rejects.toThrow("ahead of this machine's clock");
	bench.advance(3_600_000);
	expect(await note(bench)).toMatchObject({ ok: true });
});

describe("rights that an edit by hand grants itself", () => {
	test.each([
		[
			"config",
			(text: string) => text.replace("override: maintain", "override: read"),
		],
		["lines", (text: string) => text.replaceAll("\n", "\r\n")],
		["since", (text: string) => text.replace(/since: .*/, `since: ${LATER}`)],
	])("in the board's %s freeze it", async (_, edit) => {
		const bench = await aBoard({ permissions: { override: "maintain" } });
		await bench.engine.perform([
			bench.appSays("mark", { comment: 1, event: 1, since: SINCE }),
		]);
		const { head } = bench.repository;
		const { tree } = await bench.store.version(head);
		const text = new TextDecoder().decode(tree.get("board.yaml"));
		expect(edit(text)).not.toBe(text);
		await forge(bench, { "board.yaml": edit });
		await expect(note(bench)).rejects.toThrow("board.yaml");
		bench.repository.head = head;
		expect(await note(bench)).toMatchObject({ ok: true });
	});

	test("by ending a task without the checks it needs are illegal", async () => {
		const gates = {
			ci: { checks: [{ name: "build", app: "ci" }] },
		};
		const config = { gates, done_gates: ["ci"] };
		for (const grant of [
			(text: string) => text.replace("labels: []", 'labels: ["no-code"]'),
			(text: string) =>
				`${text}checks:\n  results: []\n  overridden_by:\n    id: 2\n    login: alice\n`,
		]) {
			const bench = await aBoard(config);
			await ask(bench, "claim", "42");
			await bench.engine.inspect(() => undefined);
			const ended = (text: string) =>
				grant(raised(text))
					.replace("status: in_progress", "status: done")
					.replace(/^lease:\n(?: .*\n)+/m, "");
			await forge(bench, { [TASK]: ended });
			expect(await quarantined(bench)).toContain("only a command brings");
		}
	});

	test("in one edit and use in the next are illegal as well", async () => {
		const config = {
			gates: { ci: { checks: [{ name: "build", app: "ci" }] } },
			done_gates: ["ci"],
		};
		const results = `\n  results:\n    - {name: build, app: ci, state: green}\n`;
		for (const grant of [
			(text: string) => text.replace("labels: []", 'labels: ["no-code"]'),
			(text: string) =>
				`${text}checks:\n  results: []\n  overridden_by:\n    id: 2\n    login: alice\n`,
			(text: string) => `${text}checks:\n  sha: ${"a".repeat(40)}${results}`,
		]) {
			const bench = await aBoard(config);
			await ask(bench, "claim", "42");
			await bench.engine.inspect(() => undefined);
			await forge(bench, { [TASK]: (text) => grant(raised(text)) });
			expect(await quarantined(bench)).toContain("only a command brings");
			await note(bench);
			const ended = (text: string) =>
				raised(text)
					.replace("status: in_progress", "status: done")
					.replace(/^lease:\n(?: .*\n)+/m, "");
			await forge(bench, { [TASK]: ended });
			expect(await quarantined(bench)).toContain("a change by hand");
			await note(bench);
			expect(await verify(bench.store)).toMatchObject({ ok: true });
		}
	});

	test("are told from what a task had been granted before", () => {
		const result = { name: "build", app: "ci", state: "green" as const };
		const was = {
			labels: ["no-code"],
			checks: {
				sha: "a".repeat(40),
				results: [result],
				overridden_by: { id: 2, login: "alice" },
			},
		};
		const { checks } = was;
		const of = (now: Parameters<typeof brokenByHand>[1]) => [
			...brokenByHand(was, now),
		];
		expect(of(was)).toEqual([]);
		expect(of({ labels: [] })).toEqual([]);
		expect(of({ ...was, checks: { results: [] } })).toEqual([]);
		for (const changed of [
			{ ...checks, sha: "b".repeat(40) },
			{ ...checks, results: [{ ...result, name: "lint" }] },
			{ ...checks, overridden_by: { id: 3, login: "eve" } },
		])
			expect(of({ ...was, checks: changed })).toHaveLength(1);
		expect([...brokenByHand({ labels: [] }, was)]).toHaveLength(3);
	});

	test("with a task that is made by hand are illegal too", async () => {
		const bench = await aBoard();
		await bench.engine.inspect(() => undefined);
		const { tree } = await bench.store.version(bench.repository.head);
		const folder = taskFolder("42");
		for (const labels of ["[]", '["no-code"]']) {
			const made = tree.list(folder).map((name) => {
				const text = new TextDecoder()
					.decode(tree.get(`${folder}/${name}`))
					.replaceAll("42", "43")
					.replace("labels: []", `labels: ${labels}`);
				return [`${taskFolder("43")}/${name}`, () => text] as const;
			});
			await forge(bench, Object.fromEntries(made));
			const reason = await bench.engine.inspect((one) => one.unreadable("43"));
			if (labels === "[]") expect(reason).toBeUndefined();
			else expect(reason).toContain("only a command brings");
		}
	});
});

describe("a process that remembers nothing", () => {
	test("takes no commit for Baton's own because it says so", async () => {
		for (const by of [HAND, makeBench().identity.committer(0)]) {
			const bench = await aBoard();
			const message = "x\n\nBaton-Kind: op\n";
			await forge(bench, { [TASK]: done }, { message, by });
			expect(await quarantined(bench, bench.replica())).toContain("version");
		}
	});

	test("also not when it only looks and does not know who writes", async () => {
		const bench = await aBoard();
		const message = "x\n\nBaton-Kind: op\n";
		await forge(bench, { [TASK]: done }, { message });
		const nobody = { name: "", email: "0+@users.noreply.github.com" };
		const looks = engineOn(bench, {
			identity: { ...bench.identity, committer: (at) => ({ ...nobody, at }) },
		});
		expect(await quarantined(bench, looks)).toContain("version");
	});
});

test("many edits by hand are judged as one", async () => {
	const bench = await aBoard();
	await bench.engine.inspect(() => undefined);
	await forge(bench, { [TASK]: done });
	await forge(bench, { "n.txt": (text) => `${text}x` }, { times: 1_000 });
	expect(await quarantined(bench)).toContain("version");
	expect(await note(bench)).toMatchObject({ ok: true });
	expect(await verify(bench.store)).toMatchObject({ ok: true });
});

test("a migration that somebody else made up does not stand in the way of a recovery", async () => {
	const bench = await aBoard();
	await bench.engine.inspect(() => undefined);
	const message = `m\n\nBaton-Kind: migrate\nBaton-From: 1\nBaton-To: 9\nBaton-Build: 9.9.9\nBaton-Now: ${new Date(bench.nowMs()).toISOString()}\n`;
	const newer = (text: string) => text.replace("format: 1", "format: 2");
	await forge(bench, { [TASK]: newer }, { message });
	await expect(note(bench)).rejects.toThrow("newer Baton");
	expect(
		await ask(bench, "recover", undefined, { input: { to: "acknowledged" } }),
	).toMatchObject({ ok: true });
	expect(await note(bench)).toMatchObject({ ok: true });
});

test("a board that a newer Baton migrated goes on only from a commit that is named and older", async () => {
	const bench = await aBoard();
	await ask(bench, "claim", "41");
	const known = bench.repository.head;
	const message = `m\n\nBaton-Kind: migrate\nBaton-From: 1\nBaton-To: 9\nBaton-Build: 9.9.9\nBaton-Now: ${new Date(bench.nowMs()).toISOString()}\n`;
	const newer = (text: string) => text.replace("format: 1", "format: 2");
	const by = bench.identity.committer(0);
	const head = await forge(bench, { [TASK]: newer }, { message, by });
	for (const to of ["acknowledged", "branch", head])
		expect(
			await ask(bench, "recover", undefined, { input: { to } }),
		).toMatchObject({ ok: false, hint: expect.stringContaining("Update") });
	expect(
		await ask(bench, "recover", undefined, { input: { to: known } }),
	).toMatchObject({ ok: true });
	for (const engine of [bench.engine, bench.replica()])
		expect(await note(bench, engine)).toMatchObject({ ok: true });
	expect(await verify(bench.store)).toMatchObject({ ok: true });
});

test("a board whose acknowledged commit has files here but no log is answered for, and recovered", async () => {
	const bench = await aBoard();
	const before = bench.repository.head;
	await ask(bench, "claim", "42");
	const known = bench.repository.head as Oid;
	bench.repository.head = before;
	const store = openMemoryStore(bench.repository);
	const engine = engineOn(bench, {
		store: {
			...store,
			log: (from) => {
				if (from === known) throw new Error(`not our ref ${known}`);
				return store.log(from);
			},
		},
		mark: knowing(known),
	});
	expect(await ask(bench, "doctor", undefined, { engine })).toMatchObject({
		data: { frozen: { acknowledged: known } },
	});
	expect(
		await ask(bench, "recover", undefined, { engine, input: { to: "branch" } }),
	).toMatchObject({ ok: true });
	expect(await note(bench, engine)).toMatchObject({ ok: true });
});

test("doctor names documents of agents and memories that cannot be read", async () => {
	const bench = await aBoard();
	await forge(bench, {
		"agents/alice.yaml": () => "not: [one",
		"memory/shared.yaml": () => "a: &x 1\nb: *x\n",
	});
	expect(await ask(bench, "doctor")).toMatchObject({
		data: {
			healthy: false,
			said: expect.stringMatching(/memory\/shared.yaml.*agents\/alice.yaml/),
		},
	});
});
