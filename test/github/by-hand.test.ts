import { beforeEach, describe, expect, test } from "vitest";
import type { CheckFact } from "../../src/core/gate.ts";
import type { Engine } from "../../src/engine/perform.ts";
import type { IssueRecord } from "../../src/github/api.ts";
import type { PressPayload } from "../../src/github/presses.ts";
import { Repository } from "../../src/github/repository.ts";
import { APP, type Bench, makeBench, person } from "../support/bench.ts";
import {
	type FakeGitHub,
	type FakeHeads,
	makeFakeGitHub,
	makeFakeHeads,
} from "../support/fake-github.ts";
import { type FakeViews, makeFakeViews } from "../support/fake-views.ts";

/** What people do on GitHub with labels, assignment, closing and buttons, and what comes of it on the board and in the views. */
const HEAD = "a".repeat(40);

let bench: Bench;
let github: FakeGitHub;
let heads: FakeHeads;
let views: FakeViews;
let repository: Repository;
let errors: unknown[];
let timers: { readonly ms: number; readonly act: () => void }[];

const at = () => new Date(bench.nowMs()).toISOString();
const taskOf = (key = "7") =>
	bench.replica().inspect((board) => board.task(key));
async function subjects(): Promise<readonly string[]> {
	const found: string[] = [];
	for await (const { message } of bench.store.log(
		(await bench.store.head()) as string,
	))
		found.unshift(message.split("\n", 1)[0] ?? "");
	return found;
}

const labels = (issue = 7) => github.issues.get(issue)?.labels ?? [];

function issue(
	number: number,
	more: { isClosed?: boolean; closedAt?: string } = {},
): void {
	github.issues.set(number, {
		number,
		title: `Issue ${number}`,
		body: "",
		labels: ["baton"],
		isClosed: false,
		stateReason: null,
		assignees: [],
		isPullRequest: false,
		...more,
	});
	github.happen("maintainer", number, "labeled", {
		createdAt: at(),
		label: "baton",
	});
}

/** Lets views catch up: the door's timers tell when the projector wants to come back. */
async function settle(): Promise<void> {
	await repository.sweep();
	for (let round = 0; round < 5; round++) {
		bench.advance(10_000);
		for (const { act } of timers.splice(0)) act();
		await repository.sweep();
		await repository.settled();
	}
}

/** Somebody puts a label on, or takes it off. */
async function label(
	who: string,
	name: string,
	event: "labeled" | "unlabeled" = "labeled",
): Promise<void> {
	const shown = github.issues.get(7);
	if (shown === undefined) throw new Error("there is no issue 7");
	const others = shown.labels.filter((one) => one !== name);
	github.issues.set(7, {
		...shown,
		labels: event === "labeled" ? [...others, name] : others,
	});
	github.happen(who, 7, event, { createdAt: at(), label: name });
	await settle();
}

async function say(who: string, body: string): Promise<void> {
	repository.comment(github.write(who, 7, body, { createdAt: at() }));
	await settle();
}

function open(engine: Engine): Repository {
	return new Repository({
		api: github,
		heads,
		views,
		engine,
		app: APP,
		board: "board",
		nowMs: bench.nowMs,
		later: (ms, act) => {
			timers.push({ ms, act });
			return () => undefined;
		},
		onError: (error) => errors.push(error),
		onRefusal: () => undefined,
	});
}

beforeEach(async () => {
	bench = makeBench();
	github = makeFakeGitHub();
	heads = makeFakeHeads();
	views = makeFakeViews(github);
	[errors, timers] = [[], []];
	github.files.set(
		".github/baton.yml",
		"review: always\ngates: { ci: { checks: [{ name: test, app: ci }] } }\ndone_gates: [ci]\n",
	);
	repository = open(bench.engine);
	await repository.sweep();
	issue(7);
	await settle();
});

describe("a label put on by hand", () => {
	test("moves the task as the verb does that leads there", async () => {
		await label("alice", "baton:in_progress");
		expect(await taskOf()).toMatchObject({
			status: "in_progress",
			lease: { agent: "alice" },
		});
		expect(labels()).not.toContain("baton:ready");
		await label("alice", "baton:ready");
		expect(await taskOf()).toMatchObject({ status: "ready" });
		await label("alice", "baton:blocked");
		expect((await taskOf())?.held).toBe("labelled by alice");
		await label("alice", "baton:backlog");
		expect((await taskOf())?.status).toBe("backlog");
		await label("alice", "baton:cancelled");
		expect((await taskOf())?.status).toBe("cancelled");
		await label("alice", "baton:ready");
		// Taken up again; only `unblock` lets go what is held.
		expect((await taskOf())?.status).toBe("blocked");
		await label("alice", "baton:ready");
		expect((await taskOf())?.status).toBe("ready");
		expect(errors).toEqual([]);
	});

	test("that no verb can carry out is taken off again, with the way that leads there", async () => {
		await label("alice", "baton:done");
		expect((await taskOf())?.status).toBe("ready");
		expect(labels()).toContain("baton:ready");
		expect(labels()).not.toContain("baton:done");
		expect(github.said).toHaveLength(1);
		expect(github.said[0]?.body).toContain("INVALID_TRANSITION");
		expect(github.said[0]?.body).toContain(
			"The label baton:done was taken off again.",
		);
	});

	test("of somebody who may not is taken off again", async () => {
		for (const name of ["priority:urgent", "no-code", "needs:rust"])
			await label("guest", name);
		expect(await taskOf()).toMatchObject({
			priority: "normal",
			labels: [],
			capabilities: [],
		});
		expect([...labels()].sort()).toEqual([
			"baton",
			"baton:ready",
			"priority:normal",
		]);
		expect(github.said.map(({ body }) => body).join()).toContain("FORBIDDEN");
	});

	test("names a capability, and none when it is taken off", async () => {
		await label("alice", "needs:Rust");
		expect((await taskOf())?.capabilities).toEqual(["rust"]);
		await label("alice", "needs:Rust", "unlabeled");
		expect((await taskOf())?.capabilities).toEqual([]);
		expect(github.said).toEqual([]);
	});

	test("that only looks like one of ours is none of our business", async () => {
		for (const name of [
			`needs:${"x".repeat(51)}`,
			"needs:two words",
			"baton:nearly",
			"priority:högh",
			"ｂaton",
		])
			await label("guest", name);
		expect((await taskOf())?.version).toBe(1);
		expect(labels()).toContain("needs:two words");
		expect(github.said).toEqual([]);
	});
});

describe("a label taken off by hand", () => {
	test("is put back with the reason when taking it off says nothing", async () => {
		await label("alice", "priority:normal", "unlabeled");
		await label("alice", "baton:ready", "unlabeled");
		expect(labels()).toContain("priority:normal");
		expect(labels()).toContain("baton:ready");
		expect(github.said.map(({ body }) => body).join()).toContain(
			"The label priority:normal was put back. Taking a priority away says nothing.",
		);
	});

	test("is no matter when another was put on in its place", async () => {
		github.happen("alice", 7, "unlabeled", {
			createdAt: at(),
			label: "priority:normal",
		});
		await label("alice", "priority:low");
		expect((await taskOf())?.priority).toBe("low");
		expect(labels()).not.toContain("priority:normal");
		expect(github.said).toEqual([]);
	});

	test("cancels the task when it is `baton`, if its author may; else it is put back", async () => {
		await label("guest", "baton", "unlabeled");
		expect(labels()).toContain("baton");
		await label("alice", "baton", "unlabeled");
		expect((await taskOf())?.status).toBe("cancelled");
		expect(github.issues.get(7)).toMatchObject({
			isClosed: true,
			stateReason: "not_planned",
		});
		expect(labels()).not.toContain("baton");
	});
});

describe("an issue", () => {
	test("closed by hand while its gates are not green is opened again, with the way out", async () => {
		const shown = github.issues.get(7);
		if (shown !== undefined)
			github.issues.set(7, {
				...shown,
				isClosed: true,
				stateReason: "completed",
			});
		github.happen("alice", 7, "closed", { createdAt: at() });
		await settle();
		expect(github.issues.get(7)?.isClosed).toBe(false);
		expect(github.said).toHaveLength(1);
		expect(github.said[0]?.body).toContain("The issue was opened again.");
		expect(github.said[0]?.body).toContain("`/override`");
	});

	test("closed by hand stays closed until GitHub tells by whom and as what, however long that takes", async () => {
		const { events } = github;
		Object.assign(github, {
			events: async () => {
				throw new Error("GitHub does not answer");
			},
		});
		const shown = github.issues.get(7) as IssueRecord;
		const closed = { isClosed: true, stateReason: "not_planned" };
		github.issues.set(7, { ...shown, ...closed });
		github.happen("alice", 7, "closed", { createdAt: at() });
		repository.commentChanged(7);
		for (let round = 0; round < 5; round++) await settle();
		expect(github.issues.get(7)).toMatchObject(closed);
		Object.assign(github, { events });
		errors = [];
		await settle();
		expect((await taskOf())?.status).toBe("cancelled");
		expect(github.issues.get(7)).toMatchObject(closed);
	});

	test("that got its label while it was closed is put on the board when it is opened again", async () => {
		issue(9, { isClosed: true, closedAt: "2026-11-20T00:00:00Z" });
		await settle();
		expect(await taskOf("9")).toBeUndefined();
		const shown = github.issues.get(9);
		expect(shown?.isClosed).toBe(true);
		if (shown !== undefined)
			github.issues.set(9, { ...shown, isClosed: false });
		github.happen("alice", 9, "reopened", { createdAt: at() });
		await settle();
		expect((await taskOf("9"))?.status).toBe("ready");
	});

	test("that was closed after it got its label is put on the board and ends there", async () => {
		issue(9, { isClosed: true, closedAt: at() });
		github.happen("alice", 9, "closed", { createdAt: at() });
		github.happen("alice", 9, "labeled", { createdAt: at(), label: "no-code" });
		await settle();
		expect((await taskOf("9"))?.status).toBe("ready");
		expect(github.issues.get(9)?.isClosed).toBe(false);
	});

	test("that somebody may not put on the board loses the label, with the reason", async () => {
		issue(9);
		github.allEvents.pop();
		for (const who of ["guest", "guest"])
			github.happen(who, 9, "labeled", { createdAt: at(), label: "baton" });
		await settle();
		expect(await taskOf("9")).toBeUndefined();
		expect(labels(9)).toEqual([]);
		expect(github.said[0]).toMatchObject({
			issue: 9,
			body: expect.stringContaining("FORBIDDEN"),
		});
	});

	test("keeps whom it was assigned to when it is put on the board", async () => {
		issue(9);
		const shown = github.issues.get(9);
		if (shown !== undefined)
			github.issues.set(9, { ...shown, assignees: ["bob"] });
		await settle();
		expect((await taskOf("9"))?.assignee).toBe("bob");
		expect(github.issues.get(9)?.assignees).toEqual(["bob"]);
	});
});

describe("what was done by hand", () => {
	function close(who: string): void {
		const shown = github.issues.get(7);
		if (shown !== undefined)
			github.issues.set(7, {
				...shown,
				isClosed: true,
				stateReason: "completed",
			});
		github.happen(who, 7, "closed", { createdAt: at() });
	}

	test("and was refused stays refused for the next process, whatever has become possible", async () => {
		close("alice");
		await repository.sweep();
		expect(await subjects()).toContain("dismiss 7: close is GATE_FAILED");
		await repository.settled();
		github.happen("alice", 7, "labeled", { createdAt: at(), label: "no-code" });
		// The marks are still below it, so the next process hears it again.
		repository = open(bench.replica());
		await repository.sweep();
		expect((await taskOf())?.labels).toEqual(["no-code"]);
		expect((await taskOf())?.status).toBe("ready");
		await settle();
		expect((await taskOf())?.status).toBe("ready");
		expect(github.said).toHaveLength(1);
	});

	test("at once is carried out in order, each on what the one before left", async () => {
		for (const name of ["baton:backlog", "baton:ready", "baton:in_progress"])
			github.happen("alice", 7, "labeled", { createdAt: at(), label: name });
		await settle();
		expect((await taskOf())?.status).toBe("in_progress");
	});

	test("to an issue that is not on the board yet counts as soon as it is", async () => {
		github.happen("alice", 9, "labeled", {
			createdAt: at(),
			label: "baton:in_progress",
		});
		issue(9);
		await settle();
		expect(await taskOf("9")).toMatchObject({
			status: "in_progress",
			lease: { agent: "alice" },
		});
	});

	test("by taking the label off and putting it on again leaves the task on the board", async () => {
		github.happen("alice", 7, "unlabeled", { createdAt: at(), label: "baton" });
		github.happen("alice", 7, "labeled", { createdAt: at(), label: "baton" });
		await settle();
		expect((await taskOf())?.status).toBe("ready");
	});

	test("by a bot that config does not name is put back", async () => {
		close("maintainer");
		const event = github.allEvents.pop();
		if (event !== undefined) github.allEvents.push({ ...event, isByBot: true });
		await settle();
		expect((await taskOf())?.status).toBe("ready");
		expect(github.issues.get(7)?.isClosed).toBe(false);
		expect(github.said[0]?.body).toContain("is a bot");
	});

	test("as `not planned` stays so although the views are looked at before it is told of", async () => {
		const shown = github.issues.get(7);
		if (shown !== undefined)
			github.issues.set(7, {
				...shown,
				isClosed: true,
				stateReason: "not_planned",
			});
		github.happen("alice", 7, "closed", { createdAt: at() });
		repository.commentChanged(7);
		await repository.settled();
		await settle();
		expect(await taskOf()).toMatchObject({ status: "cancelled" });
	});

	test("is unassigned by whichever account works for the agent", async () => {
		github.files.set(
			".github/baton.yml",
			"agents: { backend-1: { logins: [bob] } }\n",
		);
		await say("maintainer", "/configure");
		await say("alice", "/assign backend-1");
		expect(github.issues.get(7)?.assignees).toEqual(["bob"]);
		github.happen("alice", 7, "unassigned", {
			createdAt: at(),
			assignee: "bob",
		});
		await settle();
		expect((await taskOf())?.assignee).toBeUndefined();
		expect(github.issues.get(7)?.assignees).toEqual([]);
		github.happen("alice", 7, "assigned", { createdAt: at(), assignee: "bob" });
		await settle();
		expect((await taskOf())?.assignee).toBe("backend-1");
	});

	test("with a label that could not be taken off at first is put back later", async () => {
		issue(9);
		github.allEvents.pop();
		github.happen("guest", 9, "labeled", { createdAt: at(), label: "baton" });
		let failures = 1;
		views.beforeWrite = (what) => {
			if (what.includes("from 9") && failures-- > 0)
				throw Object.assign(new Error("Bad Gateway"), { status: 502 });
		};
		await settle();
		expect(labels(9)).toEqual([]);
		expect(github.said).toHaveLength(1);
	});

	test("while the board cannot be written waits, and ends no process", async () => {
		const rejections: unknown[] = [];
		const note = (reason: unknown) => rejections.push(reason);
		process.on("unhandledRejection", note);
		const append = bench.store.append;
		bench.store.append = async () => {
			throw Object.assign(new Error("away"), { code: "STORE_UNAVAILABLE" });
		};
		const look = github.issue;
		(github as { issue: FakeGitHub["issue"] }).issue = async (number) => {
			await new Promise((resolve) => setImmediate(resolve));
			return look(number);
		};
		issue(9);
		await label("alice", "priority:high");
		bench.store.append = append;
		await settle();
		process.off("unhandledRejection", note);
		expect(rejections).toEqual([]);
		expect((await taskOf())?.priority).toBe("high");
		expect((await taskOf("9"))?.status).toBe("ready");
	});
});

test("a marker in an issue's text is not taken for one of ours", async () => {
	const shown = github.issues.get(7);
	github.issues.set(8, {
		...(shown as NonNullable<typeof shown>),
		number: 8,
		body: "<!-- baton:status -->\n\n<!-- baton:t501 -->",
	});
	github.happen("maintainer", 8, "labeled", {
		createdAt: at(),
		label: "baton",
	});
	await settle();
	repository.comment(github.write("alice", 8, "/claim", { createdAt: at() }));
	await settle();
	expect(github.said.at(-1)?.body).toContain("baton:status");
	expect(github.said.at(-1)?.body).not.toContain("<!-- baton:status");
	expect(github.said.at(-1)?.body).not.toContain("<!-- baton:t501");
});

describe("heads that no webhook told of", () => {
	function pull(sha: string, state: "open" | "merged" = "open"): void {
		heads.pulls.set(57, {
			head: { branch: "task/7-x", pull_request: 57, sha, state },
			body: "",
			isOwn: true,
			...(state === "merged" ? { mergedBy: person("bob") } : {}),
		});
		heads.differences.set(sha, { isContained: false, paths: ["a.ts"] });
	}

	test("are found by a sweep: opened, moved, and merged with its gates green", async () => {
		pull(HEAD);
		await settle();
		expect((await taskOf())?.head).toMatchObject({ sha: HEAD, state: "open" });
		const next = "b".repeat(40);
		pull(next);
		await settle();
		expect((await taskOf())?.head?.sha).toBe(next);
		expect(views.checks.at(-1)?.sha).toBe(next);
		heads.runs.push({
			id: 1,
			name: "test",
			app: "ci",
			status: "completed",
			conclusion: "success",
			sha: next,
		});
		await settle();
		expect(views.checks.at(-1)?.conclusion).toBe("success");
		pull(next, "merged");
		await settle();
		expect((await taskOf())?.status).toBe("done");
	});

	test("are followed later when GitHub fails while one is", async () => {
		pull(HEAD);
		const look = heads.pull;
		let failures = 1;
		(heads as { pull: FakeHeads["pull"] }).pull = async (number) => {
			if (failures-- > 0)
				throw Object.assign(new Error("Bad Gateway"), { status: 502 });
			return look(number);
		};
		(heads as { changedPulls: FakeHeads["changedPulls"] }).changedPulls =
			async () => [];
		repository.pullChanged(57);
		await settle();
		expect((await taskOf())?.head?.sha).toBe(HEAD);
	});
});

describe("a button of Baton's check", () => {
	let deliveries = 0;

	function press(
		who: string,
		identifier: string,
		more: Partial<PressPayload["check_run"]> & { delivery?: string } = {},
	): Promise<void> {
		deliveries += 1;
		const { delivery = `d${deliveries}`, ...run } = more;
		repository.checkPressed(
			{
				action: "requested_action",
				requested_action: { identifier },
				check_run: {
					head_sha: HEAD,
					external_id: "7:approve,retry,override",
					app: { slug: "baton" },
					...run,
				},
				sender: person(who),
			},
			delivery,
		);
		return settle();
	}

	beforeEach(async () => {
		heads.pulls.set(57, {
			head: { branch: "x", pull_request: 57, sha: HEAD, state: "open" },
			body: "Closes #7",
			isOwn: true,
		});
		heads.differences.set(HEAD, { isContained: false, paths: ["a.ts"] });
		repository.pullChanged(57);
		await settle();
		expect((await taskOf())?.head?.sha).toBe(HEAD);
	});

	function check(conclusion: string): void {
		const run: CheckFact = {
			id: heads.runs.length + 1,
			name: "test",
			app: "ci",
			status: "completed",
			conclusion,
			sha: HEAD,
		};
		heads.runs.push(run);
		repository.checksChanged(HEAD);
	}

	test("approves with the role of whoever pressed, once the gates are green", async () => {
		await say("alice", "/claim");
		await say("alice", "/done");
		expect(views.checks.at(-1)?.externalId).toBe("7:approve,retry,override");
		await press("guest", "approve");
		await press("bob", "approve");
		expect((await taskOf())?.status).toBe("review");
		check("success");
		await press("alice", "approve");
		expect((await taskOf())?.status).toBe("review");
		await press("bob", "approve");
		expect((await taskOf())?.status).toBe("done");
		const codes = github.said.map(
			({ body }) => /"code": "([A-Z_]+)"/.exec(body)?.[1],
		);
		expect(codes.filter((code) => code !== undefined)).toEqual([
			"FORBIDDEN",
			"GATE_FAILED",
			"FORBIDDEN",
		]);
		expect(views.checks.at(-1)).toMatchObject({
			conclusion: "success",
			title: "Task 7 is done",
		});
	});

	test("overrides for a maintainer alone, and only what was looked at", async () => {
		await press("bob", "override");
		await press("maintainer", "override", { head_sha: "b".repeat(40) });
		expect((await taskOf())?.status).toBe("ready");
		expect(github.said.map(({ body }) => body).join()).toContain("STALE");
		await press("maintainer", "override");
		expect(await taskOf()).toMatchObject({
			status: "done",
			checks: {
				overridden_by: { login: "maintainer" },
				reason: `by the button of the check at ${HEAD.slice(0, 12)}`,
			},
		});
	});

	test("acts once however often its press is delivered", async () => {
		await press("maintainer", "override", { delivery: "same" });
		await say("alice", "/reopen");
		await press("maintainer", "override", { delivery: "same" });
		expect((await taskOf())?.status).toBe("ready");
	});

	test("is not taken from another App's check, for another task or by another name", async () => {
		await press("maintainer", "override", { app: { slug: "other" } });
		await press("maintainer", "override", { app: null });
		await press("maintainer", "override", { external_id: "99:override" });
		await press("maintainer", "override", { external_id: "../x" });
		await press("maintainer", "constructor");
		expect((await taskOf())?.status).toBe("ready");
	});

	test("is not about a commit that came after it, told of or not", async () => {
		const next = "b".repeat(40);
		const shown = heads.pulls.get(57);
		if (shown !== undefined)
			heads.pulls.set(57, { ...shown, head: { ...shown.head, sha: next } });
		heads.differences.set(next, { isContained: false, paths: ["a.ts"] });
		(heads as { changedPulls: FakeHeads["changedPulls"] }).changedPulls =
			async () => [];
		await press("maintainer", "override");
		expect((await taskOf())?.status).toBe("ready");
		expect(github.said.at(-1)?.body).toContain("STALE");
	});

	test("waits quietly while GitHub is away", async () => {
		const read = github.events;
		let reads = 0;
		(github as { events: FakeGitHub["events"] }).events = async () => {
			reads += 1;
			throw Object.assign(new Error("Bad Gateway"), { status: 502 });
		};
		await press("maintainer", "override");
		expect(reads).toBeLessThan(50);
		(github as { events: FakeGitHub["events"] }).events = read;
		await settle();
		expect((await taskOf())?.status).toBe("done");
	});

	test("is kept while GitHub does not tell the role", async () => {
		const role = github.role;
		(github as { role: FakeGitHub["role"] }).role = async () => {
			throw Object.assign(new Error("Bad Gateway"), { status: 502 });
		};
		await press("maintainer", "override");
		expect((await taskOf())?.status).toBe("ready");
		(github as { role: FakeGitHub["role"] }).role = role;
		await settle();
		expect((await taskOf())?.status).toBe("done");
	});
});
