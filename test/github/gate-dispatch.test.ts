import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { ONLY_PROCESS } from "../../src/engine/board-share.ts";
import { DispatchFollower } from "../../src/github/gate-dispatch.ts";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const HEAD = "a".repeat(40);
const NEWER = "b".repeat(40);
const SLOW = { name: "slow check", app: "github-actions" };
const DIGEST = createHash("sha256")
	.update("slow check\n1h\nnpm run slow")
	.digest("hex");
const SENT = { gate: "slow", sha: HEAD, task: "7", digest: DIGEST };
const GATES = `gates:
  slow: { checks: [{ name: slow check, app: github-actions }], command: "npm run slow", dispatch: true }
  byhand: { checks: [{ name: by hand, app: github-actions }], command: "true" }
`;
const PLAN = `/plan
\`\`\`yaml
phases:
  - name: Work
    steps: [{ role: backend-engineer, task: Do it }]
    gate: { name: slow, checks: [{ name: slow check, app: github-actions }] }
\`\`\``;

let door: RepositoryBench;
const sent = () => door.heads.dispatched;
const ok = async (who: string, body: string) =>
	expect((await door.say(who, 7, body)).code).toBe("ok");

const task = () => door.bench.replica().inspect((board) => board.task("7"));

async function open(rest: string): Promise<void> {
	door = await makeRepositoryBench(`${GATES}${rest}`);
	await door.enroll(7);
}

describe("a gate before a task's end", () => {
	beforeEach(async () => {
		await open("review: never\ndone_gates: [slow, byhand]\n");
		await door.push(7, HEAD);
		await ok("alice", "/claim");
	});

	test("is asked for when somebody wants to end the task, and not before", async () => {
		await door.repository().sweep();
		expect(sent()).toEqual([]);
		expect((await door.say("alice", 7, "/done")).code).toBe("GATE_FAILED");
		expect(sent()).toEqual([SENT]);
		await door.check(HEAD, "success", SLOW);
		await door.check(HEAD, "success", { ...SLOW, name: "by hand" });
		await ok("alice", "/done");
		expect(sent()).toHaveLength(1);
	});

	test("is asked for once at a commit, and anew at the next one", async () => {
		await door.say("alice", 7, "/done");
		await door.say("alice", 7, "/done");
		await door.repository().sweep();
		expect(sent()).toHaveLength(1);
		await door.push(7, NEWER);
		await door.say("alice", 7, "/done");
		expect(sent().map(({ sha }) => sha)).toEqual([HEAD, NEWER]);
	});

	test.each(["mallory", "guest"])(
		"is not asked for by %s, who may not end it",
		async (who) => {
			expect((await door.say(who, 7, "/done")).code).toBe("FORBIDDEN");
			await door.repository().sweep();
			expect(sent()).toEqual([]);
		},
	);

	test.each([
		["alice, who may end it", "alice", [SENT]],
		["nobody where mallory does, who may not", "mallory", []],
	])("is asked for by %s, closing the issue", async (_, who, asked) => {
		const issue = door.github.issues.get(7);
		if (issue === undefined) throw new Error("there is no issue");
		const closed = { isClosed: true, stateReason: "completed" } as const;
		door.github.issues.set(7, { ...issue, ...closed });
		door.github.happen(who, 7, "closed", {
			createdAt: new Date(door.bench.nowMs()).toISOString(),
		});
		door.repository().issueEvent();
		await door.repository().settled();
		expect(sent()).toEqual(asked);
	});

	test("is asked for anew once its command in force is another one", async () => {
		await door.say("alice", 7, "/done");
		door.github.files.set(
			".github/baton.yml",
			`${GATES}review: never\ndone_gates: [slow, byhand]\n`.replace(
				"npm run slow",
				"npm run slower",
			),
		);
		await ok("maintainer", "/baton configure");
		await door.say("alice", 7, "/done");
		expect(sent().map(({ digest }) => digest === DIGEST)).toEqual([
			true,
			false,
		]);
	});

	test("that no check comes of is told of once after ten minutes, also where GitHub took the request", async () => {
		await door.say("alice", 7, "/done");
		const told = () =>
			door.refusals.filter((what) => what.includes("is baton-gate.yml on"));
		for (const minutes of [9, 2, 20]) {
			expect(told()).toHaveLength(minutes === 20 ? 1 : 0);
			door.bench.advance(minutes * 60_000);
			await door.repository().sweep();
		}
		expect(told()).toHaveLength(1);
		expect(told()[0]).toContain(`the gate slow was asked for at ${HEAD}`);
	});

	test("that a check has come of is not told of", async () => {
		await door.say("alice", 7, "/done");
		await door.check(HEAD, null, SLOW);
		door.bench.advance(11 * 60_000);
		await door.repository().sweep();
		expect(door.refusals).toEqual([]);
	});

	test("is not asked for where its check is, however that stands, also after a restart", async () => {
		await door.check(HEAD, null, SLOW);
		await door.say("alice", 7, "/done");
		await door.restart();
		await door.say("alice", 7, "/done");
		expect(sent()).toEqual([]);
	});

	test("is not asked for by a check of that name by another App", async () => {
		await door.check(HEAD, "success", { ...SLOW, app: "ci" });
		await door.say("alice", 7, "/done");
		expect(sent()).toHaveLength(1);
	});

	test("is not asked for where none applies", async () => {
		door.github.happen("maintainer", 7, "labeled", {
			createdAt: new Date(door.bench.nowMs()).toISOString(),
			label: "no-code",
		});
		await door.repository().sweep();
		await ok("alice", "/done");
		expect(sent()).toEqual([]);
	});
});

test("a gate before an approval is asked for when the task comes into review", async () => {
	await open("review: always\ndone_gates: [slow]\n");
	await door.push(7, HEAD);
	await ok("alice", "/claim");
	await ok("alice", "/done");
	expect(sent()).toEqual([SENT]);
	await door.restart();
	expect(sent()).toHaveLength(2);
	await door.repository().sweep();
	expect(sent()).toHaveLength(2);
});

test("none is asked for before the approval of a task that needs no checks", async () => {
	await open("review: always\ndone_gates: [slow]\n");
	door.github.happen("maintainer", 7, "labeled", {
		createdAt: new Date(door.bench.nowMs()).toISOString(),
		label: "no-code",
	});
	await door.repository().sweep();
	await door.push(7, HEAD);
	await ok("alice", "/claim");
	await ok("alice", "/done");
	await door.repository().sweep();
	expect((await task())?.status).toBe("review");
	expect(sent()).toEqual([]);
});

describe("a gate behind a phase", () => {
	beforeEach(async () => {
		await open("review: never\n");
		await ok("maintainer", PLAN);
		await ok("maintainer", "/start");
		await ok("alice", "/claim 1.1");
	});

	test("is asked for when the run waits with it, and its check passes it", async () => {
		await door.push(7, HEAD);
		expect(sent()).toEqual([]);
		await ok("alice", '/record 1.1 complete "done"');
		expect(sent()).toEqual([SENT]);
		await door.check(HEAD, null, SLOW);
		expect((await door.plan("7"))?.execution.gates).toEqual([]);
		door.heads.runs.length = 0;
		await door.check(HEAD, "success", SLOW);
		expect((await door.plan("7"))?.execution.gates).toMatchObject([
			{ gate: "slow", result: "pass", sha: HEAD },
		]);
		expect(sent()).toHaveLength(1);
	});

	test("is asked for once there is a head", async () => {
		await ok("alice", '/record 1.1 complete "done"');
		expect(sent()).toEqual([]);
		await door.push(7, HEAD);
		expect(sent()).toHaveLength(1);
	});

	test("is left to the process that leads", async () => {
		await door.push(7, HEAD);
		await ok("alice", '/record 1.1 complete "done"');
		door.heads.dispatched.length = 0;
		const engine = door.bench.replica();
		await engine.inspect(() => undefined);
		const asOneThat = (leads: boolean) =>
			new DispatchFollower({
				...{ engine, heads: door.heads, nowMs: door.bench.nowMs },
				share: { ...ONLY_PROCESS, leads: () => leads },
				onError: (error) => Promise.reject(error),
				onRefusal: () => undefined,
			});
		await asOneThat(false).follow();
		expect(sent()).toEqual([]);
		await asOneThat(true).follow();
		expect(sent()).toHaveLength(1);
	});
});

describe("a request that GitHub does not confirm", () => {
	let fails: number;

	beforeEach(async () => {
		await open("review: always\ndone_gates: [slow]\n");
		fails = 100;
		const { dispatchGate } = door.heads;
		door.heads.dispatchGate = async (dispatch) => {
			await dispatchGate(dispatch);
			if (fails-- > 0) throw new Error("502");
		};
		await door.push(7, HEAD);
		await ok("alice", "/claim");
		await ok("alice", "/done");
		expect(sent()).toHaveLength(1);
	});

	const later = async (minutes: number) => {
		door.bench.advance(minutes * 60_000);
		await door.repository().sweep();
	};

	test("is not repeated while a check may come of it", async () => {
		await later(5);
		expect(sent()).toHaveLength(1);
		await door.check(HEAD, null, SLOW);
		await later(10);
		expect(sent()).toHaveLength(1);
	});

	test("is sent again after ten minutes without a check, three times in all", async () => {
		for (let sweep = 0; sweep < 10; sweep++) await later(10);
		expect(sent()).toHaveLength(3);
		expect(door.refusals).toContain(
			`the gate slow at ${HEAD} cannot be asked for`,
		);
	});

	test("holds up nothing else", async () => {
		fails = 0;
		await door.enroll(8);
		await door.push(8, NEWER);
		await door.say("bob", 8, "/claim");
		expect((await door.say("bob", 8, "/done")).code).toBe("ok");
		expect(sent().at(-1)).toEqual({ ...SENT, sha: NEWER, task: "8" });
	});
});

describe("the code of another repository", () => {
	beforeEach(async () => {
		await open("review: never\ndone_gates: [slow]\nlease: { default: 4h }\n");
		door.heads.pulls.set(57, {
			...{ body: "", isOwn: false },
			head: { branch: "main", pull_request: 57, sha: HEAD, state: "open" },
		});
		door.heads.differences.set(HEAD, { isContained: false, paths: ["a"] });
		await ok("alice", "/claim");
		await ok("alice", "/artifact pr 57");
	});

	test("is not run because somebody linked it, which the answer says and the log once", async () => {
		const { replies } = await door.say("alice", 7, "/done");
		expect(replies.join()).toContain("another repository's");
		for (const _ of [1, 2, 3]) {
			door.bench.advance(11 * 60_000);
			await door.repository().sweep();
		}
		expect(sent()).toEqual([]);
		expect(door.refusals).toEqual([
			`the gate slow at ${HEAD} is not asked for: the head of task 7 is another repository's`,
		]);
	});

	test("is run where somebody has brought it into this one", async () => {
		await door.say("alice", 7, "/done");
		door.heads.pulls.set(58, {
			...{ body: "", isOwn: true },
			head: { branch: "taken", pull_request: 58, sha: HEAD, state: "open" },
		});
		await ok("alice", "/artifact pr 58");
		door.bench.advance(11 * 60_000);
		const { replies } = await door.say("alice", 7, "/done");
		expect(replies.join()).not.toContain("another repository's");
		expect(sent()).toEqual([SENT]);
	});
});

test("gates that cannot be looked into keep no others from being asked for", async () => {
	await open(
		"review: always\nwip: { review: 100 }\ndone_gates: [slow]\ntransitions: { ready: [in_progress, review] }\n",
	);
	for (let issue = 10; issue < 36; issue++) {
		await door.enroll(issue);
		await door.push(issue, issue.toString(16).padStart(40, "c"));
		await door.say("maintainer", issue, "/move review");
	}
	door.heads.dispatched.length = 0;
	const engine = door.bench.replica();
	await engine.inspect(() => undefined);
	const keys = engine.peek((board) => [...board.keys()]);
	const well = keys.filter((key) => key !== "7").slice(-4);
	const { heads } = door;
	const follower = new DispatchFollower({
		...{ engine, nowMs: door.bench.nowMs },
		heads: {
			...heads,
			pull: async (number) => {
				if (!well.includes(String(number - 100))) throw new Error("502");
				return heads.pull(number);
			},
		},
		onError: () => undefined,
		onRefusal: () => undefined,
	});
	for (const _ of [1, 2]) await follower.follow();
	expect(new Set(sent().map(({ task }) => task))).toEqual(new Set(well));
});
