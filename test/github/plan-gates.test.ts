import { beforeEach, describe, expect, test } from "vitest";
import { verify } from "../../src/engine/verify.ts";
import type { FakeHeads } from "../support/fake-github.ts";
import { brokenInvariants } from "../support/invariants.ts";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";
import { say } from "../support/speak.ts";

const [HEAD, NEXT] = ["a".repeat(40), "b".repeat(40)] as const;
const PLAN = `/plan
\`\`\`yaml
phases:
  - name: Work
    steps: [{ role: backend-engineer, task: Do it }]
    gate: { name: ci, checks: [{ name: test, app: ci }] }
  - name: Review
    steps: [{ role: code-reviewer, task: Look }]
\`\`\``;

let door: RepositoryBench;
let calls: string[];

/** Notes what GitHub is asked about heads. */
function counted(heads: FakeHeads): FakeHeads {
	return new Proxy(heads, {
		get(target, name, receiver) {
			const found = Reflect.get(target, name, receiver);
			if (typeof found !== "function") return found;
			return (...given: unknown[]) => {
				calls.push(String(name));
				return found.apply(target, given);
			};
		},
	});
}

beforeEach(async () => {
	calls = [];
	door = await makeRepositoryBench("review: never\n", counted);
	await door.enroll(7);
	for (const body of [PLAN, "/start", "/claim 1.1"])
		expect((await door.say("alice", 7, body)).code).toBe("ok");
});

const record = () => door.say("alice", 7, '/record 1.1 complete "done"');
const amend = (who: string, changes: string) =>
	door.say(who, 7, `/amend "another gate"\n\`\`\`yaml\n- ${changes}\n\`\`\``);
const gates = async () => (await door.plan("7"))?.execution.gates ?? [];
const action = async () =>
	/"action": "([A-Z]+)"/.exec(
		(await door.say("bob", 7, "/action")).replies[0] ?? "",
	)?.[1];
/** Replies that nobody asked for. */
const news = () =>
	door.github.said.filter(({ body }) => body.startsWith("<!-- baton:k"));

describe("a gate of checks", () => {
	test("that is green goes on by itself, with what proved it, and says nothing", async () => {
		await door.push(7, HEAD);
		await record();
		expect(await action()).toBe("GATE");
		await door.check(HEAD, "success");
		expect(await gates()).toMatchObject([
			{
				phase: 1,
				result: "pass",
				proven: true,
				sha: HEAD,
				actor: { login: "baton[bot]" },
			},
		]);
		expect(await action()).toBe("DISPATCH");
		expect(news()).toEqual([]);
	});

	test("that was green before the last step was recorded goes on with the record", async () => {
		await door.push(7, HEAD);
		await door.check(HEAD, "success");
		expect(await gates()).toEqual([]);
		await record();
		expect(await gates()).toMatchObject([{ result: "pass", sha: HEAD }]);
	});

	test("that was told of by no webhook is found by the sweep, after a restart too", async () => {
		await door.push(7, HEAD);
		await record();
		door.heads.runs.push({
			id: 9,
			name: "test",
			app: "ci",
			status: "completed",
			conclusion: "success",
			sha: HEAD,
		});
		await door.restart();
		expect(await gates()).toMatchObject([{ result: "pass" }]);
	});

	test.each<readonly [string, () => Promise<void>]>([
		["runs", () => door.check(HEAD, null)],
		["is another App's", () => door.check(HEAD, "success", { app: "other" })],
		["only looks alike", () => door.check(HEAD, "success", { name: "tеst" })],
		["is of another commit", () => door.check(NEXT, "success")],
	])("whose check %s waits in silence", async (_, act) => {
		await door.push(7, HEAD);
		await record();
		await act();
		await door.repository().sweep();
		expect(await gates()).toEqual([]);
		expect(news()).toEqual([]);
	});

	test("without a head waits in silence", async () => {
		await record();
		await door.repository().sweep();
		expect(await gates()).toEqual([]);
		expect(news()).toEqual([]);
	});

	test("that is red is told of once, with the check and where it ran", async () => {
		await door.push(7, HEAD);
		await record();
		await door.check(HEAD, "failure");
		expect(await gates()).toMatchObject([
			{ result: "fail", proven: true, sha: HEAD },
		]);
		expect(news()).toHaveLength(1);
		expect(news()[0]?.body).toContain(
			"The gate 'ci' behind phase 1 of task 7 failed at aaaaaaaaaaaa: test (ci) is red, failure.",
		);
		expect(news()[0]?.body).toContain("<https://ci.example/runs/1>");
		await door.check(HEAD, "failure");
		await door.repository().sweep();
		door.bench.advance(120_000);
		await door.repository().sweep();
		await door.restart();
		expect(news()).toHaveLength(1);
		expect(await gates()).toHaveLength(1);
		expect(await action()).toBe("FAILED");
	});

	test("that was red is looked at anew at the next head, and when the check is run again", async () => {
		await door.push(7, HEAD);
		await record();
		await door.check(HEAD, "failure");
		await door.push(7, NEXT);
		await door.check(NEXT, "failure");
		expect(news()).toHaveLength(2);
		await door.check(NEXT, "success");
		expect(
			(await gates()).map(({ result, sha }) => `${result} ${sha?.[0]}`),
		).toEqual(["fail a", "fail b", "pass b"]);
	});

	test("that was green stays behind when the head moves on with the next phase", async () => {
		await door.push(7, HEAD);
		await record();
		await door.check(HEAD, "success");
		await door.push(7, NEXT);
		await door.check(NEXT, "failure");
		expect(await gates()).toHaveLength(1);
		expect(await action()).toBe("DISPATCH");
	});

	test("is asked anew when a step of its phase was done again", async () => {
		await door.push(7, HEAD);
		await record();
		await door.check(HEAD, "failure");
		await door.say("alice", 7, "/retry 1.1");
		await door.say("alice", 7, "/claim 1.1");
		await record();
		expect((await gates()).map(({ attempts }) => attempts)).toEqual([1, 2]);
		expect(news()).toHaveLength(2);
	});

	test("that ran longer than it may is red", async () => {
		await door.push(7, HEAD);
		await record();
		const startedAt = new Date(door.bench.nowMs()).toISOString();
		await door.check(HEAD, null, { started_at: startedAt });
		door.bench.advance(3_601_000);
		await door.repository().sweep();
		expect(await gates()).toMatchObject([
			{ result: "fail", checks: [{ conclusion: "timed_out" }] },
		]);
	});

	test("at a commit of the default branch proves nothing", async () => {
		await door.push(7, HEAD, { isOnMain: true });
		await record();
		await door.check(HEAD, "success");
		expect(await gates()).toEqual([]);
	});

	test("at a head that changes workflows waits for a maintainer, which is told once", async () => {
		await door.push(7, HEAD, { paths: [".github/workflows/ci.yml"] });
		await record();
		await door.check(HEAD, "success");
		expect(await gates()).toEqual([]);
		expect(news()).toHaveLength(1);
		expect(news()[0]?.body).toContain(
			"A maintainer has to look at it and say `/gate 1`.",
		);
		await door.repository().sweep();
		await door.restart();
		expect(news()).toHaveLength(1);
		expect((await door.say("alice", 7, "/gate 1")).code).toBe("GATE_FAILED");
		expect((await door.say("maintainer", 7, "/gate 1")).code).toBe("ok");
		expect(await gates()).toMatchObject([
			{ result: "pass", actor: { login: "maintainer" } },
		]);
	});

	test("is looked at by `/gate`, and passed without proof by a maintainer's override alone", async () => {
		await door.push(7, HEAD);
		await record();
		expect((await door.say("alice", 7, "/gate 1")).code).toBe("GATE_FAILED");
		expect((await door.say("alice", 7, "/gate 1 pass")).code).toBe(
			"GATE_FAILED",
		);
		expect((await door.say("alice", 7, '/override "x"')).code).toBe(
			"FORBIDDEN",
		);
		const { replies } = await door.say(
			"maintainer",
			7,
			'/override "looked at"',
		);
		expect(replies[0]).toContain(
			"the gate behind phase 1 is passed without proof.",
		);
		expect(await gates()).toMatchObject([
			{ result: "override", proven: false },
		]);
	});

	test("settled by `/gate` and by itself in one comment counts once", async () => {
		await door.push(7, HEAD);
		door.heads.runs.push({
			id: 9,
			name: "test",
			app: "ci",
			status: "completed",
			conclusion: "success",
			sha: HEAD,
		});
		const { code, replies } = await door.say(
			"alice",
			7,
			'/record 1.1 complete "done"\n/gate 1',
		);
		expect(code).toBe("ok");
		expect(replies.join()).toContain("phase 1, ci: **pass**.");
		expect(await gates()).toHaveLength(1);
	});

	test("waits while GitHub does not answer", async () => {
		await door.push(7, HEAD);
		const { difference } = door.heads;
		door.heads.difference = async () => {
			throw Object.assign(new Error("out of order"), { status: 502 });
		};
		await record();
		await door.check(HEAD, "success");
		expect(await gates()).toEqual([]);
		expect(door.errors.join()).toContain(
			"the gate of task 7 is looked at later",
		);
		door.heads.difference = difference;
		await door.repository().sweep();
		expect(await gates()).toMatchObject([{ result: "pass" }]);
	});

	test("with several checks needs all of them, and one red is enough", async () => {
		const two = "[{ name: test, app: ci }, { name: lint, app: ci }]";
		const change = `edit_phase: { phase: 1, gate: { name: ci, checks: ${two} } }`;
		// The phase has begun, so its worker does not choose what it is proven by.
		expect((await amend("alice", change)).code).toBe("FORBIDDEN");
		expect((await amend("maintainer", change)).code).toBe("ok");
		await door.push(7, HEAD);
		await record();
		await door.check(HEAD, "success");
		expect(await gates()).toEqual([]);
		await door.check(HEAD, "failure", { name: "lint" });
		expect(news()[0]?.body).toContain("lint (ci) is red, failure.");
		await door.check(HEAD, "success", { name: "lint" });
		expect((await gates()).map(({ result }) => result)).toEqual([
			"fail",
			"pass",
		]);
	});

	test("that somebody had looked at and found red is not told of again", async () => {
		await door.push(7, HEAD);
		door.heads.runs.push({
			id: 9,
			name: "test",
			app: "ci",
			status: "completed",
			conclusion: "failure",
			sha: HEAD,
		});
		await door.say("alice", 7, '/record 1.1 complete "done"\n/gate 1');
		door.bench.advance(120_000);
		await door.repository().sweep();
		expect(await gates()).toMatchObject([
			{ result: "fail", actor: { login: "alice" } },
		]);
		expect(news()).toEqual([]);
	});

	test("whose red another process wrote and did not tell of is told of after a minute", async () => {
		await door.push(7, HEAD);
		await record();
		const { reply } = door.github;
		door.github.reply = async () => undefined;
		await door.check(HEAD, "failure");
		door.github.reply = reply;
		await door.restart();
		expect(news()).toEqual([]);
		door.bench.advance(61_000);
		await door.repository().sweep();
		await door.repository().sweep();
		expect(news()).toHaveLength(1);
		expect(await gates()).toHaveLength(1);
	});

	test("is not passed by a look at work that was done anew meanwhile", async () => {
		await door.push(7, HEAD);
		await record();
		door.heads.runs.push({
			id: 9,
			name: "test",
			app: "ci",
			status: "completed",
			conclusion: "success",
			sha: HEAD,
		});
		const { checks } = door.heads;
		door.heads.checks = async (sha) => {
			door.heads.checks = checks;
			const found = await checks(sha);
			for (const verb of ["retry", "dispatched", "record"])
				await door.bench.engine.perform([
					{
						...say(door.bench, "alice", verb, {
							task: "7",
							input: verb === "record" ? { status: "complete" } : {},
						}),
						step: "1.1",
					},
				]);
			const pull = door.heads.pulls.get(107);
			if (pull !== undefined)
				door.heads.pulls.set(107, {
					...pull,
					head: { ...pull.head, sha: NEXT },
				});
			door.heads.differences.set(NEXT, { isContained: false, paths: [] });
			return found;
		};
		door.repository().checksChanged(HEAD);
		await door.repository().settled();
		expect((await door.plan("7"))?.phases[0]?.steps[0]?.attempts).toHaveLength(
			2,
		);
		expect(await gates()).toEqual([]);
	});

	test("asks GitHub nothing while nothing has changed", async () => {
		await door.push(7, HEAD);
		await record();
		calls.length = 0;
		await door.say("alice", 7, '/note decision "nothing about gates"');
		expect(calls).toEqual([]);
	});
});

test("two processes that hear of the same verdict write it once, and tell of it once", async () => {
	await door.push(7, HEAD);
	await record();
	const other = await makeOther();
	door.heads.runs.push({
		id: 1,
		name: "test",
		app: "ci",
		status: "completed",
		conclusion: "failure",
		sha: HEAD,
		url: "https://ci.example/1",
	});
	door.repository().checksChanged(HEAD);
	other.checksChanged(HEAD);
	await Promise.all([door.repository().settled(), other.settled()]);
	expect(await gates()).toHaveLength(1);
	expect(news()).toHaveLength(1);
});

async function makeOther() {
	const first = door.repository();
	await door.restart();
	return first;
}

test("the log of it replays byte for byte and keeps the invariants", async () => {
	await door.push(7, HEAD);
	await record();
	await door.check(HEAD, "failure");
	await door.check(HEAD, "success");
	await door.say("bob", 7, "/claim 2.1");
	await door.say("bob", 7, '/record 2.1 complete "fine"');
	expect((await door.say("bob", 7, "/done")).code).toBe("ok");
	expect(
		await verify(door.bench.store, { identity: door.bench.identity }),
	).toMatchObject({ ok: true });
	expect(await brokenInvariants(door.bench.store)).toEqual([]);
	expect(door.errors).toEqual([]);
});
