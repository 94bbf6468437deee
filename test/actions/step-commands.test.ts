import { describe, expect, test } from "vitest";
import { stepCommands } from "../../src/actions/step-commands.ts";

const NOTHING = {
	...{ command: "", verb: "", input: "", task: "", step: "", agent: "" },
};
const read = (more: Partial<typeof NOTHING>) =>
	stepCommands({ ...NOTHING, ...more });

describe("what a step is given", () => {
	test.each([
		[
			"/claim 42 as=backend-1",
			{ verb: "claim", input: {}, task: "42", agent: "backend-1" },
		],
		["/claim #42", { verb: "claim", input: {}, task: "42" }],
		["/claim 42/1.1", { verb: "claim", input: {}, task: "42", step: "1.1" }],
		[
			'/done 42 "it works"',
			{ verb: "done", input: { deliverable: "it works" }, task: "42" },
		],
		[
			'/done "it works" task=42',
			{ verb: "done", input: { deliverable: "it works" }, task: "42" },
		],
		["/depend 42 #41", { verb: "depend", task: "42" }],
		[
			'/record 42/1.1 complete "Added it" files=a.py,b.py',
			{
				...{ verb: "record", task: "42", step: "1.1" },
				input: {
					status: "complete",
					outcome: "Added it",
					files: ["a.py", "b.py"],
				},
			},
		],
		["/baton show 42", { verb: "baton", task: "42" }],
		["/baton list", { verb: "list", input: {} }],
	])("%s", (command, saying) => {
		expect(read({ command })).toEqual([expect.objectContaining(saying)]);
	});

	test("names a task once for all of its commands", () => {
		expect(
			read({ command: '/claim\n/done "42"', task: "7", agent: "backend-1" }),
		).toEqual([
			{ verb: "claim", input: {}, task: "7", agent: "backend-1" },
			{
				verb: "done",
				input: { deliverable: "42" },
				task: "7",
				agent: "backend-1",
			},
		]);
	});

	test("names a step with its task, as it was given", () => {
		const step = { task: "42", step: "1.1" };
		const input = '{"status":"complete","outcome":"Added it"}';
		for (const task of ["42/1.1", "#42/1.1"])
			for (const more of [{}, { step: "1.1" }])
				expect(read({ verb: "record", task, input, ...more })).toEqual([
					{ verb: "record", input: JSON.parse(input), ...step },
				]);
		expect(read({ command: "/claim", task: "task-a3f9/2.1" })).toEqual([
			{ verb: "claim", input: {}, task: "task-a3f9", step: "2.1" },
		]);
	});

	test("means the step of no other task", () => {
		expect(
			read({ command: "/claim\n/claim task=43\n/claim 1.2", task: "42/1.1" }),
		).toEqual([
			{ verb: "claim", input: {}, task: "42", step: "1.1" },
			{ verb: "claim", input: {}, task: "43" },
			{ verb: "claim", input: {}, task: "42", step: "1.2" },
		]);
	});

	test("may have a block below a command", () => {
		const block = "/baton patch 42\n```yaml\ngoal: Log it\n```\n";
		expect(read({ command: block })).toMatchObject([
			{ verb: "patch", task: "42", input: { patch: { goal: "Log it" } } },
		]);
	});

	test("may be one command in parts", () => {
		const parts = {
			verb: "note",
			task: "42",
			input: '{"body":"Look","kind":"decision"}',
		};
		expect(read(parts)).toEqual([
			{ verb: "note", task: "42", input: { body: "Look", kind: "decision" } },
		]);
	});

	test.each([
		["no slash", { command: "claim 42" }],
		["an unknown word", { command: "/cliam 42" }],
		["an unknown word after baton", { command: "/baton cliam 42" }],
		["talk between commands", { command: "/claim 42\nand then\n/done 42" }],
		["an open quote", { command: '/done 42 "it' }],
		["eleven commands", { command: "/show 1\n".repeat(11) }],
		["a block that is all there is", { command: "```\n/claim 42\n```" }],
		["no JSON", { verb: "note", input: "{" }],
		["a list", { verb: "note", input: "[]" }],
		["null", { verb: "note", input: "null" }],
		["a task that is none", { verb: "note", task: "../x" }],
		["a number sign alone", { verb: "note", task: "#" }],
		["a step that is none", { verb: "claim", task: "42/1" }],
		["a step without a task", { verb: "claim", task: "/1.1" }],
		["two steps", { verb: "claim", task: "42/1.1", step: "1.2" }],
	])("%s is refused", (_, more) => {
		expect(read(more)).toMatchObject({ ok: false, code: "VALIDATION" });
	});
});
