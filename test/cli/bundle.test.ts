import { execFile } from "node:child_process";
import {
	cp,
	mkdtemp,
	readdir,
	readFile,
	rm,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VERB_COMMANDS } from "../../src/cli/verb-names.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard } from "../support/speak.ts";
import {
	type BoardRepository,
	makeRepository,
	makeWorkplace,
	planned,
} from "./board-repository.ts";

const runFile = promisify(execFile);

let bench: Bench;
let repository: BoardRepository;
let home: string;

/** The package as it is installed, but without anything it depends on. */
beforeAll(async () => {
	home = await mkdtemp(join(tmpdir(), "baton-bundle-"));
	await cp("package.json", join(home, "package.json"));
	await bundle();
	bench = makeBench();
	await openBoard(bench, {}, ["42"]);
	repository = await makeRepository();
	await repository.take(bench);
});

afterAll(async () => {
	await repository.remove();
	await rm(home, { recursive: true, force: true });
});

const out = () => join(home, "dist", "cli");

const bundle = () =>
	runFile(process.execPath, ["scripts/bundle-cli.mjs", out()]);

function baton(...args: string[]) {
	const main = join(out(), "main.js");
	return runFile(process.execPath, [main, ...args], {
		cwd: repository.directory,
	});
}

test("the bundle needs no other package", async () => {
	expect((await baton("--help")).stdout).toMatch(/^Usage: baton/);
	expect(JSON.parse((await baton("show", "42")).stdout)).toMatchObject({
		task: { key: "42" },
	});
	expect((await baton("doctor")).stdout).toContain("everything is in order");
	expect((await baton("verify")).stdout).toContain("2 commits, each follows");
	expect(JSON.parse((await baton("export")).stdout)).toMatchObject({
		tasks: [{ key: "42" }],
	});
	await expect(baton("sync")).rejects.toMatchObject({
		code: 3,
		stderr: expect.stringContaining("origin gave no answer"),
	});
});

test("what Baton wrote is read without a YAML parser, and what others wrote with one", async () => {
	const parser = join(out(), "yaml.cjs");
	await rm(parser);
	for (const words of [["show", "42"], ["doctor"], ["verify"], ["export"]])
		expect((await baton(...words)).stderr).toBe("");
	await bundle();
	expect((await readFile(parser, "utf8")).length).toBeGreaterThan(100_000);
});

test("help and a wrong command line load next to nothing", async () => {
	let bytes = 0;
	for (const file of await readdir(out())) {
		const path = join(out(), file);
		if (file.endsWith(".js")) bytes += (await readFile(path)).length;
		else if (file !== "package.json") await rm(path);
	}
	for (const words of [["verify"], ["execute"], ["execute", "record"]])
		expect((await baton(...words, "--help")).stdout).toMatch(/^Usage: baton/);
	expect((await baton("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
	for (const words of [["frobnicate"], ["execute", "record", "--sideways"]])
		await expect(baton(...words)).rejects.toMatchObject({ code: 2 });
	await bundle();
	expect(bytes).toBeLessThan(60_000);
});

/** Says one command after the other in one process, each to a `main.js` that is loaded anew, and prints what came of each. */
const EACH = `
const [main, lines] = process.argv.slice(1);
const write = process.stdout.write.bind(process.stdout);
(async () => {
	const told = [];
	for (const words of JSON.parse(lines)) {
		let out = "";
		process.stdout.write = (text) => ((out += text), true);
		process.exitCode = undefined;
		process.argv = [process.execPath, main, ...words];
		delete require.cache[main];
		require(main);
		while (process.exitCode === undefined) await new Promise(setImmediate);
		told.push({ words, code: process.exitCode, first: out.split("\\n")[0] });
	}
	process.exitCode = 0;
	write(JSON.stringify(told));
})();
`;

test("every verb and every completion can be loaded", async () => {
	const verbs = VERB_COMMANDS.map((verb) => [verb, "--help"]);
	const shells = ["bash", "zsh", "fish"].map((one) => ["completion", one]);
	const said = JSON.stringify([...verbs, ...shells]);
	const main = join(out(), "main.js");
	const { stdout } = await runFile(process.execPath, ["-e", EACH, main, said]);
	expect(JSON.parse(stdout)).toEqual([
		...verbs.map((words) => ({
			...{ words, code: 0 },
			first: expect.stringContaining(`Usage: baton ${words[0]}`),
		})),
		...shells.map((words) => ({
			...{ words, code: 0 },
			first: expect.stringMatching(/^#.*baton/),
		})),
	]);
}, 60_000);

test("what was compiled for another engine is compiled anew", async () => {
	const cache = join(out(), "app.cache");
	const compiled = await readFile(cache);
	expect(compiled.length).toBeGreaterThan(100_000);
	const shown = await baton("show", "42");
	await writeFile(cache, compiled.fill(0, 4, 12));
	expect(await baton("show", "42")).toEqual(shown);
	await rm(cache);
	expect(await baton("show", "42")).toEqual(shown);
	await bundle();
});

describe("processes at the same moment", () => {
	const roles = ["one", "two", "three", "four"];
	const steps = roles.map((role) => `      - { role: ${role}, task: Do it }`);
	let work: BoardRepository;

	beforeAll(async () => {
		work = await makeWorkplace();
		const plan = `phases:\n  - name: All\n    steps:\n${steps.join("\n")}\n`;
		await planned(work.directory, "Many at once", plan);
	});

	afterAll(() => work.remove());

	const started = (...args: string[]) =>
		runFile(process.execPath, [join(out(), "main.js"), ...args], {
			cwd: work.directory,
		});

	test("one gets a step, and all that are refused say who has it", async () => {
		await started("execute", "start");
		const tries = Array.from({ length: 6 }, (_, index) =>
			started(
				...["execute", "dispatched", "--step-id", "1.1"],
				...["--agent-as", `worker-${index}`, "--json"],
			).catch((error: { code: number; stdout: string }) => error),
		);
		const answers = (await Promise.all(tries)).map(({ stdout }) =>
			JSON.parse(stdout),
		);
		const won = answers.filter(({ ok }) => ok);
		expect(won).toHaveLength(1);
		for (const answer of answers)
			if (!answer.ok)
				expect(answer).toMatchObject({
					code: "CONFLICT_LOCKED",
					data: { holder: won[0].data.agent },
				});
	});

	test("what all of them record is kept", async () => {
		for (const step of ["1.2", "1.3", "1.4"])
			await started("execute", "dispatched", "--step-id", step);
		await Promise.all(
			["1.2", "1.3", "1.4"].map((step) =>
				started(
					...["execute", "record", "--step-id", step],
					...["--status", "complete", "--outcome", `did ${step}`],
				),
			),
		);
		const { stdout } = await started("execute", "status", "--json");
		const [{ steps: known }] = JSON.parse(stdout).data.phases;
		expect(known.map(({ status }: { status: string }) => status)).toEqual([
			...["dispatched", "complete", "complete", "complete"],
		]);
		expect((await started("verify")).stdout).toContain("each follows");
		expect((await started("list-tasks")).stdout).toMatch(/^task-[a-z]+-/);
	});
});

test("whoever reads no further is told of no defect", async () => {
	const line = 'set -o pipefail; "$0" "$@" | true';
	const { stderr } = await runFile("bash", [
		...["-c", line, process.execPath, join(out(), "main.js")],
		...["export", "--repo", repository.directory],
	]);
	expect(stderr).toBe("");
});

test("functions keep their names, so that a stack trace can be read", async () => {
	await rm(join(home, "package.json"));
	await cp("package.json", join(home, "dist", "package.json"));
	const failed = await baton("show", "42").catch((error) => error);
	await rm(join(home, "dist", "package.json"));
	await cp("package.json", join(home, "package.json"));
	expect(failed).toMatchObject({
		code: 1,
		stderr: expect.stringMatching(/ENOENT[\s\S]*at ownVersion \(file:/),
	});
});
