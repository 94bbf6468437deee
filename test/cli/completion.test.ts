import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/command-table.ts";
import { execute } from "../../src/cli/commands/execute.ts";
import { VERB_COMMANDS } from "../../src/cli/verb-names.ts";
import {
	type BoardRepository,
	baton,
	makeWorkplace,
	planned,
} from "./board-repository.ts";

const SHELLS = ["zsh", "fish"] as const;

let repository: BoardRepository;
let directory: string;
let place: string;
let task: string;
const installed = new Set<string>();

/** Runs a program to its end and answers what it printed; undefined where there is no such program. */
function printed(
	file: string,
	args: readonly string[],
	cwd?: string,
): Promise<string | undefined> {
	const PATH = `${place}:${process.env.PATH}`;
	return new Promise((resolve) => {
		execFile(
			file,
			[...args],
			{ env: { PATH, HOME: place }, ...(cwd === undefined ? {} : { cwd }) },
			(error, stdout, stderr) =>
				resolve(error === null ? stdout : stderr || undefined),
		);
	});
}

beforeAll(async () => {
	place = await mkdtemp(join(tmpdir(), "baton-completion-"));
	repository = await makeWorkplace();
	({ directory } = repository);
	task = await planned(directory);
	for (const shell of ["bash", ...SHELLS]) {
		if ((await printed(shell, ["-c", "true"])) !== undefined)
			installed.add(shell);
		const { out } = await baton(directory, "completion", shell);
		await writeFile(join(place, shell), out);
	}
	const { out: keys } = await baton(directory, "list-tasks");
	// The bundle does the same, and takes a while to be made.
	await writeFile(
		join(place, "baton"),
		`#!/bin/sh\n[ "$1" = list-tasks ] && echo ${keys}\n`,
	);
	await chmod(join(place, "baton"), 0o755);
});

afterAll(async () => {
	await repository.remove();
	await rm(place, { recursive: true });
});

/** What bash itself offers behind a line; the last word is the one that is typed. */
async function offered(...words: readonly string[]): Promise<string[]> {
	const line = words.map((word) => `'${word}'`).join(" ");
	const script = `source ${join(place, "bash")}
complete -p baton >/dev/null || exit 1
COMP_WORDS=(baton ${line}); COMP_CWORD=${words.length}
_baton
printf '%s\\n' "\${COMPREPLY[@]}"`;
	const out = await printed("bash", ["--norc", "-c", script], directory);
	return (out ?? "").trim().split("\n");
}

describe("bash completes", () => {
	test("every command, and no hidden one", async () => {
		const shown = Object.entries(COMMANDS)
			.filter(([, { isHidden }]) => isHidden !== true)
			.map(([name]) => name);
		expect(await offered("")).toEqual([...shown, ...VERB_COMMANDS, "help"]);
		expect(await offered("ex")).toEqual(["execute", "export", "explain"]);
		expect(await offered("--v")).toEqual(["--version"]);
	});

	test("the commands of a group, also behind an option", async () => {
		const names = Object.keys(execute.commands);
		expect(await offered("execute", "")).toEqual(names);
		expect(await offered("execute", "--json", "re")).toEqual(
			names.filter((name) => name.startsWith("re")),
		);
	});

	test("options of the very command", async () => {
		expect(await offered("execute", "record", "--s")).toEqual([
			"--step-id",
			"--status",
		]);
		expect(await offered("plan", "--ri")).toEqual(["--risk"]);
		expect(await offered("doctor", "--status")).toEqual([""]);
	});

	test("values", async () => {
		expect(await offered("plan", "x", "--risk", "")).toEqual([
			...["LOW", "MEDIUM", "HIGH", "CRITICAL"],
		]);
		expect(await offered("execute", "record", "--status", "c")).toEqual([
			"complete",
		]);
		expect(await offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
	});

	test("tasks, as the board has them", async () => {
		for (const words of [
			["execute", "switch", ""],
			["execute", "next", "--task-id", "task-"],
			["show", ""],
		])
			expect(await offered(...words)).toEqual([task]);
	});
});

test("where there is no board there are no tasks to complete", async () => {
	const bare = await makeWorkplace();
	expect(await baton(bare.directory, "list-tasks")).toEqual({
		...{ code: 0, out: "", err: "" },
	});
	await bare.remove();
});

test("each shell that is installed takes its script", async () => {
	expect(installed).toContain("bash");
	for (const shell of installed) {
		const path = join(place, shell);
		expect(await printed(shell, ["-n", path])).toBe("");
	}
});

test.each(SHELLS)(
	"the script for %s names every command and option",
	async (shell) => {
		const { out } = await baton(directory, "completion", shell);
		for (const name of Object.keys(execute.commands))
			expect(out).toContain(`'${name}'`);
		for (const option of ["step-id", "add-phase", "from-start", "complexity"])
			expect(out).toMatch(
				new RegExp(shell === "fish" ? `-l ${option} ` : `'--${option}'`),
			);
		expect(out).toContain("list-tasks");
	},
);
