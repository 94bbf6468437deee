import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, makeClient, readDirections } from "../support/client.ts";
import { type Program, startProgram } from "../support/program.ts";

const execute = promisify(execFile);
let scratch: string;
let program: Program;
let client: Client;

async function boardHead(): Promise<string> {
	const { stdout } = await execute("git", [
		"ls-remote",
		client.directions.git,
		"refs/heads/baton/board",
	]);
	return stdout.slice(0, 40);
}

/** Says something and shows that it stays without receipt and reply: a later command of the same issue has been answered. */
async function silence(
	who: string,
	issue: number,
	body: string,
): Promise<void> {
	const comment = await client.say(who, issue, body);
	await client.ask("maintainer", issue, "/baton ping");
	expect(await client.receipts(comment)).toEqual([]);
	expect(
		(await client.replies(issue)).filter((reply) =>
			reply.includes(`baton:c${comment}:`),
		),
	).toEqual([]);
}

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-"));
	const home = join(scratch, "home");
	program = startProgram({ BATON_HOME: home, PORT: "0", FORGE_PORT: "0" });
	await program.printed(/Ctrl-C ends it/);
	client = makeClient(readDirections(home));
});

afterAll(async () => {
	expect(await program.end()).toBe(0);
	await rm(scratch, { recursive: true, force: true });
});

const patch = (yaml: string) => `/baton patch\n\`\`\`yaml\n${yaml}\n\`\`\``;

describe("is refused with its code, and nothing is committed:", () => {
	test.each([
		["a thousand brackets", "alice", patch("[".repeat(1_000)), "VALIDATION"],
		[
			"a thousand brackets again",
			"alice",
			patch("[".repeat(1_000)),
			"VALIDATION",
		],
		[
			"deep block nesting",
			"alice",
			patch(`${"- ".repeat(1_000)}x`),
			"VALIDATION",
		],
		[
			"a block of more than 64 kB",
			"alice",
			patch(`constraints: ["${"ä".repeat(40_000)}"]`),
			"VALIDATION",
		],
		[
			"an alias bomb",
			"alice",
			patch("goal: &a [x]\nconstraints: [*a, *a]"),
			"VALIDATION",
		],
		["a tag", "alice", patch("goal: !!js/function x"), "VALIDATION"],
		["__proto__", "alice", patch("__proto__: [x]"), "VALIDATION"],
		["a duplicate key", "alice", patch("goal: a\ngoal: b"), "VALIDATION"],
		["no YAML", "alice", patch("goal: 'open"), "VALIDATION"],
		["an unknown field", "alice", patch("color: red"), "VALIDATION"],
		["an empty patch", "alice", "/baton patch", "VALIDATION"],
		["an unknown verb after /baton", "alice", "/baton clam", "VALIDATION"],
		["a word too many", "alice", "/claim 2 3", "VALIDATION"],
		["a missing word", "alice", "/priority", "VALIDATION"],
		["eleven commands", "alice", "/claim\n".repeat(11), "VALIDATION"],
		["an id that is a path", "alice", "/show ../../etc/passwd", "VALIDATION"],
		["a lease of no length", "alice", "/claim for=0m", "VALIDATION"],
		["a lease of ten years", "alice", "/claim for=3650d", "VALIDATION"],
		["a role too low", "guest", "/claim", "FORBIDDEN"],
		["somebody else's agent", "alice", "/claim as=agent-1", "FORBIDDEN"],
		["an internal command", "maintainer", "/baton mark", "VALIDATION"],
		["a task that is not there", "maintainer", "/depend #99", "NOT_FOUND"],
		["a loop", "maintainer", "/depend #2", "CYCLE_DETECTED"],
	])("%s", async (_, who, body, code) => {
		const head = await boardHead();
		const { receipt, answer } = await client.ask(who, 2, body);
		expect(receipt).toBe("confused");
		expect(answer).toMatchObject({
			ok: false,
			code,
			message: expect.any(String),
			hint: expect.any(String),
		});
		expect(await boardHead()).toBe(head);
		expect(program.process.exitCode).toBeNull();
	});
});

describe("is passed over in silence:", () => {
	test.each([
		["a command in code", "`/claim`\n\n```\n/claim\n```"],
		["a command in a quote", "> /claim"],
		["an unknown slash word", "/deploy to production"],
		["ordinary talk", "I would claim this."],
	])("%s", async (_, body) => {
		const head = await boardHead();
		await silence("alice", 2, body);
		expect(await boardHead()).toBe(head);
	});

	test("a comment that became a command by an edit", async () => {
		const head = await boardHead();
		const { owner, repo } = client.directions;
		const comment = await client.say("alice", 2, "Nice weather.");
		await client.as("alice").rest.issues.updateComment({
			owner,
			repo,
			comment_id: comment,
			body: "/claim",
		});
		await client.ask("maintainer", 2, "/baton ping");
		expect(await client.receipts(comment)).toEqual([]);
		expect(await boardHead()).toBe(head);
	});

	test("a command on an issue that is not on the board, unless it is said to Baton", async () => {
		const { owner, repo } = client.directions;
		const { data: issue } = await client
			.as("maintainer")
			.rest.issues.create({ owner, repo, title: "Not a task" });
		await silence("alice", issue.number, "/claim");
		await silence("alice", issue.number, "/claim 1 2 3");
		expect(
			await client.ask("alice", issue.number, "/baton claim"),
		).toMatchObject({ receipt: "confused", answer: { code: "NOT_FOUND" } });
		expect(await client.tell("alice", issue.number, "/baton enroll")).toBe(
			"rocket",
		);
		expect(await client.tell("alice", issue.number, "/claim")).toBe("rocket");
	});
});

test("text in a refusal is inert: no mention, no reference, no command", async () => {
	const { answer } = await client.ask(
		"alice",
		2,
		'/priority "@maintainer fixes #1 /claim"',
	);
	expect(answer).toMatchObject({ code: "VALIDATION" });
	for (const reply of await client.replies(2)) {
		const words = reply.replace(/```json[\s\S]*?```/g, "");
		expect(words).not.toMatch(/@[a-z]|#\d|^\//m);
	}
});
