import { expect, test } from "vitest";
import { toolWords } from "../../src/mcp/tool-words.ts";

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
