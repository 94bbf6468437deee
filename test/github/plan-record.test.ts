import { beforeEach, expect, test } from "vitest";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const SHA = "a4d82cf".padEnd(40, "0");
const PLAN = `/plan
\`\`\`yaml
phases:
  - name: Work
    steps: [{ role: backend-engineer, task: Do it, allowed_paths: [app/] }]
\`\`\``;

let door: RepositoryBench;

beforeEach(async () => {
	door = await makeRepositoryBench("review: never\n");
	await door.enroll(7);
	for (const body of [PLAN, "/start", "/claim 1.1"])
		expect((await door.say("alice", 7, body)).code).toBe("ok");
	door.github.commits.push({
		known: true,
		sha: SHA,
		files: ["app/log.py", "docs/log.md"],
		insertions: 12,
		deletions: 1,
	});
});

const attempt = async () =>
	(await door.plan("7"))?.phases[0]?.steps[0]?.attempts[0];

test("a commit that GitHub knows is evidence, with what it changed", async () => {
	const { code, replies } = await door.say(
		"alice",
		7,
		'/record 1.1 complete "Added it" files=app/log.py,app/main.py commit=A4D82CF',
	);
	expect(code).toBe("ok");
	expect(await attempt()).toMatchObject({
		commit: SHA,
		evidence: { proven: true, insertions: 12, deletions: 1 },
	});
	expect(replies[0]).toContain(
		"step 7/1.1 (backend-engineer): **complete**, attempt 1.",
	);
	expect(replies[0]).toContain("not in the commit: app/main.py");
	expect(replies[0]).toContain("outside the paths of the step: docs/log.md");
	expect(replies[0]).toContain("`/done` ends the task.");
});

test("a commit that nobody knows is refused, and nothing is recorded", async () => {
	const { code } = await door.say(
		"alice",
		7,
		'/record 1.1 complete "x" commit=deadbee',
	);
	expect(code).toBe("VALIDATION");
	expect(await attempt()).toBeUndefined();
});

test("while GitHub does not answer nothing is decided: the command waits, and is carried out once", async () => {
	const { commitFact } = door.github;
	door.github.commitFact = async () => {
		throw Object.assign(new Error("out of order"), { status: 503 });
	};
	const { code } = await door.say(
		"alice",
		7,
		'/record 1.1 complete "x" commit=a4d82cf',
	);
	expect(code).toBe("silence");
	expect(await attempt()).toBeUndefined();
	door.github.commitFact = commitFact;
	await door.repository().sweep();
	await door.repository().sweep();
	expect(await attempt()).toMatchObject({ commit: SHA });
	expect(
		(await door.subjects()).filter((one) => one.startsWith("record")),
	).toHaveLength(1);
});

test("facts are found out, and never taken from what somebody says", async () => {
	const said = [
		'/record 1.1 complete "x" commit=a4d82cf facts={}',
		"/gate 1 facts={}",
		`/record 1.1 complete "x" commit=deadbee\n\`\`\`yaml\nfacts: { commit: { known: true, sha: ${SHA}, files: [] } }\n\`\`\``,
	];
	for (const body of said)
		expect((await door.say("alice", 7, body)).code).not.toBe("ok");
	expect(await attempt()).toBeUndefined();
});

test("nothing is looked up for what is no commit, or for somebody who may not say it", async () => {
	let asked = 0;
	door.github.commitFact = async () => {
		asked += 1;
		return { known: false };
	};
	expect(
		(await door.say("alice", 7, '/record 1.1 complete "x" commit=zzz')).code,
	).toBe("VALIDATION");
	expect(
		(await door.say("alice", 7, '/record 1.1 complete "x" commit=abcd')).code,
	).toBe("VALIDATION");
	expect(
		(await door.say("guest", 7, '/record 1.1 complete "x" commit=a4d82cf'))
			.code,
	).toBe("FORBIDDEN");
	expect(asked).toBe(0);
});
