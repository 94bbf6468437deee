import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import type { Artifact } from "../../src/core/task.ts";
import type { Answer, Done } from "../../src/engine/answer.ts";
import { chosenFirst } from "../../src/verbs/brief-scope.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

function artifacts(...refs: readonly string[]): readonly Artifact[] {
	return refs.map((ref, index) => ({
		id: `a${index + 1}`,
		kind: "file",
		ref,
		by: "alice",
		at: "2026-11-20T19:00:00.000Z",
	}));
}

async function tell(
	bench: Bench,
	verb: string,
	task: string,
	input: JsonObject = {},
): Promise<Done> {
	const [answer] = await bench.engine.perform([
		say(bench, "alice", verb, { task, input }),
	]);
	return done(answer);
}

function done(answer: Answer | undefined): Done {
	if (answer?.ok !== true) throw new Error(JSON.stringify(answer));
	return answer;
}

describe("the work scope chooses artifacts", () => {
	test.each([
		["a path", "src/log.ts", "src/log.ts"],
		["a folder", "src", "src/log.ts"],
		["a pattern", "src/*.ts", "src/log.ts"],
		["a pattern of several parts", "**/web/**/*.css", "app/web/a/b.css"],
		["a word", "billing", "notes on Billing, by hand"],
	])("by %s", (_, entry, ref) => {
		const all = artifacts("first", "second", ref);
		expect(chosenFirst(all, [entry]).map(({ id }) => id)).toEqual([
			"a3",
			"a1",
			"a2",
		]);
	});

	test.each([
		["a part of a word", "log", "src/logging"],
		["another folder", "src/a", "src/ab/c.ts"],
		["a pattern whose parts overlap", "ab*ba", "aba"],
		["nothing", "  ", "src/log.ts"],
	])("but not by %s", (_, entry, ref) => {
		const all = artifacts("first", ref);
		expect(chosenFirst(all, [entry])).toEqual(all);
	});

	test("in no time, however many stars there are", () => {
		const entry = `${"a*".repeat(150)}b`;
		const all = artifacts("a".repeat(300));
		const started = performance.now();
		for (let time = 0; time < 1_000; time++) chosenFirst(all, [entry]);
		expect(performance.now() - started).toBeLessThan(2_000);
	});
});

describe("a brief", () => {
	test("hands down what the tasks it builds on delivered, chosen by the scope, and what is remembered", async () => {
		const bench = makeBench();
		await openBoard(bench, { review: "never" }, ["1", "2"]);
		await tell(bench, "depend", "2", { on: ["1"] });
		await tell(bench, "claim", "1");
		await tell(bench, "artifact", "1", {
			artifacts: [
				{ kind: "file", ref: "web/page.css" },
				{ kind: "file", ref: "src/log.ts" },
				{ kind: "file", ref: "src/old.ts" },
			],
		});
		await tell(bench, "retract", "1", { artifact: "a3" });
		await tell(bench, "summary", "1", { summary: "JSON lines" });
		await tell(bench, "done", "1", { deliverable: "a log format" });
		await tell(bench, "patch", "2", { patch: { work_scope: ["src/**"] } });
		for (const [scope, ttl] of [
			["shared", undefined],
			["agent", undefined],
			["task", "1h"],
		] as const)
			await tell(bench, "remember", "2", {
				key: scope,
				value: "x",
				scope,
				...(ttl === undefined ? {} : { ttl }),
			});
		const { data } = await tell(bench, "context", "2");
		expect(data.dependencies).toMatchObject([
			{
				key: "1",
				status: "done",
				deliverable: "a log format",
				summary: "JSON lines",
				artifacts: [{ ref: "src/log.ts" }, { ref: "web/page.css" }],
			},
		]);
		const keys = ({ memory }: JsonObject) =>
			(memory as readonly JsonObject[]).map(({ key }) => key);
		expect(keys(data)).toEqual(["task", "agent", "shared"]);
		expect(data.baton_text).toContain("**Goal:** Task 2");
		bench.advance(3_600_000);
		const later = await tell(bench, "context", "2");
		expect(keys(later.data)).toEqual(["agent", "shared"]);
	});

	test("comes with a claim under the default budget, also when the claim is said again", async () => {
		const bench = makeBench();
		await openBoard(bench, { review: "never" }, ["1"]);
		for (let note = 0; note < 30; note++)
			await tell(bench, "note", "1", {
				body: `${note} ${"word ".repeat(500)}`,
			});
		const claim = say(bench, "alice", "claim", { task: "1" });
		const [first] = await bench.engine.perform([claim]);
		const context = done(first).data.context as JsonObject;
		expect(context.left_out).toMatchObject([
			{ section: "notes", read: "/show part=notes" },
		]);
		expect((context.notes as readonly JsonObject[])[0]?.id).toBe("n30");
		const [again] = await bench.engine.perform([claim]);
		expect(done(again)).toMatchObject({ repeated: true, data: { context } });
	});

	test("leads to the notes it leaves out, page by page", async () => {
		const bench = makeBench();
		await openBoard(bench, { review: "never" }, ["1"]);
		for (let note = 0; note < 5; note++)
			await tell(bench, "note", "1", { body: "word ".repeat(1_000) });
		const ids: unknown[] = [];
		let before: string | undefined;
		for (let page = 0; page < 5; page++) {
			const { data } = await tell(bench, "show", "1", {
				part: "notes",
				...(before === undefined ? {} : { before }),
			});
			ids.push(...(data.notes as readonly JsonObject[]).map(({ id }) => id));
			before = /before=(n\d+)$/.exec(String(data.older))?.[1];
			if (before === undefined) break;
		}
		expect(ids).toEqual(["n5", "n4", "n3", "n2", "n1"]);
	});
});
