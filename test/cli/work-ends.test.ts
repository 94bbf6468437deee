import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tellsLimits } from "../../src/cli/worker/full-hands.ts";
import { leftReady } from "../../src/cli/worker/left-ready.ts";
import { removeLeftRooms } from "../../src/cli/worker/left-rooms.ts";
import { withOneWatch } from "../../src/cli/worker/one-watch.ts";
import { printTally } from "../../src/cli/worker/print-tally.ts";
import { roomPrefix } from "../../src/cli/worker/room-names.ts";
import type { Shift } from "../../src/cli/worker/shift.ts";
import { type JsonObject, refuse } from "../../src/core/errors.ts";

const NONE = {
	...{ done: 0, failed: 0, blocked: 0, "given back": 0, lost: 0 },
	...{ "not reported": 0, "ended by the command": 0 },
};

function printed(
	outcomes: Partial<typeof NONE>,
	{ json = false, isRefused = false } = {},
) {
	const out: string[] = [];
	const err: string[] = [];
	const refusal = isRefused
		? refuse("FORBIDDEN", "Not you.", "Ask.")
		: undefined;
	const code = printTally(
		{ outcomes: { ...NONE, ...outcomes }, refusal, isHopeless: false },
		{
			terminal: {
				out: (text) => out.push(text),
				err: (text) => err.push(text),
			},
			...{ json, program: "true" },
		},
	);
	return { code, out: out.join("\n"), err: err.join("\n") };
}

test("what was not reported makes the exit code 1, and what was lost or failed does not", () => {
	expect(printed({ done: 2, failed: 1, lost: 1 })).toEqual({
		...{ code: 0, out: "", err: "baton work: 2 done, 1 failed, 1 lost" },
	});
	expect(printed({ done: 2, "not reported": 1 })).toEqual({
		...{ code: 1, out: "", err: "baton work: 2 done, 1 not reported" },
	});
});

test("a refusal that ends a worker is told behind what was done until then", () => {
	const ran = printed({ done: 2 }, { isRefused: true });
	expect(ran.code).toBe(1);
	expect(ran.err).toMatch(/^baton work: 2 done\nerror: Not you\./);
	const asJson = printed({ done: 2 }, { isRefused: true, json: true });
	expect(JSON.parse(asJson.out)).toMatchObject({
		...{ ok: false, code: "FORBIDDEN", outcomes: { done: 2 } },
	});
});

test("what keeps a worker from claiming anything is told once, and not while it is busy itself", () => {
	const told: string[] = [];
	let isBusy = true;
	const limited = tellsLimits(
		{ tell: (text) => told.push(text) },
		() => isBusy,
	);
	const until = ["2026-11-20T19:40:00.000Z", "2026-11-20T19:42:00.000Z"];
	const limits = [
		{ why: "max_leases", message: "ann holds 2 tasks", until },
		{ why: "wip", message: "as many tasks are review as may be (3)" },
	];
	limited(limits);
	isBusy = false;
	limited(undefined);
	limited(limits);
	limited(limits);
	expect(told).toEqual([
		expect.stringMatching(
			/^nothing is claimed now: 2 leases are held under this name: until .*19:40.*, .*19:42/,
		),
		"nothing is claimed now: as many tasks are review as may be (3)",
	]);
});

test("what is left is named as far as the filters ask for it, with who holds what", async () => {
	const until = "2026-11-20T19:40:00.000Z";
	const columns: readonly JsonObject[] = [
		{
			status: "ready",
			tasks: [
				{ key: "1", title: "Free", labels: ["docs"] },
				{ key: "2", title: "Other" },
			],
		},
		{
			status: "in_progress",
			tasks: [
				{ key: "3", title: "Held", labels: ["docs"], held_by: "w5", until },
				{ key: "4", title: "Held too", held_by: "w5", until },
			],
		},
	];
	const shift = {
		door: { say: async () => ({ ok: true, data: { columns } }) },
		options: { labels: ["docs"] },
		nowMs: () => Date.parse("2026-11-20T19:30:00.000Z"),
	} as unknown as Shift;
	expect(await leftReady(shift)).toEqual([
		"1 is ready and was not offered (Free): `baton explain 1` says why",
		expect.stringMatching(
			/^3 is in progress \(Held\): held by w5 until .*19:40/,
		),
	]);
});

test("all who watch a door share one watch, which lasts as long as one of them does", () => {
	const watches: (() => void)[] = [];
	let ended = 0;
	const door = withOneWatch({
		watch(act: () => void) {
			watches.push(act);
			return () => {
				ended += 1;
			};
		},
	} as Shift["door"]);
	const heard: string[] = [];
	const act = () => heard.push("again");
	const ends = [door.watch(act), door.watch(act)];
	expect(watches).toHaveLength(1);
	watches[0]?.();
	expect(heard).toHaveLength(2);
	ends[0]?.();
	ends[0]?.();
	expect(ended).toBe(0);
	watches[0]?.();
	expect(heard).toHaveLength(3);
	ends[1]?.();
	expect(ended).toBe(1);
	door.watch(act)();
	expect([watches.length, ended]).toEqual([2, 2]);
});

test("rooms of workers that are gone are removed, and no others", async () => {
	const before = process.env.TMPDIR;
	const directory = await mkdtemp(join(tmpdir(), "baton-rooms-"));
	process.env.TMPDIR = directory;
	try {
		const { pid } = spawnSync("true");
		const left = `${roomPrefix(pid)}abc`;
		const kept = [
			`${roomPrefix(process.pid)}abc`,
			`baton-work-another_machine-${pid}-abc`,
			"something-else",
		];
		for (const name of [left, ...kept])
			await mkdir(join(directory, name, "task-1"), { recursive: true });
		await removeLeftRooms();
		expect((await readdir(directory)).toSorted()).toEqual(kept.toSorted());
	} finally {
		if (before === undefined) delete process.env.TMPDIR;
		else process.env.TMPDIR = before;
		await rm(directory, { recursive: true });
	}
});
