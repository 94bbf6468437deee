import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const run = promisify(execFile);
let scratch: string;

beforeEach(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-bench-test-"));
	if (!existsSync("dist/cli/main.js")) await run("npm", ["run", "build"]);
});

afterEach(() => rm(scratch, { recursive: true, force: true }));

function bench(...args: string[]) {
	return run(process.execPath, ["bench/main.mjs", ...args], {
		env: { ...process.env, TMPDIR: scratch },
	});
}

test("the benchmarks print a row for each measurement beside its floor, and leave nothing behind", async () => {
	const { stdout } = await bench("--quick", "lone", "claim-race", "cli");
	const rows = stdout
		.split("\n")
		.filter((line) => /^\| [^-]/.test(line))
		.map((line) => line.split("|").map((cell) => cell.trim()));
	const [headings, ...measured] = rows;
	expect(headings?.slice(1, 4)).toEqual(["what", "ours", "floor"]);
	expect(measured.map((row) => row[1])).toEqual([
		"one lone command, p50, 200 tasks",
		"8 processes claim one task",
		"baton execute next as a process",
		"baton execute record as a process",
	]);
	expect(measured[0]?.[2]).toMatch(/^[\d.]+ ms$/);
	expect(measured[0]?.[3]).toMatch(/^git push [\d.]+ ms$/);
	expect(measured[1]?.[2]).toMatch(/^1 winner, [\d.]+ s$/);
	for (const row of measured.slice(2)) {
		expect(row[2]).toMatch(/^[\d.]+ ms$/);
		expect(row[3]).toMatch(/^node -e 0 [\d.]+ ms$/);
	}
	expect(await readdir(scratch)).toEqual([]);
}, 120_000);

test("a row that does not exist is refused with those that do", async () => {
	await expect(bench("speed")).rejects.toMatchObject({
		code: 2,
		stderr: expect.stringContaining("there is no row speed"),
	});
});
