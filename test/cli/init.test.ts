import { execFile } from "node:child_process";
import {
	chmod,
	mkdir,
	mkdtemp,
	readFile,
	rm,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withAgentsSection } from "../../src/cli/init/agents-section.ts";
import { CONFIG_TEXT } from "../../src/cli/init/config-text.ts";
import { ISSUE_FORM_TEXT } from "../../src/cli/init/issue-form-text.ts";
import { readTaskForm } from "../../src/github/issue-form.ts";
import { configFile } from "../../src/schema/config.ts";
import { DOCUMENT_LIMITS, parseYaml } from "../../src/store/yaml.ts";
import {
	type BoardRepository,
	baton,
	git,
	makeWorkplace,
} from "./board-repository.ts";

const FILES = [
	".github/baton.yml",
	".github/ISSUE_TEMPLATE/baton-task.yml",
	"AGENTS.md",
] as const;

let repository: BoardRepository;
let directory: string;

beforeEach(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
});

afterEach(() => repository.remove());

const read = (path: string) => readFile(join(directory, path), "utf8");

/** All that is there: files, refs, and what git keeps for Baton. */
const everything = () =>
	new Promise<string>((resolve) => {
		execFile(
			"find",
			[".", "-not", "-path", "./.git/objects*", "-printf", "%p %s\n"],
			{ cwd: directory },
			(_, stdout) => resolve(stdout.split("\n").sort().join("\n")),
		);
	});

test("writes its three files and opens the board", async () => {
	const { code, out, err } = await baton(directory, "init");
	expect({ code, err }).toEqual({ code: 0, err: "" });
	expect(out).toBe(
		[
			...FILES.map((path) => `created: ${path}`),
			"opened: the board on the branch baton/board",
			"",
			"Next:",
			'  baton plan "<what is to be done>" --save',
		].join("\n"),
	);
	expect(await git(directory, "status", "--porcelain")).toBe(
		"?? .github/\n?? AGENTS.md",
	);
	expect(await git(directory, "log", "--format=%s", "baton/board")).toBe(
		"configure: the board is opened",
	);
});

test("said again keeps everything, and says so", async () => {
	await baton(directory, "init");
	await writeFile(join(directory, FILES[0]), "review: never\n");
	const before = await everything();
	const told = await baton(directory, "init", "--json");
	expect(JSON.parse(told.out)).toEqual({
		...{ ok: true, dry_run: false, board: "keep" },
		files: FILES.map((path) => ({ path, action: "keep" })),
	});
	expect(await everything()).toBe(before);
	const forced = await baton(directory, "init", "--force");
	expect(forced.out).toContain(`replaced: ${FILES[0]}\n`);
	expect(await read(FILES[0])).toBe(CONFIG_TEXT);
});

test("--dry-run lists what would be done and does nothing", async () => {
	const before = await everything();
	const { code, out } = await baton(directory, "init", "--dry-run");
	expect({ code, out }).toEqual({
		code: 0,
		out: [
			...FILES.map((path) => `would create: ${path}`),
			"would open: the board on the branch baton/board",
		].join("\n"),
	});
	expect(await everything()).toBe(before);
});

test("the board has the config of the file, and takes a new one with --configure", async () => {
	await mkdir(join(directory, ".github"));
	const config = async () =>
		parseYaml(
			await git(directory, "show", "baton/board:board.yaml"),
			DOCUMENT_LIMITS,
		);
	await writeFile(
		join(directory, FILES[0]),
		"review: never\nagents:\n  worker: { logins: [ada-lovelace, bob] }\n",
	);
	await baton(directory, "init");
	expect(await config()).toMatchObject({
		value: {
			config: {
				review: "never",
				allow_unproven_gates: true,
				agents: {
					worker: { logins: [{ login: "Ada-Lovelace" }, { login: "bob" }] },
				},
			},
		},
	});
	await writeFile(join(directory, FILES[0]), "review: always\n");
	expect((await baton(directory, "init", "--configure")).code).toBe(0);
	expect(await config()).toMatchObject({
		value: { config: { review: "always" } },
	});
});

describe("where it cannot be done it says why, and changes nothing:", () => {
	const refused = async (code: number, message: string, hint: string) => {
		const before = await everything();
		const ran = await baton(directory, "init");
		expect(ran).toEqual({
			code,
			out: "",
			err: `error: ${message}\n  hint: ${hint}`,
		});
		expect(await everything()).toBe(before);
	};

	test("outside a git repository", async () => {
		await rm(join(directory, ".git"), { recursive: true });
		await refused(
			3,
			`not a git repository: ${directory}`,
			"Make one with `git init`, or name another place with --repo.",
		);
	});

	test("on an unborn branch", async () => {
		await git(directory, "checkout", "--quiet", "--orphan", "new");
		await refused(
			1,
			"This repository has no commit yet: new is unborn.",
			'Make the first one with `git commit --allow-empty -m "start"`, then say `baton init` again.',
		);
	});

	test("on a detached HEAD", async () => {
		const head = await git(directory, "rev-parse", "HEAD");
		await git(directory, "checkout", "--quiet", "--detach");
		await refused(
			1,
			`HEAD is detached at ${head.slice(0, 12)}: no branch is checked out.`,
			"Check a branch out first, with `git switch <branch>`.",
		);
	});

	test("in a bare repository", async () => {
		const bare = join(directory, "bare.git");
		await git(directory, "clone", "--quiet", "--bare", ".", bare);
		expect(await baton(bare, "init")).toMatchObject({
			code: 1,
			err: expect.stringContaining("This repository is bare"),
		});
	});

	test("with a config that is wrong", async () => {
		await mkdir(join(directory, ".github"));
		await writeFile(join(directory, FILES[0]), "review: [\n");
		const before = await everything();
		expect(await baton(directory, "init")).toMatchObject({
			code: 1,
			err: expect.stringMatching(/^error: \.github\/baton\.yml: /),
		});
		await writeFile(join(directory, FILES[0]), "review: whenever\n");
		expect(await baton(directory, "init")).toMatchObject({
			code: 1,
			err: expect.stringMatching(
				/^error: \.github\/baton\.yml: review: .+\.\n {2}hint: Correct the file/,
			),
		});
		expect((await everything()).replace(/baton\.yml \d+/, "")).toBe(
			before.replace(/baton\.yml \d+/, ""),
		);
	});

	test("with marks in AGENTS.md that do not belong together", async () => {
		await writeFile(join(directory, "AGENTS.md"), "<!-- baton:end -->\n");
		const before = await everything();
		expect(await baton(directory, "init")).toMatchObject({
			code: 1,
			err: expect.stringContaining("does not belong together"),
		});
		expect(await everything()).toBe(before);
	});

	test("where a folder is a file", async () => {
		await writeFile(join(directory, ".github"), "");
		const before = await everything();
		expect(await baton(directory, "init")).toMatchObject({ code: 3 });
		expect(await everything()).toBe(before);
	});

	test("in a directory that is read-only", async () => {
		const ran = await asNobody(directory, "init");
		expect(ran).toMatchObject({
			code: 1,
			err: expect.stringMatching(
				/^error: .+ cannot be written to\.\n {2}hint: See that you may write there, and say it again; nothing was changed\.\n$/,
			),
		});
	});
});

/** Runs the bundle as somebody who may read everything here and write nothing: an administrator may write anywhere. */
async function asNobody(place: string, ...argv: readonly string[]) {
	const home = await mkdtemp(join(tmpdir(), "baton-nobody-"));
	const out = join(home, "dist", "cli");
	const run = (
		file: string,
		args: readonly string[],
		options: { readonly cwd?: string; readonly uid?: number } = {},
	) =>
		new Promise<{ code: number; err: string }>((resolve) => {
			const child = execFile(file, [...args], options, (_, __, stderr) =>
				resolve({ code: child.exitCode ?? -1, err: stderr }),
			);
		});
	await writeFile(
		join(home, "package.json"),
		'{"version":"0.0.0","type":"module"}',
	);
	await run(process.execPath, ["scripts/bundle-cli.mjs", out]);
	await git(place, "config", "--add", "safe.directory", "*");
	const isRoot = process.getuid?.() === 0;
	await run("chmod", ["-R", "a+rX", home, place]);
	if (!isRoot) await chmod(place, 0o555);
	const before = await everything();
	const ran = await run(process.execPath, [join(out, "main.js"), ...argv], {
		cwd: place,
		...(isRoot ? { uid: 65_534 } : {}),
	});
	expect(await everything()).toBe(before);
	if (!isRoot) await chmod(place, 0o755);
	await rm(home, { recursive: true });
	return ran;
}

describe("AGENTS.md", () => {
	const section = () => {
		const made = withAgentsSection(undefined);
		return made.ok ? made.text : "";
	};

	test("keeps all that is not Baton's, and its line ends", () => {
		for (const [present, lineEnd] of [
			["# Ours\n\nBe kind.", "\n"],
			["# Ours\r\n\r\nBe kind.\r\n", "\r\n"],
		] as const) {
			const made = withAgentsSection(present);
			const text = made.ok ? made.text : "";
			expect(text.startsWith(present)).toBe(true);
			expect(text.replaceAll(lineEnd, "\n").endsWith(section())).toBe(true);
			expect(withAgentsSection(text)).toEqual(made);
		}
	});

	test("has only the part between the marks brought up to date", () => {
		const old = `# Ours\n\n<!-- baton:begin -->\nold\n<!-- baton:end -->\n\nAfter.\n`;
		expect(withAgentsSection(old)).toEqual({
			ok: true,
			text: `# Ours\n\n${section()}\nAfter.\n`,
		});
	});

	test("tells the worker's loop in about 20 lines, with commands that there are", async () => {
		expect(section().split("\n").length).toBeLessThan(30);
		const commands = section().matchAll(/baton (execute )?([a-z]+)/g);
		let count = 0;
		for (const [, group, name = ""] of commands) {
			const words = group === undefined ? [name] : ["execute", name];
			expect(await baton(directory, ...words, "--help")).toMatchObject({
				code: 0,
			});
			count++;
		}
		expect(count).toBeGreaterThan(8);
	});
});

test("the config and the issue form are what Baton understands", () => {
	const config = parseYaml(CONFIG_TEXT, DOCUMENT_LIMITS);
	expect(configFile.parse(config.ok ? config.value : undefined)).toEqual(
		configFile.parse({}),
	);
	const uncommented = CONFIG_TEXT.replace(/^# (?=[a-z0-9_ -]+:)/gm, "").replace(
		/^review.*$/m,
		"",
	);
	const all = parseYaml(uncommented, DOCUMENT_LIMITS);
	expect(all).toMatchObject({ ok: true, value: { done_gates: ["ci"] } });
	expect(configFile.safeParse(all.ok ? all.value : undefined)).toMatchObject({
		success: true,
	});
	const form = parseYaml(ISSUE_FORM_TEXT, DOCUMENT_LIMITS);
	const { body } = (form.ok ? form.value : {}) as unknown as {
		body: readonly { attributes: { label: string } }[];
	};
	const answers: Record<string, string> = {
		Priority: "high",
		"Blocked by": "#41",
		Parent: "#40",
		Due: "2026-12-01",
	};
	const filled = body
		.map(
			({ attributes: { label } }) =>
				`### ${label}\n\n${answers[label] ?? "text"}`,
		)
		.join("\n\n");
	expect(readTaskForm(filled)).toEqual({
		form: {
			...{ goal: "text", acceptance: ["text"], priority: "high" },
			...{ capabilities: ["text"], blocked_by: ["41"], parent: "40" },
			...{ due: "2026-12-01", model_hint: "text" },
		},
		unread: [],
	});
});
