import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	test,
} from "vitest";
import { Bell } from "../../src/cli/bell.ts";
import { liveBoard } from "../../src/cli/board/live-board.ts";
import { shellWord } from "../../src/cli/shell-word.ts";
import type { Done } from "../../src/engine/answer.ts";
import { ownBundle } from "../support/own-bundle.ts";
import {
	type BoardRepository,
	baton,
	makeWorkplace,
} from "./board-repository.ts";

let repository: BoardRepository;
let directory: string;

beforeEach(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
	await baton(directory, "init");
	await enroll("Log requests");
});
afterEach(() => repository.remove());

async function enroll(title: string): Promise<void> {
	const ran = await baton(directory, "enroll", "--title", title);
	if (ran.code !== 0) throw new Error(ran.err);
}

describe("printed once", () => {
	test("it is text, or the answer of the verb as JSON", async () => {
		const text = await baton(directory, "board");
		expect(text).toMatchObject({ code: 0, err: "" });
		expect(text.out).toMatch(/^local\/\S+ board: 1 open, 0 ended .*Z$/m);
		expect(text.out).toMatch(/READY 1\n {2}task-log-\w+ +Log requests$/m);
		const { out } = await baton(directory, "board", "--json");
		expect(JSON.parse(out)).toMatchObject({ name: "board", open: 1 });
	});

	test("where there is no board that is said", async () => {
		const ran = await baton(directory, "board", "--branch", "baton/other");
		expect(ran).toMatchObject({ code: 1, out: "" });
		expect(ran.err).toContain("baton init");
	});

	test("--watch is for terminals, and for nothing else at the same time", async () => {
		for (const words of [["--watch"], ["--watch", "--once"]])
			expect(await baton(directory, "board", ...words)).toMatchObject({
				code: 2,
			});
	});
});

describe("live", () => {
	const answer = (open: number): Done => ({
		...{ ok: true, verb: "board", opId: "x", data: { open } },
	});

	test("it is drawn at most five times a second, however often the board moves", async () => {
		const bell = new Bell();
		const over = new AbortController();
		const times: number[] = [];
		const draw = () => {
			times.push(performance.now());
			bell.ring();
			if (times.length === 5) over.abort();
		};
		const ask = async () => answer(times.length);
		const nowMs = () => performance.now();
		await liveBoard({ ask, draw, nowMs, signal: over.signal }, bell);
		const [first = 0, last = 0] = [times[0], times.at(-1)];
		expect(last - first).toBeGreaterThanOrEqual(4 * 195);
	});

	test("a board that cannot be reached is shown as it was, and says so", async () => {
		const bell = new Bell();
		const over = new AbortController();
		const drawn: unknown[] = [];
		let asked = 0;
		const ask = async () => {
			asked += 1;
			if (asked !== 2) return answer(asked);
			const gone = new Error("no answer");
			throw Object.assign(gone, { code: "STORE_UNAVAILABLE" });
		};
		const draw = ({ data }: Done, trouble?: string) => {
			drawn.push([data.open, trouble]);
			bell.ring();
			if (drawn.length === 3) over.abort();
		};
		await liveBoard({ ask, draw, nowMs: () => 0, signal: over.signal }, bell);
		expect(drawn).toEqual([
			[1, undefined],
			[1, "no answer"],
			[3, undefined],
		]);
	});
});

test("a board whose look failed is looked at again after a second, and then after two", async () => {
	const bell = new Bell();
	const over = new AbortController();
	const askedMs: number[] = [];
	let nowMs = 0;
	const ask = async (): Promise<Done> => {
		askedMs.push(nowMs);
		if (askedMs.length === 2 || askedMs.length === 3)
			throw Object.assign(new Error("no answer"), {
				code: "STORE_UNAVAILABLE",
			});
		return { ok: true, verb: "board", opId: "x", data: {} };
	};
	const draw = (_: Done, trouble?: string) => {
		if (askedMs.length === 1) bell.ring();
		if (askedMs.length === 4 && trouble === undefined) over.abort();
		nowMs += 1_000;
	};
	await liveBoard({ ask, draw, nowMs: () => nowMs, signal: over.signal }, bell);
	expect(askedMs).toEqual([0, 1_000, 2_000, 4_000]);
}, 60_000);

const ENTER = "\u001b[?1049h";
const LEAVE = "\u001b[?25h\u001b[?1049l";

/** A command in a terminal of its own, 80 by 24. */
class InTerminal {
	readonly #child: ChildProcess;
	readonly ended: Promise<number | null>;
	#output = "";
	#look: () => void = () => undefined;

	constructor(words: readonly string[]) {
		const line = words.map(shellWord).join(" ");
		const command = `stty cols 80 rows 24; exec ${line}`;
		this.#child = spawn("script", ["-qfec", command, "/dev/null"], {
			cwd: directory,
			env: { PATH: process.env.PATH, TERM: "xterm", LANG: "C.UTF-8" },
			stdio: ["pipe", "pipe", "inherit"],
		});
		this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
			this.#output += text;
			this.#look();
		});
		this.ended = once(this.#child, "close").then(([code]) => code);
	}

	get output(): string {
		return this.#output;
	}

	async shows(text: string): Promise<void> {
		while (!this.#output.includes(text))
			await new Promise<void>((resolve, reject) => {
				this.#look = resolve;
				void this.ended.then((code) =>
					reject(new Error(`ended with ${code}: ${this.#output}`)),
				);
			});
	}

	type(keys: string): void {
		this.#child.stdin?.write(keys);
	}

	kill(): void {
		this.#child.kill("SIGKILL");
	}
}

describe("in a terminal", () => {
	let bundle: Awaited<ReturnType<typeof ownBundle>>;
	let shown: InTerminal | undefined;

	beforeAll(async () => {
		bundle = await ownBundle();
	}, 120_000);
	afterAll(() => bundle.remove());
	afterEach(() => shown?.kill());

	test("it shows what happens elsewhere, and gives the terminal back at q and at Ctrl-C", async () => {
		for (const key of ["q", "\u0003"]) {
			const one = new InTerminal([process.execPath, bundle.cli, "board"]);
			shown = one;
			await one.shows("READY");
			expect(one.output).toContain(ENTER);
			await enroll(`Rotate keys ${key === "q" ? "now" : "again"}`);
			await one.shows(key === "q" ? "Rotate keys now" : "Rotate keys again");
			one.type(key);
			expect(await one.ended, one.output).toBe(0);
			expect(one.output.trimEnd().endsWith(LEAVE)).toBe(true);
			// What was drawn before is drawn over, and never cleared first.
			expect(one.output).not.toContain("\u001b[2J");
		}
	}, 60_000);

	test("without a board it says so on the terminal as it was", async () => {
		const words = ["board", "--branch", "baton/other"];
		const one = new InTerminal([process.execPath, bundle.cli, ...words]);
		shown = one;
		expect(await one.ended).toBe(1);
		const [, after = ""] = one.output.split(LEAVE);
		expect(after).toContain("baton init");
	}, 60_000);
});
