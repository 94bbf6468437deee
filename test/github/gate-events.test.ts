import { beforeEach, describe, expect, test } from "vitest";
import type { StatusRecord } from "../../src/github/status-api.ts";
import { person } from "../support/bench.ts";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const HEAD = "a".repeat(40);
const NEWER = "b".repeat(40);

let door: RepositoryBench;
const ok = async (who: string, body: string) =>
	expect((await door.say(who, 7, body)).code).toBe("ok");
const done = async () => (await door.say("alice", 7, "/done")).code;
const task = () => door.bench.replica().inspect((board) => board.task("7"));

/** Task 7 is claimed and its pull request at HEAD. */
async function begin(config: string): Promise<void> {
	door = await makeRepositoryBench(config);
	await door.enroll(7);
	await door.push(7, HEAD);
	await ok("alice", "/claim");
}

describe("of the runs of a check", () => {
	beforeEach(() =>
		begin(
			"review: never\ngates: { ci: { checks: [{ name: test, app: ci }] } }\ndone_gates: [ci]\n",
		),
	);

	test("the newest attempt counts, whatever came before and in whatever order they are listed", async () => {
		await door.check(HEAD, "success", { id: 10 });
		await door.check(HEAD, "failure", { id: 30 });
		await door.check(HEAD, "success", { id: 20 });
		expect(await done()).toBe("GATE_FAILED");
		await door.check(HEAD, "success", { id: 40 });
		expect(await done()).toBe("ok");
	});

	test("one that is run again makes the gate wait again", async () => {
		await door.check(HEAD, "success", { id: 10 });
		await door.check(HEAD, null, { id: 20 });
		const { code, replies } = await door.say("alice", 7, "/done");
		expect(code).toBe("GATE_FAILED");
		expect(replies[0]).toContain("is pending");
	});

	test("one that its App opened again in place makes the gate wait again", async () => {
		await door.check(HEAD, "success", { id: 10 });
		door.heads.runs.splice(0, 1, {
			...{ id: 10, name: "test", app: "ci", sha: HEAD },
			...{ status: "in_progress", conclusion: null },
		});
		expect(await done()).toBe("GATE_FAILED");
	});

	test("those of another App with the same name count for nothing, newer or not", async () => {
		await door.check(HEAD, "success", { id: 10 });
		await door.check(HEAD, "failure", { id: 20, app: "other" });
		expect(await done()).toBe("ok");
	});

	test("those of another App do not stand in for the named one", async () => {
		await door.check(HEAD, "failure", { id: 10 });
		await door.check(HEAD, "success", { id: 20, app: "other" });
		expect(await done()).toBe("GATE_FAILED");
	});

	test("those of the commit before a push count for nothing", async () => {
		await door.check(HEAD, "success");
		await door.push(7, NEWER);
		const { replies } = await door.say("alice", 7, "/done");
		expect(replies[0]).toContain("is stale");
		await door.check(NEWER, "success");
		expect(await done()).toBe("ok");
		expect((await task())?.checks?.sha).toBe(NEWER);
	});
});

describe("a gate behind a phase", () => {
	const PLAN = `/plan
\`\`\`yaml
phases:
  - name: Work
    steps: [{ role: backend-engineer, task: Do it }]
    gate: { name: ci, checks: [{ name: test, app: ci }, { name: test, app: other }] }
\`\`\``;
	const verdicts = async () =>
		((await door.plan("7"))?.execution.gates ?? []).map(
			({ result, sha }) => `${result} at ${sha?.slice(0, 3)}`,
		);
	const record = () => ok("alice", '/record 1.1 complete "done"');

	beforeEach(async () => {
		door = await makeRepositoryBench("review: never\n");
		await door.enroll(7);
		await door.push(7, HEAD);
		await ok("maintainer", PLAN);
		await ok("maintainer", "/start");
		await ok("alice", "/claim 1.1");
	});

	test("that is opened after its checks finished is passed at once", async () => {
		await door.check(HEAD, "success");
		await door.check(HEAD, "success", { app: "other" });
		expect(await verdicts()).toEqual([]);
		await record();
		expect(await verdicts()).toEqual(["pass at aaa"]);
	});

	test("needs both of two checks of one name by two Apps", async () => {
		await record();
		await door.check(HEAD, "success");
		expect(await verdicts()).toEqual([]);
		await door.check(HEAD, "failure", { app: "other" });
		expect(await verdicts()).toEqual(["fail at aaa"]);
	});

	test("is decided anew where a check is run again after it was red", async () => {
		await record();
		await door.check(HEAD, "success");
		await door.check(HEAD, "failure", { app: "other" });
		await door.check(HEAD, null, { app: "other" });
		expect(await verdicts()).toEqual(["fail at aaa"]);
		await door.check(HEAD, "success", { app: "other" });
		expect(await verdicts()).toEqual(["fail at aaa", "pass at aaa"]);
	});

	test("is looked at anew at each push, and what ended before that is forgotten", async () => {
		await record();
		await door.check(HEAD, "success");
		await door.push(7, NEWER);
		await door.check(HEAD, "success", { app: "other" });
		expect(await verdicts()).toEqual([]);
		await door.check(NEWER, "success");
		await door.check(NEWER, "success", { app: "other" });
		expect(await verdicts()).toEqual(["pass at bbb"]);
	});
});

describe("a commit status", () => {
	const CONFIG = `review: never
gates:
  ci: { statuses: [{ context: ci/build, creator: bob }] }
done_gates: [ci]
`;
	let last = 0;
	const says = async (
		who: string,
		state: StatusRecord["state"],
		more: Partial<StatusRecord> & { sha?: string } = {},
	) => {
		const { sha = HEAD, ...rest } = more;
		const made = {
			...{ id: ++last, context: "ci/build", state },
			creatorId: person(who).id,
			createdAt: new Date(door.bench.nowMs()).toISOString(),
			...rest,
		};
		// GitHub lists the newest first.
		door.heads.said.set(sha, [made, ...(door.heads.said.get(sha) ?? [])]);
		door.repository().checksChanged(sha);
		await door.repository().settled();
	};

	beforeEach(() => begin(CONFIG));

	test("counts where config names its context and its creator, and is kept with the task", async () => {
		expect(await done()).toBe("GATE_FAILED");
		await says("bob", "success");
		expect(await done()).toBe("ok");
		expect((await task())?.checks).toEqual({
			sha: HEAD,
			results: [
				{
					...{ name: "ci/build", app: "status:bob/3" },
					...{ state: "green", conclusion: "success" },
				},
			],
		});
	});

	test.each([
		["by another account", "mallory", "success", {}],
		["of another context", "bob", "success", { context: "ci/Build" }],
		["at another commit", "bob", "success", { sha: NEWER }],
		["that is pending", "bob", "pending", {}],
		["that failed", "bob", "failure", {}],
		["that ended in an error", "bob", "error", {}],
		["by nobody that is known any more", "bob", "success", { gone: true }],
	] as const)("%s passes nothing", async (_, who, state, more) => {
		const { gone, ...rest } = { gone: false, ...more };
		await says(who, state, rest);
		if (gone)
			for (const made of door.heads.said.get(HEAD) ?? [])
				delete (made as { creatorId?: number }).creatorId;
		expect(await done()).toBe("GATE_FAILED");
	});

	test("by another account takes nothing away either", async () => {
		await says("bob", "success");
		await says("mallory", "failure");
		expect(await done()).toBe("ok");
	});

	test("is the newest one of its context and creator", async () => {
		await says("bob", "success");
		await says("bob", "failure");
		expect(await done()).toBe("GATE_FAILED");
		await says("bob", "success");
		await says("bob", "pending", { id: 1 });
		expect(await done()).toBe("ok");
	});

	test("that is pending longer than the gate may take is red", async () => {
		await says("bob", "pending");
		door.bench.advance(61 * 60_000);
		await ok("alice", "/claim");
		const { replies } = await door.say("alice", 7, "/done");
		expect(replies[0]).toContain("timed_out");
	});

	test("is no check of that name, and no check is a status", async () => {
		await door.check(HEAD, "success", { name: "ci/build", app: "bob" });
		expect(await done()).toBe("GATE_FAILED");
	});

	test("whose creator is nobody is refused with the config's place", async () => {
		door.github.files.set(
			".github/baton.yml",
			CONFIG.replace("creator: bob", "creator: nobody"),
		);
		const { code, replies } = await door.say("maintainer", 7, "/configure");
		expect(code).toBe("VALIDATION");
		expect(replies[0]).toContain("gates.ci.statuses");
	});

	test("is asked for only where a gate names one", async () => {
		door.github.files.set(
			".github/baton.yml",
			"review: never\ngates: { ci: { checks: [{ name: test, app: ci }] } }\ndone_gates: [ci]\n",
		);
		await ok("maintainer", "/configure");
		door.heads.statuses = async () => {
			throw new Error("nobody asked for this");
		};
		await door.check(HEAD, "success");
		expect(await done()).toBe("ok");
	});
});

describe("a gate of the config is refused", () => {
	test.each([
		["that looks at nothing", "{ timeout: 1h }", "gates.ci.checks"],
		[
			"that is dispatched without a command",
			"{ checks: [{ name: x, app: github-actions }], dispatch: true }",
			"gates.ci.dispatch",
		],
		[
			"that is dispatched and looks at another App",
			"{ checks: [{ name: x, app: ci }], dispatch: true, command: x }",
			"gates.ci.dispatch",
		],
	])("%s", async (_, gate, place) => {
		await begin("review: never\n");
		door.github.files.set(".github/baton.yml", `gates:\n  ci: ${gate}\n`);
		const { code, replies } = await door.say("maintainer", 7, "/configure");
		expect(code).toBe("VALIDATION");
		expect(replies[0]).toContain(place);
	});
});
