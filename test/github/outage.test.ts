import { beforeAll, describe, expect, test } from "vitest";
import { GITHUB_LIMITS } from "../../src/github/budget/limits.ts";
import { Repository } from "../../src/github/repository.ts";
import { APP, type Bench, makeBench } from "../support/bench.ts";
import {
	type BudgetedGitHub,
	budgetedGitHub,
	busiest,
	nothingSent,
	type Sent,
	type SimulatedTime,
	simulatedTime,
} from "../support/budgeted-github.ts";
import {
	type FakeGitHub,
	makeFakeGitHub,
	makeFakeHeads,
} from "../support/fake-github.ts";
import { type FakeViews, makeFakeViews } from "../support/fake-views.ts";
import { brokenInvariants } from "../support/invariants.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const OUTAGE_MS = 6 * HOUR_MS;
const COMMENTS = 5_000;
const AT_ONCE = GITHUB_LIMITS.atOnce;
const ISSUES = 100;
/** They claim and lose leases; what alice says needs none. */
const WORKERS = ["bob", "maintainer"];
const CONFIG = `review: never
pushes_per_minute: 0
wip: { in_progress: 1000 }
agents:
  alice: { logins: [alice], max_leases: 1000 }
  bob: { logins: [bob], max_leases: 1000 }
  maintainer: { logins: [maintainer], max_leases: 1000 }
`;

let bench: Bench;
let github: FakeGitHub;
let views: FakeViews;
let time: SimulatedTime;
let sent: Sent;
let errors: string[];

/** A process of the app, as it starts after everything that came before. */
interface Process {
	readonly repository: Repository;
	readonly way: BudgetedGitHub;
	/** Has swept to the end. */
	isThrough: boolean;
}

function startProcess(): Process {
	const way = budgetedGitHub({ github, views }, time, sent);
	const repository = new Repository({
		api: way.api,
		heads: makeFakeHeads(),
		views: way.views,
		engine: bench.replica(),
		app: APP,
		board: "board",
		...time,
		mayWrite: (...asked) => way.budget.mayWrite(...asked),
		onError: (error, what) =>
			errors.push(`${what}: ${(error as Error).message}`),
		onRefusal: () => undefined,
	});
	const process: Process = { repository, way, isThrough: false };
	void repository.sweep().then(() => {
		process.isThrough = true;
	});
	return process;
}

const at = () => new Date(bench.nowMs()).toISOString();

function setUp(): void {
	bench = makeBench();
	github = makeFakeGitHub();
	views = makeFakeViews(github);
	time = simulatedTime(bench);
	sent = nothingSent();
	errors = [];
	github.files.set(".github/baton.yml", CONFIG);
	for (let number = 1; number <= ISSUES; number++) {
		github.issues.set(number, {
			...{ number, title: `Issue ${number}`, body: "", labels: ["baton"] },
			...{ isClosed: false, stateReason: null, assignees: [] },
			isPullRequest: false,
		});
		github.happen("maintainer", number, "labeled", {
			createdAt: at(),
			label: "baton",
		});
	}
}

/** Numbers that look like chance and are the same each time. */
function* chance(seed: number): Generator<number> {
	for (let state = seed; ; ) {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		yield state / 2 ** 32;
	}
}

/** Six hours in which people write and nobody listens. */
function outage(seed: number): void {
	const numbers = chance(seed);
	const pick = <T>(all: readonly T[]) =>
		all[Math.floor((numbers.next().value as number) * all.length)] as T;
	const issues = Array.from({ length: ISSUES }, (_, index) => index + 1);
	for (let count = 0; count < COMMENTS; count++) {
		bench.advance(Math.floor(OUTAGE_MS / COMMENTS));
		const body = pick([
			...["/note one more thing", "/note and another", "/claim"],
			...["/heartbeat", "/release", "/priority high", "/note fine"],
			"Just talk, no command.",
		]);
		const who = body.startsWith("/note") ? "alice" : pick(WORKERS);
		github.write(who, pick(issues), body, { createdAt: at() });
	}
}

/** The op ids of comments in the order of the log, by task. */
async function carriedOut(): Promise<ReadonlyMap<string, readonly number[]>> {
	const found = new Map<string, number[]>();
	const head = await bench.store.head();
	if (head === null) return found;
	for await (const { message } of bench.store.log(head)) {
		const id = /^Baton-Id: c(\d+):1$/m.exec(message)?.[1];
		const task = /^Baton-Task: (\d+)$/m.exec(message)?.[1];
		if (id !== undefined && task !== undefined)
			found.set(task, [Number(id), ...(found.get(task) ?? [])]);
	}
	return found;
}

async function mark(): Promise<number> {
	return bench
		.replica()
		.inspect(({ board }) => board?.inbox.below.comment ?? 0);
}

const isCommand = ({ body }: { readonly body: string }) => body.startsWith("/");
const receiptsOn = (id: number) =>
	(github.receipts.get(id) ?? []).filter((one) => one !== "eyes");

describe("six hours without GitHub, with 5,000 comments behind them", () => {
	let recoveredMs: number;
	let fresh: { readonly id: number; readonly saidMs: number; heardMs: number };
	let readAgain: number;
	let restartedAt: number;

	beforeAll(async () => {
		setUp();
		const first = startProcess();
		await time.pass(() => first.isThrough, 24 * HOUR_MS);
		first.way.die();
		Object.assign(sent, nothingSent());
		outage(11);
		const startMs = bench.nowMs();
		const second = startProcess();
		const answered = () =>
			github.allComments.filter(({ id }) => receiptsOn(id).length > 0).length;
		// Halfway somebody speaks who is heard by webhook, on an issue with much behind.
		await time.pass(() => answered() > 1_000, 24 * HOUR_MS);
		const comment = github.write("alice", 7, "/note said just now", {
			createdAt: at(),
		});
		fresh = { id: comment.id, saidMs: bench.nowMs(), heardMs: 0 };
		second.repository.comment(comment);
		await time.pass(() => receiptsOn(comment.id).length > 0, 24 * HOUR_MS);
		fresh.heardMs = bench.nowMs();
		// And the process dies.
		await time.pass(() => answered() > 2_500, 24 * HOUR_MS);
		second.way.die();
		restartedAt = await mark();
		const asked: number[] = [];
		const hasReceipt = github.hasReceipt;
		github.hasReceipt = (id) => {
			asked.push(id);
			return hasReceipt(id);
		};
		const third = startProcess();
		await time.pass(() => third.isThrough, 48 * HOUR_MS);
		recoveredMs = bench.nowMs() - startMs;
		readAgain = asked.filter((id) => id <= restartedAt).length;
		const replica = bench.replica();
		await replica.inspect((state) => {
			for (const issue of github.issues.keys())
				board.set(issue, state.task(String(issue))?.status ?? "none");
		});
		const waits = () =>
			[...github.issues.keys()].some((issue) => !isShown(issue));
		await time.pass(() => !waits(), 48 * HOUR_MS);
		console.log(
			[
				`${COMMENTS} comments on ${ISSUES} issues: heard within ${Math.round(recoveredMs / MINUTE_MS)} min, shown within ${Math.round((bench.nowMs() - startMs) / MINUTE_MS)} min`,
				`${sent.requests} requests, at most ${sent.mostInHour} in an hour; content: ${busiest(sent.contentMs, MINUTE_MS)}/min, ${busiest(sent.contentMs, HOUR_MS)}/h, ${sent.contentMs.length} in all`,
				`a comment told of meanwhile was answered after ${Math.round((fresh.heardMs - fresh.saidMs) / 1_000)} s`,
				`killed with ${restartedAt} as the mark: ${readAgain} comments below it were looked into again`,
			].join("\n"),
		);
	}, 300_000);

	/** True when an issue's labels tell its task's status. */
	function isShown(issue: number): boolean {
		const status = board.get(issue);
		return (
			github.issues.get(issue)?.labels.includes(`baton:${status}`) === true
		);
	}
	const board = new Map<number, string>();

	test("every command was carried out or refused exactly once", async () => {
		const commands = github.allComments.filter(isCommand);
		const receipts = commands.map(({ id }) => receiptsOn(id).length);
		expect(receipts.every((count) => count === 1)).toBe(true);
		const ids = [...(await carriedOut()).values()].flat();
		const done = new Set(ids);
		expect(done.size).toBe(ids.length);
		// Nothing stands against a note, so that each has to be there; of others it depends on what was said before.
		const notes = commands.filter(({ body }) => body.startsWith("/note"));
		expect(notes.length).toBeGreaterThan(COMMENTS / 4);
		expect(notes.filter(({ id }) => !done.has(id))).toEqual([]);
		const rockets = commands.filter(({ id }) => receiptsOn(id)[0] === "rocket");
		const told = new Set(rockets.map(({ id }) => id));
		expect(ids.filter((id) => !told.has(id))).toEqual([]);
	});

	test("on each issue in the order in which it was said", async () => {
		for (const [task, ids] of await carriedOut())
			expect([task, ids]).toEqual([task, [...ids].sort((a, b) => a - b)]);
	});

	test("within the content budgets", () => {
		expect(busiest(sent.contentMs, MINUTE_MS)).toBeLessThanOrEqual(80);
		expect(busiest(sent.contentMs, HOUR_MS)).toBeLessThanOrEqual(500);
		// Those that were under way when the last one was used up are turned away.
		expect(sent.mostInHour).toBeLessThanOrEqual(5_000 + 2 * AT_ONCE);
	});

	test("what is told of meanwhile need not wait for the end, and a crash begins nothing anew", () => {
		expect(fresh.heardMs - fresh.saidMs).toBeLessThan(5 * MINUTE_MS);
		expect(restartedAt).toBeGreaterThan(COMMENTS / 4);
		expect(readAgain).toBe(0);
	});

	test("the branch holds what it must, and nothing went wrong", async () => {
		expect(errors).toEqual([]);
		expect(await brokenInvariants(bench.store)).toEqual([]);
	}, 120_000);
});

describe("what was said while nobody listened", () => {
	const say = (who: string, body: string) =>
		github.write(who, 1, body, { createdAt: at() });
	let process: Process;

	/** A task that bob holds for ten minutes from now, and a process that is gone. */
	async function held(): Promise<void> {
		setUp();
		process = startProcess();
		await time.pass(() => process.isThrough, 24 * HOUR_MS);
		process.repository.comment(say("bob", "/claim"));
		await time.pass(
			() => github.allComments.every(({ id }) => receiptsOn(id).length > 0),
			HOUR_MS,
		);
		process.way.die();
	}

	async function back(): Promise<string[]> {
		process = startProcess();
		await time.pass(() => process.isThrough, 24 * HOUR_MS);
		const found: string[] = [];
		const head = await bench.store.head();
		if (head !== null)
			for await (const { message } of bench.store.log(head))
				if (/^Baton-Task: 1$/m.test(message))
					found.unshift(/^Baton-Op: (.+)$/m.exec(message)?.[1] ?? "");
		return found.slice(2);
	}

	const lease = () =>
		bench.replica().inspect((board) => board.task("1")?.lease);

	test("a heartbeat counts by its time, and nothing is reaped before it was heard", async () => {
		await held();
		bench.advance(9 * MINUTE_MS);
		const saidMs = bench.nowMs();
		const beat = say("bob", "/heartbeat");
		// By now the lease as the board has it is over, its grace as well.
		bench.advance(6 * MINUTE_MS);
		expect(await back()).toEqual(["heartbeat"]);
		expect(receiptsOn(beat.id)).toEqual(["rocket"]);
		expect(Date.parse((await lease())?.expires_at ?? "")).toBe(
			saidMs + 10 * MINUTE_MS,
		);
	});

	test("a heartbeat renews no lease beyond its own time: then the lease is ended once", async () => {
		await held();
		bench.advance(9 * MINUTE_MS);
		say("bob", "/heartbeat");
		bench.advance(6 * HOUR_MS);
		expect(await back()).toEqual(["heartbeat", "expire"]);
		expect(await lease()).toBeUndefined();
	});

	test("a heartbeat of after the end is refused, and the lease is ended", async () => {
		await held();
		bench.advance(11 * MINUTE_MS);
		const beat = say("bob", "/heartbeat");
		bench.advance(10 * MINUTE_MS);
		expect(await back()).toEqual(["expire"]);
		expect(receiptsOn(beat.id)).toEqual(["confused"]);
	});

	test("nothing is reaped while one of the comments cannot be looked into", async () => {
		await held();
		bench.advance(9 * MINUTE_MS);
		const beat = say("bob", "/heartbeat");
		bench.advance(6 * MINUTE_MS);
		const { role } = github;
		github.role = async () => {
			throw new Error("GitHub does not tell");
		};
		process = startProcess();
		await time.pass(() => process.isThrough, HOUR_MS);
		expect(errors.join()).toContain("GitHub does not tell");
		expect((await lease())?.agent).toBe("bob");
		github.role = role;
		await time.pass(() => receiptsOn(beat.id).length > 0, HOUR_MS);
		expect(receiptsOn(beat.id)).toEqual(["rocket"]);
	});

	test("six hours are not too long ago, eight days are", async () => {
		await held();
		const late = say("alice", "/note said in time");
		bench.advance(8 * 24 * HOUR_MS);
		const soon = say("alice", "/note said a while ago");
		bench.advance(OUTAGE_MS);
		await back();
		expect(receiptsOn(late.id)).toEqual(["confused"]);
		expect(receiptsOn(soon.id)).toEqual(["rocket"]);
	});
});
