import { describe, expect, test } from "vitest";
import { verify } from "../../src/engine/verify.ts";
import { taskFolder } from "../../src/store/layout.ts";
import type { Oid } from "../../src/store/store.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import {
	aBoard,
	ask,
	done,
	engineOn,
	forge,
	knowing,
	note,
	quarantined,
	recovery,
	TASK,
} from "../support/forging.ts";
import { openBoard, say } from "../support/speak.ts";

const CLAIMS = "x\n\nBaton-Kind: op\n";
const grown = { "n.txt": (text: string) => `${text}x` };

/** So many commands of Baton's own, over many tasks. */
async function commands(
	bench: Bench,
	engine: Bench["engine"],
	{ rounds, keys }: { rounds: number; keys: readonly string[] },
): Promise<void> {
	for (let round = 0; round < rounds; round++)
		await engine.perform(
			keys.map((task) =>
				say(bench, "maintainer", "edit", {
					task,
					role: "admin",
					input: { title: `Title ${round}` },
				}),
			),
		);
}

describe("a process that starts and remembers nothing", () => {
	test("believes no commit in Baton's name, however many there are", async () => {
		const bench = await aBoard();
		const by = bench.identity.committer(0);
		await forge(bench, { [TASK]: done }, { message: CLAIMS, by });
		await forge(bench, grown, { message: CLAIMS, by, times: 60 });
		expect(await quarantined(bench, bench.replica())).toContain("version");
	});

	test("looks below any number of edits by hand, up to the bound, and freezes beyond it", async () => {
		const bench = await aBoard();
		await forge(bench, { [TASK]: done });
		await forge(bench, grown, { times: 29 });
		const within = engineOn(bench, { maxEdits: 30 });
		expect(await quarantined(bench, within)).toContain("version");
		await forge(bench, grown);
		const beyond = () => engineOn(bench, { maxEdits: 30 });
		await expect(note(bench, beyond())).rejects.toThrow("more commits");
		await forge(bench, grown, { times: 10 });
		const engine = beyond();
		await expect(note(bench, engine)).rejects.toThrow("more commits");
		await forge(bench, grown);
		await expect(note(bench, engine)).rejects.toThrow("more commits");
		expect(await ask(bench, "doctor", undefined, { engine })).toMatchObject({
			data: { healthy: false, frozen: { kind: "damaged" } },
		});
	});

	test("replays a branch from its first commit where no later one can be proven", async () => {
		const bench = await aBoard();
		const before = bench.repository.head;
		const ahead = makeBench(bench.repository);
		ahead.advance(3_600_000);
		await note(ahead);
		expect(bench.repository.head).not.toBe(before);
		const engine = bench.replica();
		await expect(note(bench, engine)).rejects.toThrow("ahead of this machine");
		expect(
			await engine.inspect((board) => board.context("41").notes),
		).toHaveLength(0);
	});

	test("takes a branch that was made by hand from its first commit on", async () => {
		const bench = await aBoard();
		const { tree } = await bench.store.version(bench.repository.head);
		const other = makeBench();
		const folder = taskFolder("42");
		const paths = tree.list(folder).map((name) => `${folder}/${name}`);
		const files = ["board.yaml", ...paths].map((path) => {
			const text = new TextDecoder().decode(tree.get(path));
			return [path, () => text] as const;
		});
		await forge(other, Object.fromEntries(files));
		await forge(other, grown, { times: 3 });
		expect(
			await ask(other, "claim", "42", { engine: other.replica() }),
		).toMatchObject({ ok: true });
	});
});

describe("a process that is far behind", () => {
	test("decides every command again, not only the last ones", async () => {
		const bench = makeBench();
		const keys = Array.from({ length: 60 }, (_, index) => String(index + 1));
		await openBoard(bench, {}, keys);
		const late = bench.replica();
		await late.inspect(() => undefined);
		const by = bench.identity.committer(0);
		const forged = await forge(
			bench,
			{ [TASK]: done },
			{ message: CLAIMS, by },
		);
		const accomplice = engineOn(bench, { mark: knowing(forged) });
		const others = keys.filter((key) => key !== "42");
		await commands(bench, accomplice, { rounds: 18, keys: others });
		expect(await quarantined(bench, late)).toContain("version");
		expect(await verify(bench.store)).toMatchObject({ ok: false });
	});

	test("goes on over more commits than are kept at hand, with an edit by hand among them", async () => {
		const bench = await aBoard();
		const late = bench.replica();
		await late.inspect(() => undefined);
		await bench.engine.inspect(() => undefined);
		const turned = (text: string) => (text === "x" ? "y" : "x");
		await forge(bench, { "n.txt": turned }, { times: 10_001 });
		for (const engine of [bench.engine, late, bench.replica()])
			expect(await note(bench, engine)).toMatchObject({ ok: true });
	});

	test("freezes beyond the bound; once recovered the board is that of all who knew the same", async () => {
		const bench = await aBoard();
		const known = bench.repository.head as Oid;
		const special = () =>
			engineOn(bench, { maxEdits: 20, mark: knowing(known) });
		await commands(bench, bench.engine, { rounds: 10, keys: ["41", "42"] });
		expect(await note(bench, special())).toMatchObject({ ok: true });
		const head = bench.repository.head as Oid;
		const by = bench.identity.committer(0);
		const message = recovery(bench, known);
		await forge(bench, { [TASK]: done }, { message, by });
		await expect(note(bench, special())).rejects.toThrow("more commits");
		bench.repository.head = head;
		const engine = special();
		await expect(note(bench, engine)).rejects.toThrow("more commits");
		expect(
			await ask(bench, "recover", undefined, {
				engine,
				input: { to: "branch" },
			}),
		).toMatchObject({ ok: true });
		for (const one of [engine, special(), bench.engine])
			expect(await note(bench, one)).toMatchObject({ ok: true });
		expect(await verify(bench.store)).toMatchObject({ ok: true });
	});
});
