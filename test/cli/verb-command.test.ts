import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/command-table.ts";
import { execute } from "../../src/cli/commands/execute.ts";
import { EVERY_OPTION } from "../../src/cli/every-option.ts";
import { EXECUTE_SAYINGS } from "../../src/cli/execute-inputs.ts";
import { parseSaid } from "../../src/cli/parse-said.ts";
import { verbCommandSpec } from "../../src/cli/verb-command-spec.ts";
import { verbExample } from "../../src/cli/verb-example.ts";
import { VERB_COMMANDS } from "../../src/cli/verb-names.ts";
import { verbOptions } from "../../src/cli/verb-options.ts";
import { verbWords } from "../../src/cli/verb-words.ts";
import { findVerb, VERBS } from "../../src/verbs/index.ts";
import type { Verb } from "../../src/verbs/verb.ts";
import { CONFIG, CONVERSATION, type Line } from "../doors/every-verb.ts";
import {
	type BoardRepository,
	baton,
	batonWith,
	makeWorkplace,
} from "./board-repository.ts";
import { typedLine } from "./said-line.ts";

let repository: BoardRepository;
let directory: string;

beforeAll(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
	await mkdir(join(directory, ".github"));
	await writeFile(join(directory, ".github", "baton.yml"), CONFIG);
	await baton(directory, "init");
});

afterAll(() => repository.remove());

const said = VERB_COMMANDS.map((name) => findVerb(name) as Verb);
const as = (who: string) => ({
	directory,
	env: { GIT_AUTHOR_NAME: who, GIT_AUTHOR_EMAIL: `${who}@example.com` },
});

describe("the verbs as commands", () => {
	test("are all that agents may say, but for those that have a command of their own", () => {
		const runs = Object.keys(execute.commands);
		const inRuns = Object.entries(EXECUTE_SAYINGS)
			.filter(([name]) => runs.includes(name))
			.map(
				([, saying]) =>
					(saying as (said: object) => { verb: string })({ ...EMPTY }).verb,
			);
		const known = new Set([
			...Object.keys(COMMANDS),
			...inRuns,
			...VERB_COMMANDS,
			"runs",
			"help",
		]);
		const sayable = VERBS.filter(({ doors }) => doors.includes("agent"));
		expect(sayable.filter(({ name }) => !known.has(name))).toEqual([]);
		expect(
			VERB_COMMANDS.filter(
				(name) => !sayable.some((verb) => verb.name === name),
			),
		).toEqual([]);
		expect(
			VERB_COMMANDS.filter((name) => Object.hasOwn(COMMANDS, name)),
		).toEqual([]);
	});

	test("have no option that means something else in every command", () => {
		const taken = said.flatMap((verb) =>
			Object.keys(verbOptions(verb)).filter((name) =>
				Object.hasOwn(EVERY_OPTION, name),
			),
		);
		expect(taken).toEqual([]);
	});

	test("have no option that says nothing but its name", () => {
		const mute = said.flatMap((verb) =>
			Object.entries(verbOptions(verb))
				.filter(([name, { about }]) =>
					about.startsWith(`the ${name.replaceAll("-", " ")}`),
				)
				.filter(([name, { about }]) =>
					/^(;|$)/.test(about.slice(`the ${name}`.length)),
				)
				.map(([name]) => `${verb.name} --${name}`),
		);
		expect(mute).toEqual([]);
	});

	test("explain themselves with every option and with examples that can be typed", async () => {
		for (const verb of said) {
			const { code, out } = await baton(directory, verb.name, "--help");
			expect(code).toBe(0);
			for (const option of Object.keys(verbOptions(verb)))
				expect(out).toContain(`--${option}`);
			expect(out).not.toMatch(/`\/|[a-z]=/);
			for (const example of verb.examples.map((one) =>
				verbExample(verb, one),
			)) {
				const [, , ...words] = [...example.matchAll(/"[^"]*"|[^\s"]+/g)].map(
					([word]) => word.replaceAll('"', ""),
				);
				const parsed = parseSaid(verb.name, verbCommandSpec(verb.name), words);
				expect({ example, parsed }).toMatchObject({
					parsed: { name: verb.name },
				});
				if ("problem" in parsed) continue;
				expect({
					example,
					words: verbWords(verb, parsed.words),
				}).not.toHaveProperty("words.problem");
			}
		}
	});
});

const EMPTY = {
	values: {},
	lists: {},
	flags: new Set(),
	words: [],
	name: "",
	json: false,
};

test("every verb is said once at the local door, and comes to what it comes to anywhere", async () => {
	const here = CONVERSATION.filter(
		({ verb, refused }) =>
			VERB_COMMANDS.includes(verb) &&
			!(refused === "FORBIDDEN" && verb === "requeue"),
	).map(locally);
	const came: string[] = [];
	for (const { line, argv } of here) {
		const { out } = await batonWith(as(line.who), ...argv, "--json");
		const { ok, code, verb, message } = JSON.parse(out);
		came.push(
			`${argv.join(" ")}: ${ok ? "ok" : code} ${ok || code === line.refused ? "" : message}`.trim(),
		);
		expect(verb).toBe(line.verb);
	}
	expect(came).toEqual(
		here.map(({ argv, line }) => `${argv.join(" ")}: ${line.refused ?? "ok"}`),
	);
	expect([...new Set(here.map(({ line }) => line.verb))].sort()).toEqual(
		[...VERB_COMMANDS].sort(),
	);
	expect(await baton(directory, "verify")).toMatchObject({ code: 0 });
}, 60_000);

let issues = 0;

/** Where there are no issues, tasks get the numbers that issues would have. */
function locally(line: Line): {
	readonly line: Line;
	readonly argv: readonly string[];
} {
	const argv = typedLine(line);
	if (line.verb === "enroll") argv.splice(1, 0, String(++issues));
	if (line.verb === "subtask") argv.push("--key", "4");
	return { line, argv };
}

describe("words", () => {
	const inputOf = async (...argv: readonly string[]) => {
		const ran = await baton(directory, ...argv, "--json");
		return JSON.parse(ran.out);
	};

	test("name the task where they look like one, and fill the verb's fields", async () => {
		for (const key of ["71", "72", "task-words-a1b2"])
			expect(await inputOf("enroll", key, "Some", "words")).toMatchObject({
				ok: true,
				task: key,
			});
		expect(await inputOf("priority", "#71", "high")).toMatchObject({
			task: "71",
			data: { task: { priority: "high" } },
		});
		expect(await inputOf("depend", "72", "71")).toMatchObject({
			task: "72",
			data: { blocked_by: ["71"] },
		});
		expect(await inputOf("note", "71", "decision", "keep", "it")).toMatchObject(
			{ data: { kind: "decision" } },
		);
		expect(
			await inputOf("block", "71", "needs", "it", "by", "task-words-a1b2"),
		).toMatchObject({ data: { held: "needs it by task-words-a1b2" } });
		expect(await inputOf("assign", "task-words-a1b2", "bob")).toMatchObject({
			data: { task: { assignee: "bob" } },
		});
		expect(await inputOf("search", "some", "words")).toMatchObject({
			data: { count: 3 },
		});
	});

	test("leave the task to --task-id, BATON_TASK_ID and the current one", async () => {
		const env = { BATON_TASK_ID: "72" };
		const ran = await batonWith(
			{ directory, env },
			"note",
			"just",
			"this",
			"--json",
		);
		expect(JSON.parse(ran.out)).toMatchObject({ ok: true, task: "72" });
		const flag = await batonWith(
			{ directory, env },
			"unassign",
			"--task-id",
			"71",
			"--json",
		);
		expect(JSON.parse(flag.out)).toMatchObject({ ok: true, task: "71" });
		await baton(directory, "execute", "switch", "71");
		expect(await inputOf("due", "2047-01-31")).toMatchObject({ task: "71" });
		await rm(join(directory, ".git", "baton", "current-task"));
		const other = await batonWith(
			{ directory, env },
			"baton",
			"task-words-a1b2",
			"--json",
		);
		expect(JSON.parse(other.out)).toMatchObject({
			ok: true,
			task: "task-words-a1b2",
		});
	});

	test("of a block come from a file or from standard input", async () => {
		const path = join(directory, ".git", "patch.yaml");
		await writeFile(path, "current_state: [the parser is done]\n");
		expect(await inputOf("patch", "72", "--payload", path)).toMatchObject({
			data: { baton: { current_state: ["the parser is done"] } },
		});
		const stdin = async () => '{"open_questions": ["why?"]}';
		const ran = await batonWith(
			{ directory, stdin },
			"patch",
			"72",
			"--payload",
			"-",
			"--json",
		);
		expect(JSON.parse(ran.out)).toMatchObject({
			data: { baton: { open_questions: ["why?"] } },
		});
	});

	test("said twice with one key take effect once", async () => {
		const argv = ["note", "72", "once", "--idempotency-key", "k1"];
		const [first, second] = [await inputOf(...argv), await inputOf(...argv)];
		expect(second).toMatchObject({ repeated: true, commit: first.commit });
	});
});

describe("what is wrong with a command line", () => {
	test.each([
		[["claim"], 2, "claim needs a task", "BATON_TASK_ID"],
		[["claim", "71", "72"], 2, 'do with "72"', "--help"],
		[["priority", "some-key", "high"], 2, 'do with "high"', "--task-id"],
		[["assign", "72"], 1, "assignee is missing", "`baton assign"],
		[["priority", "72", "hig"], 1, "priority", "`baton priority"],
		[["heartbeat", "72", "--fence", "soon"], 1, "fence", ""],
		[["patch", "72", "--patch", "{"], 2, "--patch cannot be read", "64 kB"],
		[
			["patch", "72", "--payload", "no/such.yaml"],
			2,
			"there is no such file",
			"64 kB",
		],
		[
			["patch", "72", "--payload", "-"],
			2,
			"nothing on standard input",
			"64 kB",
		],
		[["claim", "72", "--payload", "x"], 2, "takes no --payload", "--help"],
		[["list", "--limit", "many"], 1, "limit", ""],
		[["wait", "--timeout-sec", "51"], 1, "A wait lasts", ""],
		[["wait", "--timeout-sec", "soon"], 1, "A wait lasts", ""],
		[["claim", "4242"], 1, "There is no task 4242", "`baton enroll`"],
		[["note", "72", "x", "--task-id", "Not A Key"], 0, "", ""],
		[["note", "x", "--task-id", "Not A Key"], 1, "no key of a task", "slug"],
		[
			["note", "72", "x", "--agent-as", "Not One"],
			1,
			"no name of an agent",
			"not-one",
		],
		[["clam", "72"], 2, 'no command "clam"', "`baton claim`"],
		[["claim", "72", "--agent", "x"], 2, "takes no --agent", "--help"],
	])("%j ends with %s and says what", async (argv, code, problem, hint) => {
		const ran = await baton(directory, ...argv);
		expect(ran).toMatchObject({ code });
		expect(ran.err).toContain(problem);
		expect(ran.err).toContain(hint);
		expect(ran.err).not.toMatch(/`\//);
		if (code === 0) return;
		const told = await baton(directory, ...argv, "--json");
		expect(told).toMatchObject({ code, err: "" });
		expect(JSON.parse(told.out)).toMatchObject({ ok: false });
	});
});

describe("what a person reads", () => {
	test("of a claim is the lease, its name and the brief", async () => {
		await baton(
			directory,
			"enroll",
			"81",
			"Rotate \u001b[31mlogs",
			"--description",
			"Say `/claim` and see",
		);
		const { out } = await baton(
			directory,
			"claim",
			"81",
			"--agent-as",
			"backend-1",
		);
		const name = directory.split("/").at(-1);
		expect(out).toMatch(/^81: Rotate .*logs\nbackend-1 holds it until \d{4}-/);
		expect(out).toContain(`\nlease local/${name}/board:81@1\n`);
		expect(out).toContain("Say `/claim` and see");
		expect(out).not.toContain("\u001b");
	});

	test("of lists is a line for each task, within the width of the terminal", async () => {
		const env = { LANG: "C.UTF-8" };
		const { out } = await batonWith(
			{ directory, env },
			"list",
			"--status",
			"ready,in_progress,blocked",
		);
		const lines = out.split("\n");
		expect(
			lines.some((line) => /^81 +in_progress +backend-1 +Rotate/.test(line)),
		).toBe(true);
		expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(
			80,
		);
		expect((await baton(directory, "next")).out).toMatch(
			/^task-words-a1b2 +ready/m,
		);
	});

	test("of anything else is what changed, without what steers a terminal", async () => {
		const { out } = await baton(
			directory,
			"summary",
			"81",
			"half\u0007 done",
			"--agent-as",
			"backend-1",
		);
		expect(out).toMatch(/^summary 81: done, version \d+/);
		expect((await baton(directory, "explain", "81")).out).toContain("81");
		expect((await baton(directory, "recall", "nothing/here")).out).toBe(
			"Nothing is remembered under that.",
		);
	});
});
