import { describe, expect, test } from "vitest";
import { verify } from "../../src/engine/verify.ts";
import { taskPath } from "../../src/store/layout.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import type { Oid, Store } from "../../src/store/store.ts";
import type { Bench } from "../support/bench.ts";
import {
	aBoard,
	ask,
	done,
	engineOn,
	forge,
	knowing,
	note,
	quarantined,
	raised,
	recovery,
	TASK,
} from "../support/forging.ts";

const OTHER = taskPath("41", "task");
const NOWHERE = "c".repeat(40);
const gated = {
	permissions: { override: "maintain" },
	gates: { ci: { checks: [{ name: "build", app: "ci" }] } },
	done_gates: ["ci"],
};

const rights = (text: string) =>
	text.replace("override: maintain", "override: read");

const head = ({ repository }: Bench) => repository.head as Oid;

async function rootOf(bench: Bench): Promise<Oid> {
	let root = head(bench);
	for await (const { oid } of bench.store.log(root)) root = oid;
	return root;
}

describe("a recovery that somebody else committed in our name", () => {
	test("is worth no more than any edit where it is not what it says it takes", async () => {
		const bench = await aBoard(gated);
		await bench.engine.inspect(() => undefined);
		const known = head(bench);
		const by = bench.identity.committer(0);
		for (const chosen of [known, NOWHERE]) {
			const message = recovery(bench, known, chosen);
			const edits = { "board.yaml": rights, [TASK]: done };
			await forge(bench, edits, { message, by, on: known });
			for (const engine of [bench.engine, bench.replica()])
				await expect(note(bench, engine)).rejects.toThrow("config");
			expect(await verify(bench.store)).toMatchObject({ ok: false });
		}
	});

	test("ends no task without its gates, also where what it takes cannot be read", async () => {
		const bench = await aBoard(gated);
		await bench.engine.inspect(() => undefined);
		const known = head(bench);
		const by = bench.identity.committer(0);
		const ended = (text: string) =>
			done(raised(text)).replace("labels: []", 'labels: ["no-code"]');
		for (const chosen of [known, NOWHERE]) {
			const message = recovery(bench, known, chosen);
			await forge(bench, { [TASK]: ended }, { message, by, on: known });
			for (const engine of [bench.engine, bench.replica()])
				expect(await quarantined(bench, engine)).toContain("by hand");
		}
	});

	test("does not stand for a history that is gone with a state that nobody chose", async () => {
		const bench = await aBoard();
		await ask(bench, "claim", "42");
		const by = bench.identity.committer(0);
		const message = recovery(bench, head(bench));
		const on = await rootOf(bench);
		await forge(bench, { "a.txt": () => "x" }, { message, by, on });
		await expect(note(bench)).rejects.toThrow("rewritten");
		const keys = await bench.engine.inspect((board) => [...board.keys()]);
		expect(keys).toHaveLength(2);
	});

	test("does not stand where a task is older than what is put aside", async () => {
		const bench = await aBoard();
		const before = head(bench);
		await ask(bench, "claim", "42");
		const by = bench.identity.committer(0);
		const message = recovery(bench, head(bench), before);
		await forge(bench, { [OTHER]: raised }, { message, by, on: before });
		await expect(note(bench)).rejects.toThrow("rewritten");
	});

	test("and takes the board's own document away, freezes the board until it is recovered", async () => {
		const bench = await aBoard();
		await bench.engine.inspect(() => undefined);
		const by = bench.identity.committer(0);
		const message = recovery(bench, head(bench));
		const spoiled = { "board.yaml": () => "oops: [\n" };
		await forge(bench, spoiled, { message, by });
		await expect(note(bench)).rejects.toThrow("board.yaml");
		expect(await verify(bench.store)).toMatchObject({ ok: false });
		expect(
			await ask(bench, "recover", undefined, { input: { to: "acknowledged" } }),
		).toMatchObject({ ok: true });
		for (const engine of [bench.engine, bench.replica()])
			expect(await note(bench, engine)).toMatchObject({ ok: true });
		expect(await verify(bench.store)).toMatchObject({ ok: true });
	});
});

describe("a recovery of Baton's own", () => {
	test("stands for whoever knew any of the commits that it put aside, also when none of them can be read", async () => {
		const bench = await aBoard();
		const before = head(bench);
		await ask(bench, "claim", "42");
		const known = head(bench);
		await note(bench);
		const last = head(bench);
		bench.repository.head = before;
		await expect(note(bench)).rejects.toThrow("frozen");
		await ask(bench, "recover", undefined, { input: { to: "acknowledged" } });
		expect(await note(bench)).toMatchObject({ ok: true });
		for (const oid of [known, last]) bench.repository.objects.delete(oid);
		const late = engineOn(bench, { mark: knowing(known) });
		expect(await note(bench, late)).toMatchObject({ ok: true });
		const stranger = engineOn(bench, { mark: knowing(NOWHERE) });
		await expect(note(bench, stranger)).rejects.toThrow("rewritten");
	});

	test("stands whatever somebody had written into the op ids of what it puts aside", async () => {
		const bench = await aBoard();
		await bench.engine.inspect(() => undefined);
		const ids = Array.from(
			{ length: 250 },
			(_, index) => `k${String(index).padStart(16, "0")}`,
		);
		const seen = [...ids, "e7", "nothing"];
		const flooded = (text: string) =>
			text.replace(
				/seen: \[\]|seen:\n(?: +- .*\n)+/,
				(found) =>
					`seen: [${seen.join(", ")}]${found.endsWith("\n") ? "\n" : ""}`,
			);
		await forge(bench, { [TASK]: flooded });
		const { tree } = await bench.store.version(head(bench));
		expect(new TextDecoder().decode(tree.get(TASK))).toContain("nothing");
		for (const to of ["acknowledged", "branch"]) {
			await forge(bench, { [TASK]: flooded, "n.txt": () => to });
			await ask(bench, "recover", undefined, { input: { to } });
			for (const engine of [bench.engine, bench.replica()])
				expect(await note(bench, engine)).toMatchObject({ ok: true });
			expect(await verify(bench.store)).toMatchObject({ ok: true });
		}
	});

	test("of each kind verifies, and stands for a process that starts", async () => {
		for (const to of ["acknowledged", "branch", "commit"]) {
			const bench = await aBoard(gated);
			const first = await rootOf(bench);
			const before = head(bench);
			await ask(bench, "claim", "42");
			const known = head(bench);
			await forge(bench, { [TASK]: done, "n.txt": () => "x" }, { on: before });
			await expect(note(bench)).rejects.toThrow("rewritten");
			const input = { to: to === "commit" ? first : to };
			expect(await ask(bench, "recover", undefined, { input })).toMatchObject({
				ok: true,
			});
			for (const mark of [undefined, knowing(known), knowing(before)]) {
				const engine = engineOn(bench, { mark });
				await engine.inspect(() => undefined);
				expect(engine.frozen).toBeUndefined();
			}
			expect(await verify(bench.store)).toMatchObject({ ok: true });
		}
	});
});

test("recoveries that somebody made up are followed once, however many there are", async () => {
	const bench = await aBoard();
	const by = bench.identity.committer(0);
	const times = 200;
	await forge(bench, { "n.txt": (text) => `${text}x` }, { times });
	for (let count = 0; count < times; count++) {
		const message = recovery(bench, head(bench));
		await forge(bench, { "m.txt": (text) => `${text}y` }, { by, message });
	}
	let reads = 0;
	const store = openMemoryStore(bench.repository);
	const counting: Store = {
		...store,
		async *log(from) {
			for await (const record of store.log(from)) {
				reads++;
				yield record;
			}
		},
	};
	const mark = knowing(NOWHERE);
	const engine = engineOn(bench, { store: counting, mark });
	await expect(note(bench, engine)).rejects.toThrow("rewritten");
	expect(reads).toBeLessThan(10 * times);
});
