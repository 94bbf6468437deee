import { beforeEach, describe, expect, test } from "vitest";
import type { CheckFact } from "../../src/core/gate.ts";
import { verify } from "../../src/engine/verify.ts";
import { Repository } from "../../src/github/repository.ts";
import { APP, type Bench, makeBench } from "../support/bench.ts";
import {
	type FakeGitHub,
	type FakeHeads,
	makeFakeGitHub,
	makeFakeHeads,
} from "../support/fake-github.ts";
import { makeFakeViews } from "../support/fake-views.ts";
import { brokenInvariants } from "../support/invariants.ts";

const HEAD = "a".repeat(40);
const OLDER = "b".repeat(40);

let bench: Bench;
let github: FakeGitHub;
let heads: FakeHeads;
let repository: Repository;

const at = () => new Date(bench.nowMs()).toISOString();

function label(issue: number, name = "baton", who = "maintainer"): void {
	github.issues.set(issue, {
		number: issue,
		title: `Issue ${issue}`,
		body: "",
		labels: [],
		isClosed: false,
		stateReason: null,
		assignees: [],
		isPullRequest: false,
	});
	github.happen(who, issue, "labeled", { createdAt: at(), label: name });
}

/** Says something and gives the code of the refusal, or `ok`. */
async function say(who: string, issue: number, body: string): Promise<string> {
	const comment = github.write(who, issue, body, { createdAt: at() });
	const before = github.said.length;
	repository.comment(comment);
	await repository.sweep();
	if (github.receipts.get(comment.id)?.[0] === "rocket") return "ok";
	return (
		/"code": "([A-Z_]+)"/.exec(github.said[before]?.body ?? "")?.[1] ??
		"silence"
	);
}

function run(more: Partial<CheckFact> = {}): void {
	heads.runs.push({
		id: heads.runs.length + 1,
		name: "test",
		app: "ci",
		status: "completed",
		conclusion: "success",
		sha: HEAD,
		...more,
	});
}

function openPull(
	number: number,
	more: {
		sha?: string;
		body?: string;
		branch?: string;
		isOwn?: boolean;
		state?: "open" | "closed" | "merged";
	} = {},
): void {
	const {
		sha = HEAD,
		body = "Closes #7",
		branch = "logging",
		isOwn = true,
		state = "open",
	} = more;
	heads.pulls.set(number, {
		head: { branch, pull_request: number, sha, state },
		body,
		isOwn,
	});
	if (!heads.differences.has(sha))
		heads.differences.set(sha, { isContained: false, paths: ["src/app.ts"] });
}

async function subjects(): Promise<readonly string[]> {
	const found: string[] = [];
	for await (const { message } of bench.store.log(
		(await bench.store.head()) as string,
	))
		found.unshift(message.split("\n", 1)[0] ?? "");
	return found;
}

const taskOf = (key: string) =>
	bench.replica().inspect((board) => board.task(key));

beforeEach(async () => {
	bench = makeBench();
	github = makeFakeGitHub();
	heads = makeFakeHeads();
	github.files.set(
		".github/baton.yml",
		"review: never\ngates: { ci: { checks: [{ name: test, app: ci }] } }\ndone_gates: [ci]\n",
	);
	repository = new Repository({
		api: github,
		heads,
		views: makeFakeViews(github),
		engine: bench.engine,
		app: APP,
		board: "board",
		nowMs: bench.nowMs,
		later: () => () => undefined,
		onError: (error) => Promise.reject(error),
		onRefusal: () => undefined,
	});
	await repository.sweep();
	label(7);
	label(8);
	await repository.sweep();
	expect(await say("maintainer", 8, "/depend #7")).toBe("ok");
	expect(await say("alice", 7, "/claim")).toBe("ok");
});

describe("a task is not done", () => {
	test.each<readonly [string, () => void]>([
		["without a head", () => run()],
		["while its check is missing", () => openPull(1)],
		[
			"while its check is red",
			() => [openPull(1), run({ conclusion: "failure" })],
		],
		[
			"while its check is pending",
			() => [openPull(1), run({ status: "in_progress", conclusion: null })],
		],
		[
			"by another App's check of the same name",
			() => [openPull(1), run({ app: "other" })],
		],
		[
			"by a check that was green on an older commit",
			() => [openPull(1), run({ sha: OLDER })],
		],
		[
			"by a green commit of the default branch",
			() => [
				heads.differences.set(HEAD, { isContained: true, paths: [] }),
				openPull(1),
				run(),
			],
		],
		[
			"by a pull request of a fork that says it closes it",
			() => [openPull(1, { isOwn: false }), run()],
		],
		[
			"while its head changes workflows",
			() => [
				heads.differences.set(HEAD, {
					isContained: false,
					paths: [".github/workflows/ci.yml"],
				}),
				openPull(1),
				run(),
			],
		],
		[
			"while its head changes more files than GitHub lists",
			() => [
				heads.differences.set(HEAD, { isContained: false, paths: undefined }),
				openPull(1),
				run(),
			],
		],
		[
			"when its head is gone",
			() => [openPull(1), heads.differences.clear(), run()],
		],
	])("%s", async (_, arrange) => {
		arrange();
		expect(await say("alice", 7, "/done")).toBe("GATE_FAILED");
		expect(await taskOf("7")).toMatchObject({ status: "in_progress" });
	});

	test("by linking somebody else's merged work", async () => {
		openPull(1, { body: "other work", state: "merged" });
		heads.differences.set(HEAD, { isContained: true, paths: [] });
		run();
		expect(await say("alice", 7, "/artifact pr 1")).toBe("ok");
		expect(await say("alice", 7, "/done")).toBe("GATE_FAILED");
	});

	test("by closing its issue by hand", async () => {
		openPull(1);
		github.happen("maintainer", 7, "closed", { createdAt: at() });
		await repository.sweep();
		expect(await taskOf("7")).toMatchObject({ status: "in_progress" });
	});
});

describe("a task is done", () => {
	test.each<readonly [string, () => void]>([
		["by a green check at the head of its pull request", () => openPull(1)],
		[
			"by one at the head of a pull request on its branch",
			() => openPull(1, { body: "", branch: "task/7-logging" }),
		],
		[
			"by one at the tip of its branch",
			() => [
				heads.tips.set("task/7-logging", HEAD),
				heads.tips.set("task/77-other", OLDER),
				heads.differences.set(HEAD, { isContained: false, paths: [] }),
			],
		],
	])(
		"%s, and what waited for it is ready in the same commit",
		async (_, arrange) => {
			arrange();
			run();
			expect(await say("alice", 7, "/done")).toBe("ok");
			expect((await subjects()).at(-1)).toBe("done 7: by alice, frees 8");
			expect(await taskOf("7")).toMatchObject({
				status: "done",
				head: { sha: HEAD },
				checks: {
					sha: HEAD,
					results: [{ name: "test", app: "ci", state: "green" }],
				},
			});
			expect(await taskOf("8")).toMatchObject({ status: "ready" });
			expect(
				await verify(bench.store, { identity: bench.identity }),
			).toMatchObject({ ok: true });
			expect(await brokenInvariants(bench.store)).toEqual([]);
		},
	);

	test("when its pull request is merged with green checks and its issue closes with it", async () => {
		openPull(1);
		repository.pullChanged(1);
		await repository.sweep();
		expect((await subjects()).at(-1)).toBe(
			`head 7: ${HEAD.slice(0, 12)}, open`,
		);
		openPull(1, { state: "merged" });
		run();
		repository.pullChanged(1);
		github.happen("bob", 7, "closed", { createdAt: at() });
		await repository.sweep();
		expect((await subjects()).at(-1)).toBe("close 7: done by bob, frees 8");
	});

	test("by a maintainer where its head changes workflows", async () => {
		heads.differences.set(HEAD, {
			isContained: false,
			paths: [".github/baton.yml"],
		});
		openPull(1);
		run();
		expect(await say("alice", 7, "/done")).toBe("GATE_FAILED");
		expect(await say("maintainer", 7, "/override checked")).toBe("ok");
	});

	test("by a maintainer's override, with who and why on record, and by nobody else's", async () => {
		expect(await say("alice", 7, '/override "it works"')).toBe("FORBIDDEN");
		expect(await say("maintainer", 7, "/override")).toBe("VALIDATION");
		expect(await say("maintainer", 7, '/override "the check is down"')).toBe(
			"ok",
		);
		expect(await taskOf("7")).toMatchObject({
			status: "done",
			checks: {
				overridden_by: { login: "maintainer" },
				reason: "the check is down",
				results: [],
			},
		});
	});

	test("without checks under the label no-code, if somebody with write put it there", async () => {
		github.happen("guest", 7, "labeled", { createdAt: at(), label: "no-code" });
		await repository.sweep();
		expect(await say("alice", 7, "/done")).toBe("GATE_FAILED");
		github.happen("bob", 7, "labeled", { createdAt: at(), label: "no-code" });
		await repository.sweep();
		expect(await say("alice", 7, "/done")).toBe("ok");
	});

	test("in review only when the gates hold at its approval", async () => {
		github.files.set(
			".github/baton.yml",
			"review: always\ngates: { ci: { checks: [{ name: test, app: ci }] } }\ndone_gates: [ci]\n",
		);
		expect(await say("maintainer", 7, "/baton configure")).toBe("ok");
		expect(await say("alice", 7, "/done")).toBe("ok");
		expect(await say("bob", 7, "/approve")).toBe("GATE_FAILED");
		openPull(1);
		run();
		expect(await say("bob", 7, "/approve")).toBe("ok");
	});
});

test("no-code on an issue before it is on the board counts too, by whoever put it there", async () => {
	github.issues.set(9, {
		number: 9,
		title: "Docs",
		body: "",
		labels: ["no-code"],
		isClosed: false,
		stateReason: null,
		assignees: [],
		isPullRequest: false,
	});
	github.happen("maintainer", 9, "labeled", {
		createdAt: at(),
		label: "no-code",
	});
	github.happen("maintainer", 9, "labeled", {
		createdAt: at(),
		label: "baton",
	});
	await repository.sweep();
	expect(await taskOf("9")).toMatchObject({ labels: ["no-code"] });
});

test("a new push moves the head, and the check on the commit before it proves nothing any more", async () => {
	openPull(1, { sha: OLDER });
	run({ sha: OLDER });
	repository.pullChanged(1);
	await repository.sweep();
	openPull(1);
	expect(await say("alice", 7, "/done")).toBe("GATE_FAILED");
	expect(github.said.at(-1)?.body).toContain("is stale");
	expect(await taskOf("7")).toMatchObject({
		head: { sha: HEAD, pull_request: 1 },
	});
});

test.each(["told of by a webhook", "found by a sweep"])(
	"work that is merged while its check still runs is done when the check ends, %s",
	async (how) => {
		openPull(1, { body: "", branch: "task/7-logging", state: "merged" });
		const pull = heads.pulls.get(1);
		if (pull !== undefined)
			heads.pulls.set(1, { ...pull, mergedBy: { id: 3, login: "bob" } });
		run({ status: "in_progress", conclusion: null });
		repository.pullChanged(1);
		await repository.sweep();
		expect(await taskOf("7")).toMatchObject({
			status: "in_progress",
			head: { state: "merged" },
		});
		run({ id: 9 });
		if (how.includes("webhook")) repository.checksChanged(HEAD);
		await bench.engine.inspect(() => undefined);
		await repository.sweep();
		expect((await subjects()).at(-1)).toBe("close 7: done by bob, frees 8");
	},
);
