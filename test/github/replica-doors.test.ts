import type { Probot } from "probot";
import { beforeEach, expect, test } from "vitest";
import { emptySlot, renew } from "../../src/github/projection/slot.ts";
import { Repository } from "../../src/github/repository.ts";
import { hearWebhooks } from "../../src/github/webhooks.ts";
import { LEASE_TTL_MS } from "../../src/replicas/leadership.ts";
import { ReplicaBoard } from "../../src/replicas/replica-board.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import { APP } from "../support/bench.ts";
import { until } from "../support/client.ts";
import {
	type FakeGitHub,
	makeFakeGitHub,
	makeFakeHeads,
} from "../support/fake-github.ts";
import { type FakeRedis, makeFakeRedis } from "../support/fake-redis.ts";
import { type FakeViews, makeFakeViews } from "../support/fake-views.ts";
import {
	makeWaitBench,
	type WaitBench,
	waitOf,
} from "../support/wait-bench.ts";

/** One process: what it has of its own. */
interface Door {
	readonly repository: Repository;
	readonly engine: ReturnType<WaitBench["open"]>;
	/** How often it asked where the branch is, for all comments, and for an issue. */
	readonly asked: { heads: number; sweeps: number; issues: number };
	/** Names of what it wrote on GitHub. */
	readonly wrote: string[];
}

let bench: WaitBench;
let github: FakeGitHub;
let views: FakeViews;
let redis: FakeRedis;
let timers: Map<object, { atMs: number; act: () => void }>;
const errors: string[] = [];

beforeEach(() => {
	bench = makeWaitBench();
	github = makeFakeGitHub();
	views = makeFakeViews(github);
	redis = makeFakeRedis(bench.nowMs);
	timers = new Map();
	errors.length = 0;
	github.files.set(
		".github/baton.yml",
		"review: never\npushes_per_minute: 0\n",
	);
});

function later(ms: number, act: () => void): () => void {
	const name = {};
	timers.set(name, { atMs: bench.nowMs() + ms, act });
	return () => timers.delete(name);
}

async function open(holder: string, withRedis = true): Promise<Door> {
	const asked = { heads: 0, sweeps: 0, issues: 0 };
	const wrote: string[] = [];
	const store = openMemoryStore(bench.repository);
	const readHead = store.head.bind(store);
	store.head = () => {
		asked.heads += 1;
		return readHead();
	};
	const engine = Object.assign(bench.open(store), {
		lastAcknowledged: () => bench.repository.head ?? undefined,
	});
	const share = new ReplicaBoard({
		link: withRedis ? redis.link() : undefined,
		...{ board: "board", holder, pollMs: 30_000, later },
		nowMs: bench.nowMs,
		chance: () => 0,
	});
	const told = engine.perform.bind(engine);
	// The engine tells its own moves where it is put together; here that is done by hand.
	engine.perform = async (...said) => {
		const before = bench.repository.head;
		const answers = await told(...said);
		const head = bench.repository.head;
		if (head !== null && head !== before) share.moved(head);
		return answers;
	};
	const repository = new Repository({
		api: {
			...github,
			issue: (number) => {
				asked.issues += 1;
				return github.issue(number);
			},
			comments: (since) => {
				asked.sweeps += 1;
				return github.comments(since);
			},
		},
		heads: makeFakeHeads(),
		views: recorded(wrote),
		...{ engine, share, app: APP, board: "board", later },
		nowMs: bench.nowMs,
		onError: (error, what) =>
			errors.push(`${what}: ${(error as Error).message}`),
		onRefusal: () => undefined,
	});
	await repository.open();
	await repository.sweep();
	return { repository, engine, asked, wrote };
}

/** The views, and the names of the calls that one process makes to change them. */
function recorded(wrote: string[]): FakeViews {
	return new Proxy(views, {
		get(target, name, receiver) {
			const value = Reflect.get(target, name, receiver);
			const changes =
				/^(create|edit|delete|add|remove|save|open|close|pin|assign|unassign)/;
			if (typeof value !== "function" || !changes.test(String(name)))
				return value;
			return (...given: readonly unknown[]) => {
				wrote.push(String(name));
				return value.apply(target, given);
			};
		},
	});
}

/** Lets time pass and everything happen that it brings about, in all doors. */
async function pass(ms: number, ...doors: readonly Door[]): Promise<void> {
	for (const end = bench.nowMs() + ms; bench.nowMs() < end; ) {
		await bench.pass(Math.min(1_000, end - bench.nowMs()));
		for (const [name, { atMs, act }] of [...timers])
			if (atMs <= bench.nowMs() && timers.delete(name)) act();
		for (const { repository } of doors) await repository.settled();
	}
}

async function enroll(number: number, door: Door): Promise<void> {
	github.issues.set(number, {
		...{ number, title: `Issue ${number}`, body: "" },
		...{ isClosed: false, stateReason: null, isPullRequest: false },
		labels: ["baton"],
		assignees: [],
	});
	github.happen("maintainer", number, "labeled", {
		createdAt: at(),
		label: "baton",
	});
	door.repository.issueEvent();
	await door.repository.settled();
}

async function say(who: string, body: string, door: Door): Promise<void> {
	door.repository.comment(github.write(who, 1, body, { createdAt: at() }));
	await door.repository.settled();
}

const at = () => new Date(bench.nowMs()).toISOString();
const status = async () => (await views.statusComments(1))[0]?.body ?? "";

test("what another process pushed wakes who waits here, also without Redis", async () => {
	const [a, b] = [await open("a", false), await open("b", false)];
	const waiting = b.engine.wait(waitOf("agent-1"));
	await b.engine.inspect(() => undefined);
	await enroll(1, a);
	b.repository.boardMoved(bench.repository.head ?? "");
	expect(await waiting).toMatchObject({ data: { task: { key: "1" } } });
	const { heads } = b.asked;
	await b.engine.look(bench.repository.head ?? "");
	expect(b.asked.heads).toBe(heads);
});

test("where no webhook tells of a push the branch is looked at every half minute", async () => {
	const [a, b] = [await open("a", false), await open("b", false)];
	const waiting = b.engine.wait(waitOf("agent-1"));
	await b.engine.inspect(() => undefined);
	await enroll(1, a);
	await pass(30_000, a, b);
	expect(await waiting).toMatchObject({ data: { task: { key: "1" } } });
});

test("content is written by the process that leads, once, whoever was told what to do", async () => {
	const [a, b, c] = [await open("a"), await open("b"), await open("c")];
	await enroll(1, b);
	await say("alice", "/claim", b);
	await pass(30_000, a, b, c);
	expect(await status()).toContain("by alice");
	expect(a.wrote.filter((what) => what === "createComment")).toHaveLength(1);
	expect(b.wrote).not.toContain("createComment");
	expect(b.wrote).not.toContain("editComment");
	expect(b.asked.sweeps).toBe(0);
	// Whoever heard nothing has looked at the branch, and at nothing else.
	expect(c.asked).toMatchObject({ sweeps: 0, issues: 0 });
	expect(c.asked.heads).toBeGreaterThan(0);
	expect(errors).toEqual([]);
});

test("a status comment that was deleted is written again by the leader, whoever heard of it", async () => {
	const [a, b] = [await open("a"), await open("b")];
	await enroll(1, a);
	await pass(30_000, a, b);
	for (const [id] of views.comments) views.comments.delete(id);
	b.repository.commentChanged(1);
	await pass(30_000, a, b);
	expect(await views.statusComments(1)).toHaveLength(1);
	expect(b.wrote).not.toContain("createComment");
});

test("who hears of a label that does not stand puts it back and says why, though another leads", async () => {
	const [a, b] = [await open("a"), await open("b")];
	await enroll(1, a);
	await pass(30_000, a, b);
	const issue = github.issues.get(1);
	if (issue !== undefined)
		github.issues.set(1, { ...issue, labels: [...issue.labels, "baton:done"] });
	github.happen("guest", 1, "labeled", {
		createdAt: at(),
		label: "baton:done",
	});
	b.repository.issueEvent();
	await b.repository.settled();
	await pass(30_000, a, b);
	expect(github.issues.get(1)?.labels).not.toContain("baton:done");
	expect(github.said.map(({ body }) => body).join()).toContain(
		"was taken off again",
	);
	expect(github.said).toHaveLength(1);
});

test("when the leader ends without a word another sweeps, reaps and shows within a minute", async () => {
	const [a, b] = [await open("a"), await open("b")];
	await enroll(1, a);
	await say("alice", "/claim for=1m", a);
	// What was said while nobody listened.
	github.write("bob", 1, "/note still here", { createdAt: at() });
	timers.clear();
	const dead = a.wrote.length;
	await b.repository.close();
	const next = await open("c");
	expect(next.asked.sweeps).toBe(0);
	await pass(LEASE_TTL_MS + 5_000, next);
	expect(next.asked.sweeps).toBeGreaterThan(0);
	await pass(40_000, next);
	expect(await status()).toContain("by alice");
	expect(a.wrote).toHaveLength(dead);
	expect(
		await next.engine.inspect((board) => board.context("1").notes.length),
	).toBe(1);
});

test("a process that looks for what it could not do leaves ended leases to the one that leads", async () => {
	const [a, b] = [await open("a"), await open("b")];
	await enroll(1, a);
	await say("alice", "/claim for=1m", a);
	await pass(600_000, a, b);
	const { issue } = github;
	github.issue = async () => {
		throw new Error("502");
	};
	await enroll(2, b);
	github.issue = issue;
	await pass(20_000, a, b);
	const holder = () =>
		a.engine.inspect((board) => board.task("1")?.lease?.agent);
	expect(b.asked.sweeps).toBeGreaterThan(0);
	expect(await holder()).toBe("alice");
	await a.repository.sweep();
	expect(await holder()).toBeUndefined();
});

test("a leader that cannot sweep lets another one lead, which does", async () => {
	const [a, b] = [await open("a"), await open("b")];
	await enroll(1, a);
	const { comments } = github;
	github.comments = (since) => {
		if (b.asked.sweeps === 0) throw new Error("502");
		return comments(since);
	};
	await a.repository.sweep();
	expect(errors).toHaveLength(1);
	github.write("alice", 1, "/claim", { createdAt: at() });
	await pass(60_000, a, b);
	expect(b.asked.sweeps).toBeGreaterThan(0);
	expect(await b.engine.inspect((board) => board.task("1")?.lease?.agent)).toBe(
		"alice",
	);
});

test("without Redis two processes that hear everything write one comment", async () => {
	const [a, b] = [await open("a", false), await open("b", false)];
	await enroll(1, a);
	b.repository.issueEvent();
	await b.repository.settled();
	const claim = github.write("alice", 1, "/claim", { createdAt: at() });
	for (const { repository } of [a, b]) repository.comment(claim);
	await pass(60_000, a, b);
	const created = [...a.wrote, ...b.wrote].filter(
		(what) => what === "createComment",
	);
	expect(created).toHaveLength(1);
	expect(await status()).toContain("by alice");
});

test("a push to the board's branch makes this process look, also one of the app's own account", async () => {
	const [a, b] = [await open("a", false), await open("b", false)];
	const handlers = new Map<string, (event: object) => void>();
	const probot = {
		on(names: string | readonly string[], act: (event: object) => void) {
			for (const name of [names].flat()) handlers.set(name, act);
		},
	} as unknown as Probot;
	hearWebhooks(probot, {
		withRepository: (_payload, act) => act(b.repository),
	});
	const push = (branch: string) =>
		handlers.get("push")?.({
			payload: {
				ref: `refs/heads/${branch}`,
				after: bench.repository.head,
				repository: { id: 1, name: "demo", owner: { login: "acme" } },
				installation: { id: 1 },
				sender: { login: APP.login },
			},
		});
	await enroll(1, a);
	const seen = () => b.engine.peek((board) => board.task("1")?.key);
	push("main");
	await b.repository.settled();
	expect(seen()).toBeUndefined();
	push("baton/board");
	expect(await until("the look", async () => seen())).toBe("1");
});

test("after a change that another process made nothing is remembered of what this one wrote", () => {
	const slot = emptySlot();
	const written = () => {
		slot.comment = "as written here";
		slot.commentId = 7;
		slot.own = {
			...{ id: 1, sha: "a".repeat(40), status: "in_progress" as const },
			...{ title: "", summary: "", externalId: "" },
		};
	};
	written();
	renew(slot, 0, 2_000);
	expect([slot.comment, slot.commentId, slot.own]).toEqual([
		undefined,
		undefined,
		undefined,
	]);
	expect(slot.contentAtMs).toBe(3_000);
	written();
	renew(slot, 0);
	expect([slot.comment, slot.commentId, slot.own?.id]).toEqual([
		"as written here",
		7,
		1,
	]);
});
