import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
	chmod,
	cp,
	mkdtemp,
	readdir,
	readFile,
	rm,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
	type BoardRepository,
	baton,
	git,
	makeWorkplace,
	planned,
} from "../board-repository.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

const PLAN = `phases:
  - name: Build
    steps:
      - { role: writer, task: Write it }
      - { role: tester, task: Test it }
    gate: { name: tests, command: git rev-parse HEAD }
  - name: Ship
    steps:
      - { role: writer, task: Ship it }
    gate: { name: smoke, command: git rev-parse HEAD }
`;

let repository: BoardRepository;
let directory: string;

beforeEach(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
});

afterEach(() => repository.remove());

/** Every file below a directory with what it holds, git's own among them. */
async function everything(place = directory): Promise<string> {
	const hash = createHash("sha256");
	const entries = await readdir(place, {
		recursive: true,
		withFileTypes: true,
	});
	const files = entries
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => join(parentPath, name))
		// What was looked at may be remembered beside the branch.
		.filter((path) => !path.includes(join(".git", "baton")))
		.sort();
	for (const path of files) hash.update(path).update(await readFile(path));
	return hash.digest("hex");
}

/** A run with its first step out. */
async function underWay(): Promise<void> {
	await planned(directory, "Log requests", PLAN);
	await baton(directory, "execute", "start");
	await baton(directory, "execute", "dispatched", "--step-id", "1.1");
}

/** A run whose first gate is pending. */
async function atGate(): Promise<void> {
	await underWay();
	await baton(directory, "execute", "dispatched", "--step-id", "1.2");
	for (const step of ["1.1", "1.2"])
		await baton(
			directory,
			...["execute", "record", "--step-id", step, "--status", "complete"],
		);
}

const record = ["execute", "record", "--step-id", "1.1"];
const NEXT = "`baton execute next` names what is to be done now.";
const COMMIT =
	"Commit the work and give the name that git shows for it, or HEAD for the last one; leave --commit out where nothing was to be committed.";

interface Row {
	readonly what: string;
	readonly given?: () => Promise<unknown>;
	readonly words: readonly string[];
	readonly message: string;
	readonly hint: string;
	readonly code?: number;
}

const rows: readonly Row[] = [
	{
		what: "a status that is none",
		given: underWay,
		words: [...record, "--status", "done"],
		message: 'A step is recorded as complete or failed, not as "done".',
		hint: "Give `complete` or `failed` as the status.",
	},
	{
		what: "no status",
		given: underWay,
		words: record,
		message: "execute record needs a status",
		hint: "Say --status complete or --status failed; --run takes it from the step's own command.",
		code: 2,
	},
	{
		what: "an unknown step",
		given: underWay,
		words: ["execute", "record", "--step-id", "9.9", "--status", "complete"],
		message: "There is no step 9.9 in this plan.",
		hint: "Its steps are 1.1, 1.2, 2.1.",
	},
	{
		what: "no step",
		given: underWay,
		words: ["execute", "record", "--status", "complete"],
		message: "execute record needs a step",
		hint: "Name it with --step-id; `baton execute status` shows all steps.",
		code: 2,
	},
	{
		what: "a step that nobody has",
		given: underWay,
		words: ["execute", "record", "--step-id", "1.2", "--status", "complete"],
		message:
			"The lease on step 1.2 is not valid: nobody holds it; it has to be dispatched first.",
		hint: "`baton execute dispatched --step-id 1.2` takes the step; then say it again.",
	},
	{
		what: "a gate before its steps are done",
		given: underWay,
		words: ["execute", "gate", "--phase-id", "1", "--result", "pass"],
		message:
			"The gate behind phase 1 is not the pending one: phase 1 (Build) has open steps.",
		hint: NEXT,
	},
	{
		what: "a gate of a later phase",
		given: atGate,
		words: ["execute", "gate", "--phase-id", "2", "--result", "pass"],
		message:
			"The gate behind phase 2 is not the pending one: phase 1 (Build) waits for its gate.",
		hint: NEXT,
	},
	{
		what: "a gate of no phase",
		given: atGate,
		words: ["execute", "gate", "--phase-id", "99", "--result", "pass"],
		message: "There is no phase 99 in this plan.",
		hint: "Its phases are 1, 2.",
	},
	{
		what: "a gate without a word on it",
		given: atGate,
		words: ["execute", "gate", "--phase-id", "1"],
		message: "execute gate needs --run or --result",
		hint: "--run runs the gate's command, which proves it; --result pass or --result fail records your word as not proven.",
		code: 2,
	},
	{
		what: "a commit that nobody made",
		given: underWay,
		words: [...record, "--status", "complete", "--commit", "0123abcd"],
		message: "There is no commit 0123abcd in this repository.",
		hint: COMMIT,
	},
	{
		what: "a commit that cannot be one",
		given: underWay,
		words: [...record, "--status", "complete", "--commit=--all"],
		message: "There is no commit --all in this repository.",
		hint: COMMIT,
	},
	{
		what: "the end of a run that has none yet",
		given: underWay,
		words: ["execute", "complete"],
		message: "The run is not complete: Dispatch agent 'tester' for step 1.2.",
		hint: NEXT,
	},
	{
		what: "changes that no commit holds",
		async given() {
			await writeFile(join(directory, "a.txt"), "one\n");
			await git(directory, "add", "a.txt");
			await git(directory, "commit", "--quiet", "-m", "a");
			await atGate();
			await writeFile(join(directory, "a.txt"), "two\n");
		},
		words: ["execute", "gate", "--run"],
		message:
			"No commit holds the changes of a.txt: the gate would prove something that is nowhere.",
		hint: "Commit them first, or name in .gitignore what is no part of the work; --allow-dirty has the files judged as they are.",
	},
	{
		what: "no git repository",
		given: () => rm(join(directory, ".git"), { recursive: true }),
		words: ["plan", "Log requests", "--save"],
		message: "not a git repository: DIRECTORY",
		hint: "Make one with `git init`, or name another place with --repo.",
		code: 3,
	},
	{
		what: "a repository without a board",
		words: ["execute", "next"],
		message:
			"There is no board in this repository yet: it has no branch baton/board.",
		hint: '`baton plan "<task>" --save` opens one with its first plan; so does `baton init`.',
	},
];

test.each(rows)(
	"$what is refused with the next step, and nothing is changed",
	async ({ given, words, message, hint, code = 1 }) => {
		await given?.();
		const before = await everything();
		const ran = await baton(directory, ...words);
		expect(ran).toEqual({
			code,
			out: "",
			err: `error: ${message}\n  hint: ${hint}`.replace("DIRECTORY", directory),
		});
		const json = await baton(directory, ...words, "--json");
		expect(json.code).toBe(code);
		expect(json.err).toBe("");
		expect(JSON.parse(json.out)).toMatchObject({
			ok: false,
			message: message.replace("DIRECTORY", directory),
			hint,
		});
		expect(await everything()).toBe(before);
	},
);

describe("a run goes from start to end, and leaves HEAD alone, where", () => {
	const heads = {
		"HEAD is detached": () => git(directory, "checkout", "--quiet", "--detach"),
		"nothing was ever committed": () =>
			git(directory, "checkout", "--quiet", "--orphan", "unborn"),
	};
	test.each(Object.entries(heads))("%s", async (_what, given) => {
		await given();
		const head = () => readFile(join(directory, ".git", "HEAD"), "utf8");
		const before = await head();
		await planned(
			directory,
			"Log requests",
			"phases: [{ name: One, steps: [{ role: a, task: t }], gate: { name: g, command: git --version } }]",
		);
		for (const words of [
			["start"],
			["dispatched", "--step-id", "1.1"],
			["record", "--step-id", "1.1", "--status", "complete"],
			["gate", "--run"],
			["complete"],
		]) {
			const ran = await baton(directory, "execute", ...words);
			expect([ran.code, words[0]], ran.err).toEqual([0, words[0]]);
		}
		expect(await head()).toBe(before);
	});
});

test("HEAD names no commit before there is one", async () => {
	await git(directory, "checkout", "--quiet", "--orphan", "unborn");
	await underWay();
	const before = await everything();
	const ran = await baton(
		directory,
		...[...record, "--status", "complete", "--commit", "HEAD"],
	);
	expect(ran.err).toBe(
		`error: There is no commit HEAD in this repository.\n  hint: ${COMMIT}`,
	);
	expect(await everything()).toBe(before);
});

describe("where nothing may be written", () => {
	let home: string;

	beforeEach(async () => {
		// Whoever else runs it has to find it.
		home = await mkdtemp(join(tmpdir(), "baton-read-only-"));
		await cp(join(ROOT, "package.json"), join(home, "package.json"));
		const built = spawnSync(process.execPath, [
			...["scripts/bundle-cli.mjs", join(home, "dist", "cli")],
		]);
		expect(built.status).toBe(0);
	});

	afterEach(() => rm(home, { recursive: true, force: true }));

	/** Runs it as somebody who may only read. An administrator may write everywhere, and therefore is somebody else. */
	async function reading(...words: readonly string[]) {
		const isRoot = process.getuid?.() === 0;
		spawnSync("chmod", ["-R", "a+rX,a-w", home, directory]);
		const { status, stdout, stderr } = spawnSync(
			process.execPath,
			[join(home, "dist", "cli", "main.js"), ...words],
			{
				cwd: directory,
				env: {
					...process.env,
					GIT_CONFIG_COUNT: "1",
					GIT_CONFIG_KEY_0: "safe.directory",
					GIT_CONFIG_VALUE_0: "*",
				},
				...(isRoot ? { uid: 65_534 } : {}),
			},
		);
		spawnSync("chmod", ["-R", "u+w", home, directory]);
		return { code: status, out: String(stdout), err: String(stderr) };
	}

	test("a command says where, and that nothing came of it; a question is answered", async () => {
		await underWay();
		await chmod(directory, 0o755);
		const before = await everything();
		const next = await reading("execute", "next");
		expect([next.code, next.err]).toEqual([0, ""]);
		expect(next.out).toMatch(/^ACTION: DISPATCH\n/);
		const recorded = await reading(...record, "--status", "complete");
		expect(recorded.out).toBe("");
		expect(recorded.err).toMatch(
			/^error: [^\n]+ cannot be written to[^\n]*\n {2}hint: See that you may write to the repository's git directory\.\n$/,
		);
		expect(recorded.code).toBe(3);
		const saved = await reading("plan", "Add it", "--save");
		expect([saved.code, saved.out]).toEqual([3, ""]);
		expect(await everything()).toBe(before);
	});
});
