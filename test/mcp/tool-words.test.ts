import { expect, test } from "vitest";
import { toolWords } from "../../src/mcp/tool-words.ts";
import { person } from "../support/bench.ts";
import { makeRepositoryBench } from "../support/repository-bench.ts";

test.each([
	["`/ack f1` ends it.", "`ack_follow_up f1` ends it."],
	["Ask with `/baton list`.", "Ask with `list_tasks`."],
	[
		"`/baton show` has it, `/show` the rest.",
		"`get_baton` has it, `get_task` the rest.",
	],
	[
		"The shortest way: `/move ready`, then `/claim`.",
		"The shortest way: `move_task ready`, then `claim_task`.",
	],
	["`handoff`: to is missing.", "handoff_task: to is missing."],
	[
		'Correct it and say it again. Usage: `/handoff agent-2 "x"`.',
		"Correct it and say it again.",
	],
	["`/verify` replays.", "`/verify` replays."],
	["in `src/claim`", "in `src/claim`"],
])("%s", (said, told) => {
	expect(toolWords(said)).toBe(told);
});

test("whoever names a task that is not there is told of tools that lead somewhere", async () => {
	const bench = await makeRepositoryBench("review: never\n");
	await bench.enroll(1, { title: "Log requests" });
	const place = { owner: "acme", repo: "demo", board: "board" };
	const alice = { actor: person("alice") };
	const door = await bench.repository().agentDoor(alice, place);
	const sayings = [
		{ verb: "depend", task: "99", input: { on: ["1"] } },
		{ verb: "depend", task: "1", input: { on: ["99"] } },
		{ verb: "parent", task: "1", input: { parent: "99" } },
		{
			verb: "remember",
			task: "99",
			input: { key: "ttl", value: "60", scope: "task" },
		},
		{ verb: "enroll", input: { title: "Next", blocked_by: ["99"] } },
	];
	for (const saying of sayings) {
		const answer = await door?.say(saying);
		if (answer?.ok !== false) throw new Error(`${saying.verb} was not refused`);
		expect([saying.verb, answer.message, toolWords(answer.hint)]).toEqual([
			saying.verb,
			"There is no task 99 on the board.",
			"`list_tasks` names those that are there. A person puts an issue there by its label `baton`; `create_task` makes a new task.",
		]);
	}
});
