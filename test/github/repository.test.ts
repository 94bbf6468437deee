import { beforeEach, describe, expect, test } from "vitest";
import { Engine } from "../../src/engine/perform.ts";
import { Repository } from "../../src/github/repository.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import type { Store } from "../../src/store/store.ts";
import { APP, type Bench, makeBench } from "../support/bench.ts";
import { type FakeGitHub, makeFakeGitHub } from "../support/fake-github.ts";

let bench: Bench;
let github: FakeGitHub;
let repository: Repository;
let timers: {
	readonly ms: number;
	readonly act: () => void;
	cancelled: boolean;
}[];
let errors: unknown[];
let refusals: string[];

/** The board's clock as GitHub writes it, some seconds from now. */
const at = (seconds = 0) =>
	new Date(bench.nowMs() + seconds * 1_000).toISOString();

function open(store: Store = bench.store): Repository {
	return new Repository({
		api: github,
		engine: new Engine({
			store,
			identity: bench.identity,
			nowMs: bench.nowMs,
			pause: async () => undefined,
			build: "test",
			onDefect: (error) => {
				throw error;
			},
		}),
		app: APP,
		board: "board",
		nowMs: bench.nowMs,
		later: (ms, act) => {
			const timer = { ms, act, cancelled: false };
			timers.push(timer);
			return () => {
				timer.cancelled = true;
			};
		},
		onError: (error) => errors.push(error),
		onRefusal: (what) => refusals.push(what),
	});
}

/** An issue that carries the label, so that the next look at events enrolls it. */
function labelled(number: number): void {
	github.issues.set(number, {
		number,
		title: `Issue ${number}`,
		body: "",
		labels: ["baton"],
		stateReason: null,
		isPullRequest: false,
	});
	github.happen("maintainer", number, "labeled", {
		createdAt: at(),
		label: "baton",
	});
}

async function subjects(): Promise<readonly string[]> {
	const head = await bench.store.head();
	const found: string[] = [];
	if (head !== null)
		for await (const { message } of bench.store.log(head))
			found.unshift(message.split("\n", 1)[0] ?? "");
	return found;
}

beforeEach(async () => {
	bench = makeBench();
	github = makeFakeGitHub();
	[timers, errors, refusals] = [[], [], []];
	repository = open();
	await repository.sweep();
});

describe("the first sweep", () => {
	test("opens the board with the config of the default branch", async () => {
		expect(await subjects()).toEqual(["configure: the board is opened"]);
		expect(
			await bench.engine.inspect(({ board }) => board?.config.review),
		).toBe("never");
	});

	test("opens no board on a config that is wrong, and says what is wrong", async () => {
		bench = makeBench();
		github.files.set(".github/baton.yml", "reviews: never\n");
		await open().sweep();
		expect(await subjects()).toEqual([]);
		expect(refusals.join()).toContain("reviews");
	});

	test("names a login in the config that does not exist", async () => {
		bench = makeBench();
		github.files.set(
			".github/baton.yml",
			"agents:\n  backend-1: { logins: [nobody] }\n",
		);
		await open().sweep();
		expect(refusals.join()).toContain("nobody");
	});
});

describe("a sweep hears what no webhook told of", () => {
	test("events before comments, so that an issue is on the board before its first command", async () => {
		const claim = github.write("alice", 7, "/claim", { createdAt: at() });
		labelled(7);
		await repository.sweep();
		expect(await subjects()).toEqual([
			"configure: the board is opened",
			"enroll 7: on the board as ready",
			expect.stringContaining("claim 7: alice"),
		]);
		expect(github.receipts.get(claim.id)).toEqual(["rocket"]);
		expect(github.said).toHaveLength(1);
	});

	test("once: a second sweep, and another process, find nothing left to do", async () => {
		labelled(7);
		github.write("alice", 7, "/claim", { createdAt: at() });
		github.write("bob", 7, "/claim", { createdAt: at() });
		await repository.sweep();
		const before = await subjects();
		await repository.sweep();
		await open().sweep();
		expect(await subjects()).toEqual(before);
		// The two answers of one issue, heard together, share a reply.
		expect(github.said).toHaveLength(1);
		expect(github.said[0]?.body.match(/<!-- baton:c/g)).toHaveLength(2);
	});

	test("and moves the marks only past what is a minute old", async () => {
		labelled(7);
		const old = github.write("alice", 7, "Hello.", { createdAt: at() });
		bench.advance(61_000);
		const fresh = github.write("alice", 7, "Hello again.", { createdAt: at() });
		await repository.sweep();
		const below = await bench.engine.inspect(({ board }) => board?.inbox.below);
		expect(below).toEqual({ comment: old.id, event: old.id - 1 });
		expect(below?.comment).toBeLessThan(fresh.id);
	});

	test("but not what was edited, what bots say, what Baton says, and what nobody may hear", async () => {
		labelled(7);
		const unheard = [
			github.write("alice", 7, "/claim", { createdAt: at(), updatedAt: at(5) }),
			github.write("dependabot", 7, "/claim", { createdAt: at(), isBot: true }),
			github.write(APP.login, 7, "/claim", { createdAt: at(), isBot: true }),
		];
		await repository.sweep();
		expect(unheard.flatMap(({ id }) => github.receipts.get(id) ?? [])).toEqual(
			[],
		);
		const stranger = github.write("mallory", 7, "/claim", { createdAt: at() });
		await repository.sweep();
		expect(github.receipts.get(stranger.id)).toEqual(["confused"]);
		expect(
			(await subjects()).filter((subject) => subject.startsWith("claim")),
		).toEqual([]);
	});

	test("and refuses what was said more than 7 days ago", async () => {
		labelled(7);
		const old = github.write("alice", 7, "/claim", { createdAt: at() });
		bench.advance(8 * 86_400_000);
		await repository.sweep();
		expect(github.receipts.get(old.id)).toEqual(["confused"]);
		expect(github.said[0]?.body).toContain("more than 7 days ago");
	});
});

describe("leases", () => {
	test("whose grace is over are ended by the sweep, and the task can be claimed again", async () => {
		labelled(7);
		github.write("alice", 7, "/claim", { createdAt: at() });
		await repository.sweep();
		bench.advance(11 * 60_000);
		await repository.sweep();
		expect((await subjects()).at(-1)).not.toContain("expire");
		bench.advance(2 * 60_000);
		await repository.sweep();
		expect((await subjects()).at(-1)).toBe(
			"expire 7: the lease of alice ended, ready",
		);
	});

	test("are not ended when their holder was heard in time, however late the sweep comes", async () => {
		labelled(7);
		github.write("alice", 7, "/claim", { createdAt: at() });
		await repository.sweep();
		github.write("alice", 7, "/heartbeat", { createdAt: at(9 * 60) });
		bench.advance(13 * 60_000);
		await repository.sweep();
		expect(
			(await subjects()).filter((subject) => subject.startsWith("expire")),
		).toEqual([]);
		expect(
			(await subjects()).some((subject) =>
				subject.startsWith("heartbeat 7: alice"),
			),
		).toBe(true);
	});
});

describe("what people do on an issue is a command:", () => {
	beforeEach(async () => {
		labelled(7);
		await repository.sweep();
	});

	test.each([
		[
			"a priority label",
			{ event: "labeled", label: "priority:high" },
			"priority 7: high",
		],
		[
			"an assignment",
			{ event: "assigned", assignee: "Alice" },
			"assign 7: to alice",
		],
		[
			"closing as not planned",
			{ event: "closed" },
			"close 7: done by maintainer",
		],
		[
			"taking the label off",
			{ event: "unlabeled", label: "baton" },
			"cancel 7: by maintainer",
		],
	])("%s", async (_, { event, ...what }, subject) => {
		github.happen("maintainer", 7, event, { createdAt: at(), ...what });
		repository.issueEvent();
		await repository.sweep();
		expect((await subjects()).at(-1)).toBe(subject);
	});

	test("but not what Baton did itself, and not what others' labels say", async () => {
		github.happen(APP.login, 7, "assigned", {
			createdAt: at(),
			assignee: "alice",
		});
		github.happen("maintainer", 7, "labeled", {
			createdAt: at(),
			label: "bug",
		});
		github.happen("maintainer", 8, "closed", { createdAt: at() });
		const before = await subjects();
		repository.issueEvent();
		await repository.sweep();
		expect(await subjects()).toEqual(before);
	});

	test("closing by somebody without write ends the task as cancelled", async () => {
		github.happen("guest", 7, "closed", { createdAt: at() });
		await repository.sweep();
		expect((await subjects()).at(-1)).toBe("close 7: cancelled by guest");
	});
});

describe("when things go wrong", () => {
	test("a board that cannot be reached leaves no receipt, and the next sweep, soon after, hears everything", async () => {
		labelled(7);
		await repository.sweep();
		let isDown = true;
		const inner = openMemoryStore(bench.repository);
		const fail = () =>
			Promise.reject(
				Object.assign(new Error("down"), { code: "STORE_UNAVAILABLE" }),
			);
		const other = open({
			...inner,
			head: () => (isDown ? fail() : inner.head()),
		});
		const comment = github.write("alice", 7, "/claim", { createdAt: at() });
		other.comment(comment);
		await other.sweep();
		expect(github.receipts.get(comment.id)).toBeUndefined();
		expect(errors).toHaveLength(1);
		isDown = false;
		const retry = timers.findLast(
			({ ms, cancelled }) => ms === 10_000 && !cancelled,
		);
		retry?.act();
		await other.sweep();
		expect(github.receipts.get(comment.id)).toEqual(["rocket"]);
	});

	test("a comment that GitHub gives no answer for holds up no other, and stays above the mark", async () => {
		labelled(7);
		await repository.sweep();
		const { issue } = github;
		let isBroken = true;
		Object.assign(github, {
			issue: async (number: number) =>
				number === 9 && isBroken
					? Promise.reject(new Error("502"))
					: issue(number),
		});
		const stuck = github.write("maintainer", 9, "/baton enroll", {
			createdAt: at(),
		});
		const next = github.write("alice", 7, "/claim", { createdAt: at() });
		bench.advance(61_000);
		await repository.sweep();
		expect(github.receipts.get(next.id)).toEqual(["rocket"]);
		expect(github.receipts.get(stuck.id)).toBeUndefined();
		expect(
			await bench.engine.inspect(({ board }) => board?.inbox.below.comment),
		).toBeLessThan(stuck.id);
		isBroken = false;
		github.issues.set(9, {
			number: 9,
			title: "Nine",
			body: "",
			labels: [],
			stateReason: null,
			isPullRequest: false,
		});
		timers.findLast(({ ms, cancelled }) => ms === 10_000 && !cancelled)?.act();
		await repository.sweep();
		expect(github.receipts.get(stuck.id)).toEqual(["rocket"]);
	});

	test("a command that takes long is shown as seen", async () => {
		labelled(7);
		await repository.sweep();
		const comment = github.write("alice", 7, "/claim", { createdAt: at() });
		repository.comment(comment);
		const inner = openMemoryStore(bench.repository);
		let release: () => void = () => undefined;
		const slow = open({
			...inner,
			append: async (...call) => {
				await new Promise<void>((resolve) => {
					release = resolve;
					for (const { ms, act, cancelled } of timers)
						if (ms === 2_000 && !cancelled) act();
					resolve();
				});
				return inner.append(...call);
			},
		});
		const second = github.write("alice", 7, "/note slow", { createdAt: at() });
		await repository.sweep();
		slow.comment(second);
		await slow.sweep();
		release();
		expect(github.receipts.get(second.id)).toContain("rocket");
	});

	test("a reply that fails is told, and the others are written", async () => {
		labelled(7);
		labelled(8);
		await repository.sweep();
		const reply = github.reply;
		const flaky = {
			...github,
			reply: async (issue: number, body: string) =>
				issue === 7 ? Promise.reject(new Error("502")) : reply(issue, body),
		};
		Object.assign(github, flaky);
		repository.comment(github.write("alice", 7, "/next", { createdAt: at() }));
		repository.comment(github.write("alice", 8, "/next", { createdAt: at() }));
		await repository.sweep();
		expect(errors).toHaveLength(1);
		expect(github.said.map(({ issue }) => issue)).toEqual([8]);
	});
});
