import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runChild } from "../../src/cli/worker/run-child.ts";

let directory: string;
let printed: string[];

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), "baton-child-"));
	printed = [];
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const start = (...command: [string, ...string[]]) => {
	let told: () => void = () => undefined;
	const heard = new Promise<void>((resolve) => {
		told = resolve;
	});
	const take = (line: string) => {
		printed.push(line);
		told();
	};
	const child = runChild(command, {
		directory,
		env: { PATH: process.env.PATH, SAID: "$(touch pwned)" },
		lines: { prefix: "[42] ", print: { out: take, err: take } },
	});
	return { ...child, heard };
};

test("a command ends with its exit code, and its lines are told apart from others", async () => {
	const { ended } = start(
		...["sh", "-c", 'echo "$SAID" "$1"; echo err >&2; exit 65', "sh"],
		"`touch pwned`",
	);
	expect(await ended).toEqual({ exitCode: 65 });
	expect(printed.toSorted()).toEqual([
		"[42] $(touch pwned) `touch pwned`",
		"[42] err",
	]);
	await expect(readFile(join(directory, "pwned"))).rejects.toThrow("ENOENT");
});

test("one that a signal ended has 128 and its number", async () => {
	const { ended } = start("sh", "-c", "kill -9 $$");
	expect(await ended).toEqual({ exitCode: 137 });
});

test.each([
	["is not there", ["no-such-program"]],
	["has a word that no system takes", ["true", "a\0b"]],
])("one that %s could not be started", async (_, command) => {
	const { ended, stop } = start(...(command as [string]));
	expect(await ended).toEqual({ unstartable: expect.any(String) });
	stop();
});

test("one that has no ears for the end is ended with all it started", async () => {
	const { ended, stop, heard } = start(
		...["sh", "-c", `sh -c 'trap "" TERM; echo $$; while :; do sleep 1; done'`],
	);
	await heard;
	const [, pid] = /(\d+)$/.exec(printed[0] ?? "") ?? [];
	stop();
	stop();
	await ended;
	expect(() => process.kill(Number(pid), 0)).toThrow("ESRCH");
}, 30_000);
