import { describe, expect, test } from "vitest";
import { cliWords } from "../../src/cli/cli-words.ts";
import { shellWord } from "../../src/cli/shell-word.ts";
import { VERBS } from "../../src/verbs/index.ts";
import { baton, makeWorkplace } from "./board-repository.ts";

describe("what a verb says of comments is said of this command line:", () => {
	test.each([
		["Say `/start` first.", "Say `baton execute start` first."],
		[
			"such as 1.1: `/dispatched 1.1`.",
			"such as 1.1: `baton execute dispatched --step-id 1.1`.",
		],
		[
			'`/record 1.1 complete "Added it" files=a.py,b.py commit=a4d82cf`',
			'`baton execute record --step-id 1.1 --status complete --outcome "Added it" --files a.py,b.py --commit a4d82cf`',
		],
		[
			"`/dispatched 1.1 role=code-reviewer for=30m`",
			"`baton execute dispatched --step-id 1.1 --agent code-reviewer --for 30m`",
		],
		[
			'`/amend "Need it" add-phase=Migration:a after-phase=1`',
			'`baton execute amend --description "Need it" --add-phase Migration:a --after-phase 1`',
		],
		[
			'`/gate 1 fail reason="two are red"`',
			'`baton execute gate --phase-id 1 --result fail --notes "two are red"`',
		],
		[
			"`/force-release 1.1` and a reason",
			"`baton execute force-release --step-id 1.1` and a reason",
		],
		["`/action all=true`", "`baton execute next all=true`"],
		[
			"`record`: status is missing.",
			"`baton execute record`: status is missing.",
		],
		["`make test`: it failed", "`make test`: it failed"],
		["`/unblock` lets it go on.", "`baton unblock` lets it go on."],
		[
			"Ask for the next action and do what it names.",
			"`baton execute next` names what is to be done now.",
		],
	])("%s", (said, typed) => {
		expect(cliWords(said)).toBe(typed);
	});

	test("an example of every command of a run holds no word in the form of comments", () => {
		const names = "start dispatched record gate amend retry skip cancel done";
		for (const { name, examples } of VERBS.filter((verb) =>
			names.split(" ").includes(verb.name),
		))
			for (const example of examples) {
				const typed = cliWords(`\`${example}\``);
				if (name === "done" && example.includes("tokens=")) continue;
				expect(typed).toMatch(
					/^`baton execute [a-z]+( --[a-z-]+ ("[^"]*"|[^\s"=]+))*`$/,
				);
			}
	});
});

test.each([
	["a.txt", "a.txt"],
	["two words", '"two words"'],
	["", '""'],
	["it's", `"it's"`],
	['say "it"', `'say "it"'`],
	["don't $HOME", `'don'\\''t $HOME'`],
	["a`b", "'a`b'"],
])("a text is one word of a shell: %s", (text, word) => {
	expect(shellWord(text)).toBe(word);
});

test("a command that there is not names the one that may have been meant, in a group as well", async () => {
	const repository = await makeWorkplace();
	const hint = async (...words: readonly string[]) => {
		const { code, err } = await baton(repository.directory, ...words);
		expect(code).toBe(2);
		return err.split("\n")[1];
	};
	const all = "`baton --help` lists them all.";
	expect(await hint("status")).toBe(
		`  hint: Did you mean \`baton execute status\`? ${all}`,
	);
	expect(await hint("recordd", "x")).toBe(
		`  hint: Did you mean \`baton execute record\`? ${all}`,
	);
	expect(await hint("plam")).toBe(
		`  hint: Did you mean \`baton plan\`? ${all}`,
	);
	expect(await hint("frobnicate")).toBe(`  hint: ${all}`);
	expect(await hint("execute", "statsu")).toBe(
		"  hint: Did you mean `baton execute status`? `baton execute --help` lists them all.",
	);
	await repository.remove();
});
