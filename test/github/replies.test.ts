import { expect, test } from "vitest";
import type { Answer } from "../../src/engine/answer.ts";
import { prose } from "../../src/github/prose.ts";
import { repliesTo } from "../../src/github/replies.ts";
import { VERBS } from "../../src/verbs/index.ts";

const refused: Answer = {
	ok: false,
	verb: "claim",
	opId: "c1:1",
	code: "CONFLICT_LOCKED",
	message: "Task 42 is held by alice (alice) until 2026-11-20T19:10:00.000Z.",
	hint: "Work on another task (`/next` lists them), or try again after that time.",
	retryable: true,
	data: { holder: "alice" },
};

test("a refusal says what happened, the next step, and the same as JSON at the end", () => {
	expect(repliesTo([refused])).toEqual([
		`<!-- baton:c1:1 -->

😕 **\`CONFLICT_LOCKED\`** Task 42 is held by alice (alice) until 2026-11-20T19:10:00.000Z.

Work on another task (\`/next\` lists them), or try again after that time.

\`\`\`json
{
  "ok": false,
  "verb": "claim",
  "opId": "c1:1",
  "code": "CONFLICT_LOCKED",
  "message": "Task 42 is held by alice (alice) until 2026-11-20T19:10:00.000Z.",
  "hint": "Work on another task (\\u0060/next\\u0060 lists them), or try again after that time.",
  "retryable": true,
  "data": {
    "holder": "alice"
  }
}
\`\`\``,
	]);
});

test("spaces around a command stay, and what others wrote is inert", () => {
	expect(prose("Did you mean `claim`? `/baton help` lists them.")).toBe(
		"Did you mean `claim`? `/baton help` lists them.",
	);
	expect(prose('There is no command "@mallory #1".')).not.toMatch(/@m|#1/);
});

test("the usage of every verb is shown as code, however long its example is", () => {
	const lines = VERBS.flatMap(({ examples }) => examples);
	expect(Math.max(...lines.map(({ length }) => length))).toBeGreaterThan(80);
	expect(
		lines.filter(
			(line) => prose(`Usage: \`${line}\`.`) !== `Usage: \`${line}\`.`,
		),
	).toEqual([]);
});

test("however long the answers are, each keeps its JSON whole, in as many comments as it takes", () => {
	const long = (n: number): Answer => ({
		ok: true,
		verb: "context",
		opId: `c${n}:1`,
		task: "42",
		data: {
			title: "t",
			description: `${"x".repeat(100)}\n`.repeat(600),
			baton: { goal: "g" },
			notes: Array.from({ length: 20 }, (_, index) => ({
				agent: "a",
				kind: "note",
				body: `${index} ${"y".repeat(8_000)}`,
			})),
		},
	});
	const replies = repliesTo([long(1), long(2), refused, long(3)]);
	expect(replies.length).toBeGreaterThan(1);
	for (const reply of replies) {
		expect(reply.length).toBeLessThanOrEqual(65_536);
		expect(reply.endsWith("```")).toBe(true);
	}
	const blocks = replies.flatMap((reply) =>
		[...reply.matchAll(/^```json\n([\s\S]*?)\n```$/gm)].map(
			([, json]) => JSON.parse(json as string).opId,
		),
	);
	expect(blocks).toEqual(["c1:1", "c2:1", "c1:1", "c3:1"]);
});

test("a long description never costs the lease or the baton", () => {
	const claim: Answer = {
		ok: true,
		verb: "claim",
		opId: "c1:1",
		task: "42",
		data: {
			fence: 3,
			agent: "alice",
			expires_at: "2026-11-20T19:10:00.000Z",
			context: {
				title: "t",
				description: `${"x".repeat(100)}\n`.repeat(600),
				baton: { goal: "the goal" },
			},
		},
	};
	const [reply = ""] = repliesTo([claim]);
	expect(reply).toContain("**Goal:** the goal");
	expect(
		JSON.parse(/```json\n([\s\S]*?)\n```$/.exec(reply)?.[1] ?? ""),
	).toMatchObject({
		data: {
			fence: 3,
			agent: "alice",
			context: { baton: { goal: "the goal" } },
		},
	});
});

test("however long somebody's words are, the reply about them is a comment that GitHub takes", () => {
	const long: Answer = {
		...refused,
		verb: "#".repeat(60_000),
		message: "@".repeat(60_000),
		hint: "#".repeat(60_000),
	};
	for (const reply of repliesTo([long]))
		expect(reply.length).toBeLessThanOrEqual(65_536);
});

test("an answer that is only repeated, without its data, can be told", () => {
	expect(
		repliesTo([
			{ ok: true, verb: "claim", opId: "c1:1", repeated: true, data: {} },
		])[0],
	).toContain("`claim`");
});

test("a gate that stays shut shows where the runs are that keep it shut", () => {
	const run = (state: string, number: number) => ({
		gate: "ci",
		name: `test-${number} @x`,
		app: "ci",
		state,
		url: `https://github.com/acme/demo/runs/${number}`,
	});
	const [reply = ""] = repliesTo([
		{
			...refused,
			code: "GATE_FAILED",
			data: { checks: [run("red", 1), run("green", 2)] },
		},
	]);
	expect(reply).toContain(
		"- test-1 @\u2060x (ci), red: <https://github.com/acme/demo/runs/1>",
	);
	expect(reply).not.toContain("- test-2");
});
