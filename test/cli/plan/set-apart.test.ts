import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
	type BoardRepository,
	baton,
	git,
	makeWorkplace,
	planned,
} from "../board-repository.ts";

let repository: BoardRepository;
let directory: string;

beforeEach(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
});

afterEach(() => repository.remove());

/** Writes over a task's plan on the board's branch, as somebody with an editor would. */
async function spoil(key: string): Promise<void> {
	const tree = join(directory, ".git", "by-hand");
	await git(directory, "worktree", "add", "--quiet", tree, "baton/board");
	const { stdout } = await promisify(execFile)("git", [
		...["-C", tree, "ls-files", `tasks/*/${key}/plan.yaml`],
	]);
	await writeFile(join(tree, stdout.trim()), "<<<<<<< ours\n");
	await git(tree, "commit", "--quiet", "--all", "-m", "by hand");
	await git(directory, "worktree", "remove", "--force", tree);
}

test("a run whose plan an edit by hand broke is told of as quarantined, and nothing of it is run or recorded", async () => {
	const key = await planned(directory);
	expect((await baton(directory, "execute", "start")).code).toBe(0);
	await spoil(key);
	for (const name of ["next", "status", "resume"]) {
		const { out, err } = await baton(directory, "execute", name);
		expect(out + err, name).toMatch(/quarantined/i);
	}
	for (const words of [
		["record", "--step-id", "1.1", "--run"],
		["gate", "--run"],
		["dispatched", "--step-id", "1.1"],
	]) {
		const { code, err } = await baton(directory, "execute", ...words);
		expect([code, err], words[0]).toEqual([
			1,
			expect.stringMatching(/quarantined/),
		]);
	}
});
