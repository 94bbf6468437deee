import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "../../src/core/actor.ts";
import { Engine } from "../../src/engine/perform.ts";
import { Repository } from "../../src/github/repository.ts";
import { openMemoryStore } from "../../src/store/memory-store.ts";
import type { Store } from "../../src/store/store.ts";
import { APP, type Bench, makeBench } from "../support/bench.ts";
import {
	type FakeGitHub,
	makeFakeGitHub,
	makeFakeHeads,
} from "../support/fake-github.ts";
import { makeFakeViews } from "../support/fake-views.ts";

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
		heads: makeFakeHeads(),
		views: makeFakeViews(github),
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
		isClosed: false,
		stateReason: null,
		assignees: [],
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
			isClosed: false,
			stateReason: null,
			assignees: [],
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

	test("a reply that GitHub would not take is written later, once, and holds up no other", async () => {
		labelled(7);
		labelled(8);
		await repository.sweep();
		const { reply } = github;
		let isDown = true;
		// The first try of a reply fails after its effect, as servers do.
		Object.assign(github, {
			reply: async (issue: number, body: string) => {
				if (issue === 7 && isDown) {
					if (body.includes("`next`")) await reply(issue, body);
					throw new Error("502");
				}
				return reply(issue, body);
			},
		});
		repository.comment(github.write("alice", 7, "/next", { createdAt: at() }));
		repository.comment(github.write("alice", 8, "/next", { createdAt: at() }));
		await repository.sweep();
		repository.comment(github.write("alice", 7, "/show", { createdAt: at() }));
		await repository.sweep();
		expect(github.said.map(({ issue }) => issue)).toEqual([7, 8]);
		isDown = false;
		timers.findLast(({ ms, cancelled }) => ms >= 10_000 && !cancelled)?.act();
		await repository.sweep();
		expect(github.said.map(({ issue }) => issue)).toEqual([7, 8, 7]);
	});

	test("a receipt that GitHub would not take is tried again, and the reply comes with it", async () => {
		labelled(7);
		await repository.sweep();
		const { react } = github;
		let failures = 1;
		Object.assign(github, {
			react: async (...call: Parameters<typeof react>) =>
				failures-- > 0 ? Promise.reject(new Error("502")) : react(...call),
		});
		const refused = github.write("guest", 7, "/claim", { createdAt: at() });
		bench.advance(61_000);
		await repository.sweep();
		expect(github.said).toEqual([]);
		expect(
			await bench.engine.inspect(({ board }) => board?.inbox.below.comment),
		).toBeLessThan(refused.id);
		await repository.sweep();
		expect(github.receipts.get(refused.id)).toEqual(["confused"]);
		expect(github.said).toHaveLength(1);
	});

	test("a role that GitHub does not tell is asked for again, for comments and for events", async () => {
		labelled(7);
		const { role } = github;
		let isDown = true;
		Object.assign(github, {
			role: async (account: Actor) =>
				isDown ? Promise.reject(new Error("502")) : role(account),
		});
		await repository.sweep();
		expect(await subjects()).toHaveLength(1);
		isDown = false;
		await repository.sweep();
		expect((await subjects()).at(-1)).toContain("enroll 7");
	});

	test("nothing is done after the door was closed", async () => {
		await repository.close();
		repository.comment(github.write("alice", 7, "/claim", { createdAt: at() }));
		await repository.sweep();
		expect(timers.filter(({ cancelled }) => !cancelled)).toEqual([]);
	});
});

describe("of what was said together", () => {
	test("all is told when one of several commands is refused", async () => {
		labelled(7);
		github.write("alice", 7, '/claim\n/note "one"\n/priority nonsense', {
			createdAt: at(),
		});
		await repository.sweep();
		expect(github.said[0]?.body.match(/<!-- baton:c\d+:\d -->/g)).toHaveLength(
			3,
		);
	});

	test("a first comment that arrives before the news of its label is heard all the same", async () => {
		await repository.sweep();
		labelled(7);
		const claim = github.write("alice", 7, "/claim", { createdAt: at() });
		repository.comment(claim);
		await repository.sweep();
		expect(github.receipts.get(claim.id)).toEqual(["rocket"]);
	});

	test("what is meant for other bots is left to them, however much of it there is", async () => {
		labelled(7);
		const others = github.write("alice", 7, "/lgtm\n".repeat(11), {
			createdAt: at(),
		});
		const bot = github.write("robot", 7, "/claim\n".repeat(11), {
			createdAt: at(),
			isBot: true,
		});
		const ours = github.write("alice", 7, "/claim\n".repeat(11), {
			createdAt: at(),
		});
		await repository.sweep();
		expect(
			[others, bot, ours].map(({ id }) => github.receipts.get(id)),
		).toEqual([undefined, undefined, ["confused"]]);
	});

	test("secrets do not come back in replies", async () => {
		labelled(7);
		const token = `ghp_${"a1B2".repeat(9)}`;
		github.write("alice", 7, `/claim 7 ${token}`, { createdAt: at() });
		github.write("alice", 7, `/baton ${token}`, { createdAt: at() });
		await repository.sweep();
		expect(github.said.length).toBeGreaterThan(0);
		expect(JSON.stringify(github.said)).not.toContain(token);
	});

	test("a pull request is no task, and an issue that is gone ends its own", async () => {
		labelled(7);
		github.issues.set(9, {
			number: 9,
			title: "PR",
			body: "",
			labels: [],
			isClosed: false,
			stateReason: null,
			assignees: [],
			isPullRequest: true,
		});
		const enroll = github.write("maintainer", 9, "/baton enroll", {
			createdAt: at(),
		});
		await repository.sweep();
		expect(github.receipts.get(enroll.id)).toEqual(["confused"]);
		github.issues.delete(7);
		repository.issueGone(7);
		repository.issueGone(8);
		await repository.sweep();
		expect((await subjects()).at(-1)).toBe("cancel 7: by baton");
	});
});

describe("one thing that cannot be found out", () => {
	test("about an event holds up neither other events nor comments, and the mark stays below it", async () => {
		const { role } = github;
		let isDown = true;
		Object.assign(github, {
			role: async (account: Actor) =>
				account.login === "mallory" && isDown
					? Promise.reject(new Error("502"))
					: role(account),
		});
		labelled(7);
		github.issues.set(8, {
			number: 8,
			title: "Eight",
			body: "",
			labels: ["baton"],
			isClosed: false,
			stateReason: null,
			assignees: [],
			isPullRequest: false,
		});
		github.roles.set("mallory", "write");
		const stuck = github.happen("mallory", 8, "labeled", {
			createdAt: at(),
			label: "baton",
		});
		const claim = github.write("alice", 7, "/claim", { createdAt: at() });
		bench.advance(61_000);
		await repository.sweep();
		expect(github.receipts.get(claim.id)).toEqual(["rocket"]);
		expect(
			await bench.engine.inspect(({ board }) => board?.inbox.below.event),
		).toBeLessThan(stuck.id);
		isDown = false;
		await repository.sweep();
		expect(
			(await subjects()).some((subject) => subject.startsWith("enroll 8")),
		).toBe(true);
	});

	test("is asked for again later each time, not at a steady pace", async () => {
		labelled(7);
		Object.assign(github, {
			issue: async () => Promise.reject(new Error("502")),
		});
		const waits: number[] = [];
		await repository.sweep();
		for (let n = 0; n < 5; n++) {
			const timer = timers.findLast(
				({ ms, cancelled }) => ms >= 10_000 && !cancelled,
			);
			waits.push(timer?.ms ?? 0);
			timer?.act();
			await repository.sweep();
		}
		expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000]);
	});
});

test("a reply that GitHub will never take is dropped", async () => {
	labelled(7);
	let tries = 0;
	Object.assign(github, {
		reply: async () => {
			tries += 1;
			throw Object.assign(new Error("locked"), { status: 403 });
		},
	});
	github.write("alice", 7, "/next", { createdAt: at() });
	for (let n = 0; n < 4; n++) await repository.sweep();
	expect(tries).toBe(1);
});

test("a receipt whose answer got lost does not cost the reply", async () => {
	labelled(7);
	const { react } = github;
	let failures = 1;
	Object.assign(github, {
		react: async (...call: Parameters<typeof react>) => {
			const isNew = await react(...call);
			if (failures-- > 0) throw new Error("502");
			return isNew;
		},
	});
	github.write("guest", 7, "/claim", { createdAt: at() });
	await repository.sweep();
	expect(github.said).toHaveLength(1);
});

test("talk on an issue long before it is a task does not become a command when it is one", async () => {
	github.issues.set(7, {
		number: 7,
		title: "Seven",
		body: "",
		labels: [],
		isClosed: false,
		stateReason: null,
		assignees: [],
		isPullRequest: false,
	});
	const early = github.write("alice", 7, "/claim", { createdAt: at() });
	await repository.sweep();
	bench.advance(4 * 60_000);
	labelled(7);
	await repository.sweep();
	await open().sweep();
	expect(github.receipts.get(early.id)).toBeUndefined();
	expect(
		(await subjects()).some((subject) => subject.startsWith("claim")),
	).toBe(false);
});
