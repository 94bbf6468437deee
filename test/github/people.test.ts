import { beforeEach, describe, expect, test } from "vitest";
import { Repository } from "../../src/github/repository.ts";
import { APP, type Bench, makeBench, person } from "../support/bench.ts";
import {
	type FakeGitHub,
	makeFakeGitHub,
	makeFakeHeads,
} from "../support/fake-github.ts";
import { type FakeViews, makeFakeViews } from "../support/fake-views.ts";

/** What people change on issues beside labels and state, and how it comes to the board: texts, forms, subtasks, limits. */
let bench: Bench;
let github: FakeGitHub;
let views: FakeViews;
let repository: Repository;
let errors: unknown[];
let refusals: string[];
let timers: { readonly act: () => void }[];
let deliveries = 0;

const at = () => new Date(bench.nowMs()).toISOString();
const taskOf = (key = "7") =>
	bench.replica().inspect((board) => board.task(key));
const briefOf = (key = "7") =>
	bench.replica().inspect((board) => board.brief(key));
const pendingOf = (key = "7") =>
	bench.replica().inspect((board) => board.context(key).pending_edit);
const receipt = (comment: { id: number }) => github.receipts.get(comment.id);

async function commits(): Promise<number> {
	let count = 0;
	for await (const { message } of bench.store.log(
		(await bench.store.head()) as string,
	))
		if (!message.includes("\nBaton-Op: mark\n")) count += 1;
	return count;
}

function put(number: number, more: { title?: string; body?: string } = {}) {
	github.issues.set(number, {
		number,
		title: `Issue ${number}`,
		body: "As it was.",
		labels: ["baton"],
		isClosed: false,
		stateReason: null,
		assignees: [],
		isPullRequest: false,
		updatedAt: at(),
		...more,
	});
}

function label(number: number, who = "maintainer"): void {
	github.happen(who, number, "labeled", { createdAt: at(), label: "baton" });
}

/** Lets time pass until views and marks have caught up. */
async function settle(): Promise<void> {
	await repository.sweep();
	for (let round = 0; round < 8; round++) {
		bench.advance(20_000);
		for (const { act } of timers.splice(0)) act();
		await repository.sweep();
		await repository.settled();
	}
}

async function say(who: string, body: string, issue = 7) {
	const comment = github.write(who, issue, body, { createdAt: at() });
	repository.comment(comment);
	await settle();
	return comment;
}

/** Changes an issue's text on GitHub, which tells of it by a webhook unless it gets lost. */
async function edit(
	who: string,
	body: string,
	{ isLost = false, isBot = false } = {},
): Promise<void> {
	const shown = github.issues.get(7);
	if (shown === undefined) throw new Error("there is no issue 7");
	github.issues.set(7, { ...shown, body, updatedAt: at() });
	deliveries += 1;
	if (!isLost)
		repository.textEdited({
			issue: 7,
			editor: { ...person(who), isBot },
			body,
			delivery: `d${deliveries}`,
		});
	await settle();
}

async function rename(who: string, title: string): Promise<void> {
	const shown = github.issues.get(7);
	if (shown === undefined) throw new Error("there is no issue 7");
	github.issues.set(7, { ...shown, title, updatedAt: at() });
	github.happen(who, 7, "renamed", { createdAt: at(), renamedTo: title });
	await settle();
}

const status = async (issue = 7) =>
	(await views.statusComments(issue))[0]?.body ?? "";

function open(): Repository {
	return new Repository({
		api: github,
		heads: makeFakeHeads(),
		views,
		engine: bench.replica(),
		app: APP,
		board: "board",
		nowMs: bench.nowMs,
		later: (_, act) => {
			timers.push({ act });
			return () => undefined;
		},
		onError: (error) => errors.push(error),
		onRefusal: (what) => refusals.push(what),
	});
}

beforeEach(async () => {
	bench = makeBench();
	github = makeFakeGitHub();
	views = makeFakeViews(github);
	[errors, refusals, timers] = [[], [], []];
	github.files.set(".github/baton.yml", "review: never\n");
	repository = open();
	await repository.sweep();
	put(7);
	label(7);
	await settle();
});

describe("the text of an issue", () => {
	test("that somebody with triage changes is the brief's", async () => {
		github.roles.set("bob", "triage");
		await edit("bob", "As it is now.\r\n");
		expect(await briefOf()).toEqual({
			title: "Issue 7",
			description: "As it is now.",
		});
		expect(await pendingOf()).toBeUndefined();
		expect(errors).toEqual([]);
	});

	test("that anybody else changes waits, is shown, and is taken by somebody who may", async () => {
		await edit("guest", "Do it my way.");
		expect(await briefOf()).toMatchObject({ description: "As it was." });
		expect(await pendingOf()).toMatchObject({
			title: "Issue 7",
			description: "Do it my way.",
			by: "guest",
		});
		expect(await status()).toContain("an edit of the text by guest waits");
		const refused = await say("guest", "/edit accept");
		expect(receipt(refused)).toEqual(["confused"]);
		const taken = await say("alice", "/edit accept");
		expect(receipt(taken)).toEqual(["rocket"]);
		expect(await briefOf()).toMatchObject({ description: "Do it my way." });
		expect(await status()).not.toContain("waits:");
	});

	test("that was dropped is not brought up again by sweeps, restarts and deliveries that come twice", async () => {
		await edit("guest", "Do it my way.");
		const delivery = `d${deliveries}`;
		await say("alice", "/edit dismiss");
		expect(await pendingOf()).toBeUndefined();
		const before = await commits();
		put(7, { body: "Do it my way." });
		await settle();
		repository.textEdited({
			issue: 7,
			editor: { ...person("guest"), isBot: false },
			body: "Do it my way.",
			delivery,
		});
		await settle();
		repository = open();
		put(7, { body: "Do it my way." });
		await settle();
		expect(await pendingOf()).toBeUndefined();
		expect(await commits()).toBe(before);
	});

	test("that was dropped and is said anew waits anew", async () => {
		await edit("guest", "Do it my way.");
		await say("alice", "/edit dismiss");
		await edit("guest", "As it was.");
		expect(await pendingOf()).toBeUndefined();
		await edit("guest", "Do it my way.");
		expect(await pendingOf()).toMatchObject({ description: "Do it my way." });
	});

	test("that is changed back by hand waits no longer", async () => {
		await edit("guest", "Do it my way.");
		await edit("guest", "As it was.", { isLost: true });
		expect(await pendingOf()).toBeUndefined();
	});

	test("whose change no webhook told of waits as somebody unknown's, whoever made it", async () => {
		await edit("alice", "As it is now.", { isLost: true });
		expect(await briefOf()).toMatchObject({ description: "As it was." });
		expect(await pendingOf()).toMatchObject({
			description: "As it is now.",
			by: "unknown",
		});
		await say("bob", "/edit accept");
		expect(await briefOf()).toMatchObject({ description: "As it is now." });
	});

	test("that changed within the last minute is left to its webhook", async () => {
		const shown = github.issues.get(7);
		if (shown !== undefined)
			github.issues.set(7, { ...shown, body: "New.", updatedAt: at() });
		await repository.sweep();
		expect(await pendingOf()).toBeUndefined();
	});

	test("told of by a webhook that is overtaken by a later edit is left to the later one", async () => {
		const shown = github.issues.get(7);
		if (shown !== undefined)
			github.issues.set(7, { ...shown, body: "By guest.", updatedAt: at() });
		for (const [who, body] of [
			["alice", "By alice."],
			["guest", "By guest."],
		] as const)
			repository.textEdited({
				issue: 7,
				editor: { ...person(who), isBot: false },
				body,
				delivery: `o${who}`,
			});
		await settle();
		expect(await briefOf()).toMatchObject({ description: "As it was." });
		expect(await pendingOf()).toMatchObject({
			description: "By guest.",
			by: "guest",
		});
	});

	test("by a bot that config does not name waits, whatever its role", async () => {
		github.roles.set("mallory", "admin");
		await edit("mallory", "Buy!", { isBot: true });
		expect(await pendingOf()).toMatchObject({ by: "mallory" });
	});

	test("that a command gave the task is not taken for an older one's edit, by this process and the next", async () => {
		await say("alice", '/edit description="As the command says."');
		await say("bob", "/baton ping");
		put(7);
		await settle();
		repository = open();
		put(7);
		await settle();
		expect(await pendingOf()).toBeUndefined();
		expect((await briefOf()).description).toBe("As the command says.");
		await edit("guest", "Do it my way.");
		expect(await pendingOf()).toMatchObject({ description: "Do it my way." });
	});

	test("with a secret in it is compared as it is kept", async () => {
		const secret = `ghp_${"a".repeat(36)}`;
		await edit("alice", `The token is ${secret}.`);
		expect((await briefOf()).description).not.toContain(secret);
		const before = await commits();
		put(7, { body: `The token is ${secret}.` });
		await settle();
		expect(await pendingOf()).toBeUndefined();
		expect(await commits()).toBe(before);
	});

	test("that is longer than 64 KiB is cut as at enrollment, and is no difference then", async () => {
		await edit("alice", "ä".repeat(40_000));
		const { description } = await briefOf();
		expect(new TextEncoder().encode(description).length).toBeLessThanOrEqual(
			65_536,
		);
		expect(description.endsWith("…")).toBe(true);
		put(7, { body: "ä".repeat(40_000) });
		await settle();
		expect(await pendingOf()).toBeUndefined();
	});

	test("is kept with its editor while GitHub or the board is away", async () => {
		const look = github.issue;
		(github as { issue: FakeGitHub["issue"] }).issue = async () => {
			throw Object.assign(new Error("Bad Gateway"), { status: 502 });
		};
		repository.textEdited({
			issue: 7,
			editor: { ...person("alice"), isBot: false },
			body: "As it is now.",
			delivery: "kept",
		});
		await repository.settled();
		(github as { issue: FakeGitHub["issue"] }).issue = look;
		const shown = github.issues.get(7);
		if (shown !== undefined)
			github.issues.set(7, { ...shown, body: "As it is now." });
		await settle();
		expect(await briefOf()).toMatchObject({ description: "As it is now." });
	});
});

describe("a new title", () => {
	test("by somebody with triage is the task's, alone and without a webhook", async () => {
		await rename("alice", "  Log every   request ");
		expect(await briefOf()).toEqual({
			title: "Log every request",
			description: "As it was.",
		});
		expect((await taskOf())?.title).toBe("Log every request");
	});

	test("by anybody else waits beside a text that waits", async () => {
		await edit("guest", "Do it my way.");
		await rename("guest", "My way");
		expect(await pendingOf()).toMatchObject({
			title: "My way",
			description: "Do it my way.",
		});
		await say("alice", "/edit accept");
		expect(await briefOf()).toEqual({
			title: "My way",
			description: "Do it my way.",
		});
	});

	test("that a command gave the task is not taken for an old one that came back", async () => {
		await say("alice", '/edit title="Log every request"');
		put(7);
		await settle();
		expect(await pendingOf()).toBeUndefined();
		expect((await briefOf()).title).toBe("Log every request");
	});
});

describe("the task form", () => {
	const body =
		"### Goal\n\nLog all\n\n### Capabilities\n\npython, naïve\n\n### Blocked by\n\n#7, #99\n\n### Parent\n\n#8\n\n### Due\n\nsoon\n\n### Model hint\n\nsonnet\n";

	test("enrolls what it holds, and the rest is named in a reply", async () => {
		put(9, { body });
		label(9);
		await settle();
		expect(await taskOf("9")).toMatchObject({
			status: "blocked",
			capabilities: ["python"],
			blocked_by: ["7"],
			model_hint: "sonnet",
		});
		expect(await taskOf("9")).not.toHaveProperty("due");
		expect(await taskOf("9")).not.toHaveProperty("parent");
		expect(github.said).toHaveLength(1);
		for (const what of ["na", "99", "8", "soon"])
			expect(github.said[0]?.body).toMatch(new RegExp(`⚠️.*${what}`));
	});

	test("enrolled by a command is told of with its answer", async () => {
		put(9, { body });
		const comment = await say("alice", "/baton enroll", 9);
		expect(receipt(comment)).toEqual(["rocket"]);
		expect(github.said.at(-1)?.body).toContain('"warnings"');
		await say("alice", "/baton enroll", 9);
		expect(github.said.at(-1)?.body).not.toContain('"warnings"');
	});

	test("without a fault enrolls in silence", async () => {
		put(9, { body: "### Goal\n\nLog all\n\n### Due\n\n2026-12-01\n" });
		label(9);
		await settle();
		expect(await taskOf("9")).toMatchObject({ due: "2026-12-01" });
		expect(await status(9)).toContain("| due | 2026-12-01 |");
		expect(github.said).toEqual([]);
	});
});

describe("`subtask` in a comment", () => {
	test("makes an issue, which is the task of that number below this one", async () => {
		const comment = await say(
			"alice",
			'/subtask "Write the migration" park description="Both ways."',
		);
		expect(receipt(comment)).toEqual(["rocket"]);
		expect(github.issues.get(8)).toMatchObject({
			title: "Write the migration",
			body: `<!-- baton:c${comment.id}:1 -->\n\nBoth ways.`,
		});
		expect(github.issues.get(8)?.labels).toContain("baton:ready");
		expect(await taskOf("8")).toMatchObject({
			key: "8",
			issue: 8,
			parent: "7",
			title: "Write the migration",
		});
		expect(await briefOf("8")).toEqual({
			title: "Write the migration",
			description: "Both ways.",
		});
		expect(await taskOf()).toMatchObject({ status: "blocked", parked: true });
		expect(await status()).toContain("0 of 1 ended; parked until all have");
		expect(await pendingOf("8")).toBeUndefined();
		await say("alice", "/cancel", 8);
		expect(await status()).toContain("| subtasks | 1 of 1 ended |");
		expect((await taskOf())?.status).toBe("ready");
	});

	test("makes it once, wherever the process ends", async () => {
		const create = github.createIssue;
		const created = github.createdIssue;
		let made = 0;
		let isAway = false;
		const answered = async <T>(answer: T) => {
			if (!isAway) return answer;
			throw Object.assign(new Error("Bad Gateway"), { status: 502 });
		};
		github.createdIssue = async (mark, since) =>
			answered(await created(mark, since));
		github.createIssue = async (issue) => {
			made += 1;
			await create(issue);
			isAway = true;
			return answered(0);
		};
		const comment = github.write("alice", 7, "/subtask Migrate", {
			createdAt: at(),
		});
		repository.comment(comment);
		await repository.settled();
		expect(receipt(comment)).toBeUndefined();
		isAway = false;
		repository = open();
		await settle();
		expect(made).toBe(1);
		expect(github.made.size).toBe(1);
		expect(await taskOf("8")).toMatchObject({ title: "Migrate", parent: "7" });
		expect(receipt(comment)).toEqual(["rocket"]);
	});

	test("makes none for somebody who may not, nor where there can be none", async () => {
		const refused = [
			await say("guest", "/subtask Migrate"),
			await say("alice", "/subtask"),
			await say("alice", "/subtask Migrate key=abc"),
			await say("alice", "/subtask Migrate issue=3"),
		];
		await say("alice", "/cancel");
		refused.push(await say("alice", "/subtask Migrate"));
		for (const comment of refused)
			expect(receipt(comment)).toEqual(["confused"]);
		expect(github.made.size).toBe(0);
		expect(github.issues.has(8)).toBe(false);
	});

	test("that was refused makes none when it is found again and could be done by then", async () => {
		// No sweep between: its marks alone would let nothing happen again.
		const now = async (body: string) => {
			const comment = github.write("alice", 7, body, { createdAt: at() });
			repository.comment(comment);
			await repository.settled();
			return comment;
		};
		await now("/cancel");
		const refused = await now("/subtask Migrate");
		await now("/reopen");
		expect(receipt(refused)).toEqual(["confused"]);
		repository = open();
		repository.comment(refused);
		await repository.settled();
		await settle();
		expect(github.made.size).toBe(0);
		expect((await taskOf())?.status).toBe("ready");
	});

	test("whose issue comes to nothing leaves no issue that looks like a task", async () => {
		const comment = await say("alice", "/release\n/subtask Migrate");
		expect(receipt(comment)).toEqual(["confused"]);
		expect(github.made.size).toBe(1);
		expect(github.issues.get(8)).toMatchObject({
			isClosed: true,
			stateReason: "not_planned",
		});
		expect(await taskOf("8")).toBeUndefined();
	});
});

describe("too many commands in a minute", () => {
	beforeEach(async () => {
		github.files.set(
			".github/baton.yml",
			"limits: { comment_commands_per_actor_per_minute: 3, comment_commands_per_minute: 5 }\n",
		);
		await say("maintainer", "/configure");
		bench.advance(60_000);
	});

	test("are refused with the time to wait, and never run again", async () => {
		const written = ["one", "two", "three", "four"].map((body) =>
			github.write("alice", 7, `/note ${body}`, { createdAt: at() }),
		);
		for (const comment of written) repository.comment(comment);
		await settle();
		expect(written.map((comment) => receipt(comment)?.[0])).toEqual([
			"rocket",
			"rocket",
			"rocket",
			"confused",
		]);
		expect(github.said.at(-1)?.body).toContain('"retryAfterSeconds"');
		expect(github.said.at(-1)?.body).toContain("RATE_LIMITED");
		repository = open();
		await settle();
		const { notes } = await bench
			.replica()
			.inspect((board) => board.context("7"));
		expect(notes.map(({ body }) => body)).toEqual(["one", "two", "three"]);
		const later = await say("alice", "/note five");
		expect(receipt(later)).toEqual(["rocket"]);
	});

	test("count by command, help included, and stop a comment where the limit is", async () => {
		const comment = await say(
			"alice",
			"/note one\n/baton help claim\n/baton ping\n/note two",
		);
		expect(receipt(comment)).toEqual(["confused"]);
		const { notes } = await bench
			.replica()
			.inspect((board) => board.context("7"));
		expect(notes.map(({ body }) => body)).toEqual(["one"]);
	});

	test("are not what a sweep finds late: each counts for the minute it was said in", async () => {
		const start = bench.nowMs();
		const written = Array.from({ length: 200 }, (_, index) =>
			github.write("alice", 7, "/priority high", {
				createdAt: new Date(start + index * 30_000).toISOString(),
			}),
		);
		bench.advance(200 * 30_000);
		await settle();
		for (const comment of written) expect(receipt(comment)).toEqual(["rocket"]);
	});

	test("are not talk on issues that are not on the board", async () => {
		put(9);
		for (let index = 0; index < 10; index++)
			github.write("alice", 9, "/claim", { createdAt: at() });
		const comment = await say("alice", "/note one");
		expect(receipt(comment)).toEqual(["rocket"]);
	});
});

describe("an issue closed or opened by hand", () => {
	function happen(who: string, event: "closed" | "reopened", reason?: string) {
		const shown = github.issues.get(7);
		if (shown === undefined) throw new Error("there is no issue 7");
		github.issues.set(7, {
			...shown,
			isClosed: event === "closed",
			stateReason: reason ?? null,
		});
		github.happen(who, 7, event, { createdAt: at() });
		return settle();
	}

	test.each([
		["guest", "not_planned", "cancelled"],
		["guest", "completed", "cancelled"],
		["guest", "duplicate", "cancelled"],
		["alice", "not_planned", "cancelled"],
		["alice", "completed", "done"],
	])("by %s as %s leaves the task %s", async (who, reason, expected) => {
		await happen(who, "closed", reason);
		const task = await taskOf();
		expect(task?.status).toBe(expected);
		if (expected === "cancelled") expect(task?.reason).toBe(`closed by ${who}`);
	});

	test("by its author, who may open it again on GitHub, is closed again with the reason", async () => {
		await happen("guest", "closed", "completed");
		await happen("guest", "reopened");
		expect((await taskOf())?.status).toBe("cancelled");
		expect(github.issues.get(7)?.isClosed).toBe(true);
		expect(github.said.at(-1)?.body).toContain("The issue was closed again.");
		expect(github.said.at(-1)?.body).toContain("FORBIDDEN");
		await happen("alice", "reopened");
		expect((await taskOf())?.status).toBe("ready");
		expect(github.issues.get(7)?.isClosed).toBe(false);
	});

	test("with a subtask open is opened again, as nothing is done before its parts are", async () => {
		await say("alice", "/subtask Migrate");
		await happen("alice", "closed", "completed");
		expect((await taskOf())?.status).toBe("ready");
		expect(github.issues.get(7)?.isClosed).toBe(false);
	});
});

describe("labels and assignment", () => {
	async function toggle(who: string, name: string) {
		const shown = github.issues.get(7);
		if (shown === undefined) throw new Error("there is no issue 7");
		github.issues.set(7, { ...shown, labels: [...shown.labels, name] });
		github.happen(who, 7, "labeled", { createdAt: at(), label: name });
		await settle();
	}

	test("`baton:dead_letter` of the holder puts the task aside, of anybody else it is taken off again", async () => {
		await say("alice", "/claim");
		await toggle("bob", "baton:dead_letter");
		expect((await taskOf())?.status).toBe("in_progress");
		expect(github.issues.get(7)?.labels).not.toContain("baton:dead_letter");
		await toggle("alice", "baton:dead_letter");
		expect(await taskOf()).toMatchObject({
			status: "dead_letter",
			reason: "labelled by alice",
		});
		await toggle("alice", "baton:ready");
		expect((await taskOf())?.status).toBe("dead_letter");
		await toggle("maintainer", "baton:ready");
		expect((await taskOf())?.status).toBe("ready");
	});

	test("a person and an agent of config can be named with `/assign`, and both are shown as an account", async () => {
		github.files.set(
			".github/baton.yml",
			"agents: { backend-1: { logins: [bob] } }\n",
		);
		await say("maintainer", "/configure");
		await say("alice", "/assign @alice");
		expect(github.issues.get(7)?.assignees).toEqual(["alice"]);
		await say("alice", "/assign backend-1");
		expect((await taskOf())?.assignee).toBe("backend-1");
		expect(github.issues.get(7)?.assignees).toEqual(["bob"]);
		await say("alice", "/unassign");
		expect(github.issues.get(7)?.assignees).toEqual([]);
	});
});
