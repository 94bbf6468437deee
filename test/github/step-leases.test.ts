import { beforeEach, expect, test } from "vitest";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

/** How a step is given back or taken away in a comment, and what whoever needs it is told meanwhile. */
const PLAN = `/plan
\`\`\`yaml
phases:
  - name: Work
    steps:
      - { role: backend-engineer, task: Do it, timeout: 24h }
\`\`\``;

let door: RepositoryBench;
const step = async () => (await door.plan("7"))?.phases[0]?.steps[0];

beforeEach(async () => {
	door = await makeRepositoryBench("review: never\n");
	await door.enroll(7);
	await door.say("alice", 7, PLAN);
	await door.say("alice", 7, "/start");
	await door.say("alice", 7, "/claim 1.1");
	expect((await step())?.lease?.agent).toBe("alice");
});

test("whoever comes upon a step that another holds is told how a maintainer takes it away", async () => {
	for (const said of ["/retry 1.1", '/skip 1.1 "no need"', "/claim 1.1"]) {
		const { code, replies } = await door.say("maintainer", 7, said);
		expect(code).toBe("CONFLICT_LOCKED");
		expect(replies[0]).toContain(
			"a maintainer can take it away with `/force-release 1.1` and a reason.",
		);
	}
});

test("a maintainer takes a step away by its address, with the rest as the reason", async () => {
	const taken = await door.say("maintainer", 7, '/force-release 1.1 "gone"');
	expect(taken.code).toBe("ok");
	expect(await step()).toMatchObject({ status: "pending" });
	expect((await step())?.lease).toBeUndefined();
	const notes = await door.bench
		.replica()
		.inspect((board) => board.context("7").notes.map(({ body }) => body));
	expect(notes).toContain("Lease of alice on step 1.1 taken away: gone");
});

test("its holder gives a step back by its address", async () => {
	expect((await door.say("alice", 7, "/release 1.1")).code).toBe("ok");
	expect((await step())?.lease).toBeUndefined();
});

test("a step cannot be held by itself, and the run is not stopped in its place", async () => {
	const { code, replies } = await door.say("alice", 7, '/block 1.1 "vendor"');
	expect(code).toBe("VALIDATION");
	expect(replies[0]).toContain("is about the whole task");
	const task = await door.bench
		.replica()
		.inspect((board) => board.task("7")?.status);
	expect(task).toBe("in_progress");
});
