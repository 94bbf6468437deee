import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard } from "../support/speak.ts";
import { type BoardRepository, makeRepository } from "./board-repository.ts";

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
	const main = await readFile(join(out(), "main.js"), "utf8");
	let bytes = 0;
	for (const file of await readdir(out())) {
		const isLoaded =
			file === "main.js" || new RegExp(`(from|import) "./${file}"`).test(main);
		const path = join(out(), file);
		if (isLoaded) bytes += (await readFile(path)).length;
		else await rm(path);
	}
	expect((await baton("verify", "--help")).stdout).toMatch(/^Usage: baton/);
	await expect(baton("frobnicate")).rejects.toMatchObject({ code: 2 });
	await bundle();
	expect(bytes).toBeLessThan(20_000);
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
