import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect } from "vitest";
import { testInBrowser } from "../support/chromium.ts";
import { openStage, type Stage } from "./stage.ts";

const TOUR = fileURLToPath(new URL("../../dist/tour/main.js", import.meta.url));
const MOVES = fileURLToPath(new URL("./seen-moves.js", import.meta.url));
/** Half of all moves have to be seen within this, counted from before the commit is pushed. */
const WITHIN_MS = 1_000;
/** Each of them within this: the tour, its tests and a local GitHub are busy on the same cores. */
const MOST_MS = 3_000;
/** What the tour itself takes, on a slow machine. */
const TOUR_MS = 240_000;

/** A card that was first seen in a column. */
interface Move {
	readonly task: string;
	readonly status: string;
	readonly atMs: number;
}

/** A commit as the feed tells it. */
interface Told {
	readonly at: string;
	readonly op?: string;
	readonly task?: string;
	readonly status?: string;
	readonly others?: Readonly<Record<string, string>>;
}

let stage: Stage;

beforeAll(async () => {
	const opened = await openStage();
	if (opened !== undefined) stage = opened;
});

afterAll(() => stage?.close());

/** Runs the tour to its end, as its command does. */
async function runTour(): Promise<void> {
	const scratch = await mkdtemp(join(tmpdir(), "baton-tour-"));
	try {
		const tour = spawn(process.execPath, [TOUR], {
			env: {
				PATH: process.env.PATH ?? "",
				BATON_HOME: stage.home,
				TMPDIR: scratch,
			},
			stdio: ["ignore", "pipe", "pipe"],
		});
		let told = "";
		for (const stream of [tour.stdout, tour.stderr])
			stream.setEncoding("utf8").on("data", (text: string) => {
				told += text;
			});
		const [code] = await once(tour, "close");
		expect(code, told).toBe(0);
	} finally {
		await rm(scratch, { recursive: true, force: true });
	}
}

/** Every commit of the feed from a cursor on. */
async function feedFrom(cursor: string): Promise<readonly Told[]> {
	const all: Told[] = [];
	for (let from = cursor, more = true; more; ) {
		const part = await stage.ask<{
			events: readonly Told[];
			cursor: string;
			more: boolean;
		}>("feed", { cursor: from, limit: "100" });
		all.push(...part.events);
		from = part.cursor;
		more = part.more;
	}
	return all;
}

/**
 * How long after its commit each change of a column was seen. A change that the next one followed within the time counts as seen
 * with that, since nobody could have looked at it.
 */
function delays(
	told: readonly Told[],
	seen: readonly Move[],
): readonly { readonly what: string; readonly ms: number }[] {
	const changes = told.flatMap(({ at, task, status, others = {} }) =>
		Object.entries({
			...others,
			...(task === undefined || status === undefined ? {} : { [task]: status }),
		}).map(([key, to]) => ({ key, to, atMs: Date.parse(at) })),
	);
	const last = new Map<string, string>();
	return changes.flatMap(({ key, to, atMs }, index) => {
		if (last.get(key) === to) return [];
		last.set(key, to);
		const isBrief = changes
			.slice(index + 1)
			.some((next) => next.key === key && next.atMs - atMs < WITHIN_MS);
		if (isBrief) return [];
		const found = seen.find(
			(move) => move.task === key && move.status === to && move.atMs >= atMs,
		);
		return [
			{
				what: `${key} in ${to}`,
				ms: (found?.atMs ?? Number.POSITIVE_INFINITY) - atMs,
			},
		];
	});
}

/** The page of each task that the tour patched shows as many patches as its history has, with what each one changed. */
async function expectHistory(told: readonly Told[]): Promise<void> {
	const said = told.filter(({ op }) => op === "patch");
	const patched = new Set(said.map(({ task }) => String(task)));
	expect(patched.size).toBeGreaterThanOrEqual(1);
	for (const task of patched) {
		const { baton_history: patches } = await stage.ask<{
			baton_history: readonly { commit: string }[];
		}>("history", { task, limit: "100" });
		expect(patches.length).toBeGreaterThanOrEqual(
			said.filter((one) => one.task === task).length,
		);
		const { page, leave } = await stage.visit({ at: `/task/${task}` });
		const shown = page.locator(".task-patch");
		await expect.poll(() => shown.count()).toBe(patches.length);
		for (const { commit } of patches)
			expect(
				await page.locator(`.task-patch code[title="${commit}"]`).count(),
			).toBe(1);
		expect(await shown.first().locator(".task-change").count()).toBeGreaterThan(
			0,
		);
		await leave();
	}
}

testInBrowser(
	"cards move within a second of the commit while the tour runs, the baton's history has each patch, and the metrics fill",
	async () => {
		const { head } = await stage.ask<{ head: string }>("board", {});
		const metrics = await stage.visit({ at: "/metrics" });
		await metrics.page.locator("main h1, main h2").first().waitFor();
		const emptyMetrics = await metrics.page.locator("main").textContent();
		const { page, leave, measures } = await stage.visit();
		await page.locator('[data-task="3"]').waitFor();
		await page.evaluate(await readFile(MOVES, "utf8"));
		await runTour();
		const told = await feedFrom(head);
		const taken = async () =>
			delays(told, await page.evaluate<readonly Move[]>("batonMoves"));
		await expect
			.poll(async () => (await taken()).filter(({ ms }) => ms > MOST_MS))
			.toEqual([]);
		const sorted = (await taken()).map(({ ms }) => ms).sort((a, b) => a - b);
		expect(sorted.length).toBeGreaterThanOrEqual(3);
		expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(WITHIN_MS);
		const { shift, shifted } = await measures();
		expect(shift, shifted.join("\n")).toBeLessThan(0.02);
		await leave();
		await expectHistory(told);
		await expect
			.poll(() => metrics.page.locator("main").textContent(), {
				timeout: 15_000,
			})
			.not.toBe(emptyMetrics);
		await metrics.leave();
	},
	TOUR_MS,
);
