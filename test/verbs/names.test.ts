import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function tell(bench: Bench, verb: string, input: JsonObject, task = "1") {
	const [answer] = await bench.engine.perform([
		say(bench, "alice", verb, { task, input }),
	]);
	if (answer === undefined) throw new Error(`${verb} was not answered`);
	return answer;
}

test.each(["0", "01", "__proto__", "a".repeat(64), "99999999999"])(
	"the task %s cannot be: whatever is said of it is refused",
	async (task) => {
		const bench = makeBench();
		await openBoard(bench);
		for (const [verb, input] of [
			["enroll", { title: "x" }],
			["claim", {}],
		] as const)
			expect(await tell(bench, verb, input, task)).toMatchObject({
				code: "VALIDATION",
				data: { field: "task" },
			});
	},
);

test.each(["\u202e", "\u200b\u200d", "\u3164", "\u2800", " \u2066 \u2069 "])(
	"a title of nothing that can be seen (%j) is refused",
	async (title) => {
		const bench = makeBench();
		await openBoard(bench, {}, ["1"]);
		expect(await tell(bench, "edit", { title })).toMatchObject({
			code: "VALIDATION",
			data: { problems: [{ field: "title" }] },
		});
	},
);

test.each(["🎉", "№", "漢", "?"])(
	"a title such as %s can be seen",
	async (title) => {
		const bench = makeBench();
		await openBoard(bench, {}, ["1"]);
		expect(await tell(bench, "edit", { title })).toMatchObject({
			ok: true,
			data: { task: { title } },
		});
	},
);
