import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { headMark } from "../../src/cli/head-mark.ts";

const [BEFORE, AFTER] = ["a".repeat(40), "b".repeat(40)];

let gitdir: string;

beforeEach(async () => {
	gitdir = await mkdtemp(join(tmpdir(), "baton-mark-"));
	const mark = headMark(gitdir, "baton/board", () => AFTER);
	mark.write(String(AFTER));
	await mark.settled();
});

afterEach(() => rm(gitdir, { recursive: true, force: true }));

const read = (seen: string | null | undefined) =>
	headMark(gitdir, "baton/board", () => seen).read();

test("a mark counts for the head that it was made for", async () => {
	expect(await read(AFTER)).toBe(AFTER);
});

test("a mark that another process moved on since the head was read says nothing about that head", async () => {
	expect(await read(BEFORE)).toBeUndefined();
	expect(await read(null)).toBeUndefined();
	expect(await read(undefined)).toBeUndefined();
});
