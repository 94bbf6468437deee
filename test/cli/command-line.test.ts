import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/command-table.ts";
import {
	type BoardRepository,
	baton,
	makeWorkplace,
} from "./board-repository.ts";

let repository: BoardRepository;
let directory: string;

beforeAll(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
});

afterAll(() => repository.remove());

describe("help", () => {
	test("lists every command that is not hidden", async () => {
		const { code, out } = await baton(directory, "--help");
		expect(code).toBe(0);
		for (const [name, { isHidden }] of Object.entries(COMMANDS))
			expect(out.includes(`\n  ${name} `)).toBe(isHidden !== true);
	});

	test("explains each command and each command of a group, with every option", async () => {
		for (const [name, { load }] of Object.entries(COMMANDS)) {
			const found = await load();
			const commands =
				"commands" in found
					? Object.entries(found.commands).map(
							([sub, spec]) => [`${name} ${sub}`, spec] as const,
						)
					: [[name, found] as const];
			for (const [path, spec] of commands) {
				const words = path.split(" ");
				const { code, out } = await baton(directory, ...words, "--help");
				expect(code).toBe(0);
				expect(out).toContain(`Usage: baton ${path} `);
				for (const option of Object.keys(spec.options))
					expect(out).toContain(`--${option}`);
				expect((await baton(directory, "help", ...words)).out).toBe(out);
			}
		}
	});

	test("is what a group alone prints, as used wrongly", async () => {
		expect(await baton(directory, "execute")).toMatchObject({
			code: 2,
			out: expect.stringMatching(/^Usage: baton execute[\s\S]*\n {2}record /),
		});
		expect(await baton(directory)).toMatchObject({ code: 2, err: "" });
	});
});

describe("what cannot be understood", () => {
	test.each([
		[["exceute"], 'no command "exceute"', "Did you mean `baton execute`?"],
		[["execute", "recrod"], '"execute recrod"', "`baton execute record`?"],
		[["execute", "record", "--outcom", "x"], "takes no --outcom", "--outcome?"],
		[["plan", "x", "--risk", "hig"], "one of LOW, MEDIUM", "mean HIGH?"],
		[["plan"], "plan needs a task", "baton plan"],
		[["execute", "switch"], "execute switch needs a task", "--help"],
		[["execute", "next", "1.1"], 'do with "1.1"', "--help"],
		[["show", "42", "--at"], "'--at <value>' argument missing", "--help"],
		[["--sideways"], "before --sideways", "baton --help"],
		[["doctor", "--output", "yaml"], "one of text, json", "--help"],
		[["completion", "tcsh"], 'no completion for "tcsh"', "bash, zsh, fish"],
		[["doctor", "--branch", "a..b"], "no name of a branch", "baton/board"],
		[["execute", "list", "--branch", "a b"], "no name of a branch", "--branch"],
	])("%j ends with 2, the reason and a hint", async (argv, said, hint) => {
		const ran = await baton(directory, ...argv);
		expect(ran).toMatchObject({ code: 2, out: "" });
		expect(ran.err).toMatch(/^error: .+\n {2}hint: .+$/);
		expect(ran.err.split("\n")[0]).toContain(said);
		expect(ran.err.split("\n")[1]).toContain(hint);
		const told = await baton(directory, ...argv, "--json");
		if (argv.includes("--at")) return;
		expect(told).toMatchObject({ code: 2, err: "" });
		expect(JSON.parse(told.out)).toMatchObject({ code: "VALIDATION" });
	});
});

describe("options", () => {
	test("--output json is --json, and options may stand before the command", async () => {
		const long = await baton(directory, "dashboard", "--json");
		expect(JSON.parse(long.out)).toMatchObject({ runs: { total: 0 } });
		const [other, before] = [
			await baton(directory, "dashboard", "--output", "json"),
			await baton("/", "--repo", directory, "--json", "dashboard"),
		];
		const withoutTime = (text: string) => ({ ...JSON.parse(text), at: "" });
		for (const ran of [other, before])
			expect(withoutTime(ran.out)).toEqual(withoutTime(long.out));
	});

	test("refusals are one line and a hint, or the refusal itself with --json", async () => {
		const ran = await baton(directory, "execute", "next");
		expect(ran).toEqual({
			code: 1,
			out: "",
			err: 'error: There is no board in this repository yet: it has no branch baton/board.\n  hint: `baton plan "<task>" --save` opens one with its first plan; so does `baton init`.',
		});
		const told = await baton(directory, "execute", "next", "--json");
		expect(told).toMatchObject({ code: 1, err: "" });
		expect(JSON.parse(told.out)).toMatchObject({
			...{ ok: false, code: "NOT_FOUND", retryable: false },
		});
	});

	test("a place that is no repository is unavailable, with what to do", async () => {
		for (const words of [["execute", "list"], ["init"], ["show", "42"]])
			expect(await baton("/", ...words)).toMatchObject({
				code: 3,
				err: expect.stringMatching(
					/^error: not a git repository: \/\n {2}hint: .*git init/,
				),
			});
	});
});

test("help fits into 80 columns, whatever is asked about", async () => {
	const asked: string[][] = [[]];
	for (const [name, entry] of Object.entries(COMMANDS)) {
		asked.push([name]);
		const found = await entry.load();
		if (!("commands" in found)) continue;
		for (const sub of Object.keys(found.commands)) asked.push([name, sub]);
	}
	expect(asked.length).toBeGreaterThan(25);
	for (const words of asked) {
		const { code, out } = await baton(process.cwd(), ...words, "--help");
		expect([code, words]).toEqual([0, words]);
		expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
	}
});
