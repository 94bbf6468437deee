import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
	type BoardRepository,
	baton,
	git,
	makeWorkplace,
	planned,
} from "./board-repository.ts";

let repository: BoardRepository;
let directory: string;

beforeEach(async () => {
	repository = await makeWorkplace();
	({ directory } = repository);
	await planned(directory);
	// Somebody edits the branch by hand and leaves what nobody can read.
	const tree = join(directory, ".git", "by-hand");
	await git(directory, "worktree", "add", "--quiet", tree, "baton/board");
	await mkdir(join(tree, "learned"), { recursive: true });
	await writeFile(join(tree, "learned", "roles.yaml"), "roles: [what\n");
	await git(tree, "add", "--all");
	await git(tree, "commit", "--quiet", "-m", "by hand");
	await git(directory, "worktree", "remove", "--force", tree);
});

afterEach(() => repository.remove());

const MESSAGE =
	/What finished runs taught cannot be read: learned\/roles\.yaml: /;

test("what was learned and cannot be read is named, and is not nothing", async () => {
	const ran = await baton(directory, "learned");
	expect([ran.code, ran.out]).toEqual([1, ""]);
	expect(ran.err).toMatch(MESSAGE);
	expect(ran.err).toMatch(
		/\n {2}hint: Mend it by hand on the board's branch\./,
	);
	const json = await baton(directory, "learned", "--json");
	expect(json.code).toBe(1);
	expect(JSON.parse(json.out)).toMatchObject({
		ok: false,
		data: { documents: [{ path: "learned/roles.yaml" }] },
	});
});

test("a plan is made without it, and says so", async () => {
	const ran = await baton(directory, "plan", "Add it");
	expect(ran.code).toBe(0);
	expect(ran.err).toMatch(/^warning: /);
	expect(ran.err).toMatch(MESSAGE);
	expect(ran.out).toMatch(/^Task: Add it\n/);
});
