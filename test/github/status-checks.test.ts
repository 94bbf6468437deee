import { beforeEach, describe, expect, test } from "vitest";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const HEAD = "a".repeat(40);
const NAMED =
	"review: never\ngates: { own: { statuses: [{ context: ci/build, creator: bob }] } }\n";
/** A plan whose gate looks at what an account says of itself. */
const plan = (context: string, app = "status:bob/3") => `/plan
\`\`\`yaml
phases:
  - name: Work
    steps: [{ role: backend-engineer, task: Do it }]
    gate: { name: own, checks: [{ name: ${context}, app: "${app}" }] }
\`\`\``;
const AMENDMENT = `/amend "another gate"
\`\`\`yaml
- edit_phase: { phase: 1, gate: { name: own, checks: [{ name: ci/build, app: "status:bob/3" }] } }
\`\`\``;

let door: RepositoryBench;

async function open(config: string): Promise<void> {
	door = await makeRepositoryBench(config);
	await door.enroll(7);
	await door.push(7, HEAD);
}

const say = (body: string, who = "bob") => door.say(who, 7, body);
const gates = async () => (await door.plan("7"))?.execution.gates;

async function work(): Promise<void> {
	await say("/start");
	await say("/claim 1.1", "alice");
	expect((await say('/record 1.1 complete "done"', "alice")).code).toBe("ok");
	door.heads.said.set(HEAD, [
		{
			...{ id: 5, context: "ci/build", state: "success", creatorId: 3 },
			createdAt: new Date(door.bench.nowMs()).toISOString(),
		},
	]);
}

async function looked(): Promise<void> {
	door.repository().checksChanged(HEAD);
	await door.repository().settled();
	await door.repository().sweep();
}

describe("a commit status that config does not name", () => {
	test("makes no gate of a plan", async () => {
		await open("review: never\n");
		const { code, replies } = await say(plan("ci/build"));
		expect(code).toBe("VALIDATION");
		expect(replies.join()).toContain("no gate of the board's config names");
		expect(await door.plan("7")).toBeUndefined();
	});

	test("makes none by an amendment", async () => {
		await open("review: never\n");
		expect((await say(plan("test", "ci"))).code).toBe("ok");
		const { code, replies } = await say(AMENDMENT);
		expect(code, replies.join()).toBe("VALIDATION");
		expect((await door.plan("7"))?.phases[0]?.gate?.checks).toEqual([
			{ name: "test", app: "ci" },
		]);
	});

	test("is another one by its context as well", async () => {
		await open(NAMED);
		expect((await say(plan("ci/other"))).code).toBe("VALIDATION");
	});
});

describe("a commit status that config names", () => {
	beforeEach(async () => {
		await open(NAMED);
		expect((await say(plan("ci/build"))).code).toBe("ok");
		await work();
	});

	test("passes the gate of a plan", async () => {
		await looked();
		expect(await gates()).toMatchObject([{ gate: "own", result: "pass" }]);
	});

	test("passes none once config names it no more, not by a person's look either, and the plan can still be amended", async () => {
		door.github.files.set(".github/baton.yml", "review: never\n");
		expect((await say("/baton configure", "maintainer")).code).toBe("ok");
		await looked();
		expect((await say("/gate", "alice")).code).not.toBe("ok");
		expect(await gates()).toEqual([]);
		expect((await say('/amend "more" add-phase=More:tester')).code).toBe("ok");
	});
});
