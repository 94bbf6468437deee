import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { taskPath } from "../../src/store/layout.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import {
	type BoardRepository,
	baton,
	git,
	makeRepository,
} from "./board-repository.ts";

let bench: Bench;
let repository: BoardRepository;
let directory: string;

const markPath = () => join(directory, ".git", "baton", "verified.json");

beforeEach(async () => {
	bench = makeBench();
	await openBoard(bench, {}, ["41", "42"]);
	repository = await makeRepository();
	({ directory } = repository);
	await repository.take(bench);
});

afterEach(() => repository.remove());

async function noteOn(task: string): Promise<void> {
	await bench.engine.perform([
		say(bench, "alice", "note", { task, input: { body: "seen" } }),
	]);
	await repository.take(bench);
}

const short = async () =>
	(await git(directory, "rev-parse", "baton/board")).slice(0, 12);

describe("baton verify", () => {
	test("verifies all the first time, then what is new, and all again when asked to", async () => {
		expect(await baton(directory, "verify")).toEqual({
			code: 0,
			out: `baton/board: 3 commits, each follows from its parent; head ${await short()}`,
			err: "",
		});
		await noteOn("42");
		expect((await baton(directory, "verify")).out).toBe(
			`baton/board: 1 commits new, 3 verified before; head ${await short()}`,
		);
		expect((await baton(directory, "verify")).out).toBe(
			`baton/board: 0 commits new, 4 verified before; head ${await short()}`,
		);
		expect((await baton(directory, "verify", "--from-start")).out).toBe(
			`baton/board: 4 commits, each follows from its parent; head ${await short()}`,
		);
	});

	test("answers as JSON, with where it went on from", async () => {
		await baton(directory, "verify");
		await noteOn("41");
		const { out } = await baton(directory, "verify", "--json");
		expect(JSON.parse(out)).toEqual({
			ok: true,
			head: await git(directory, "rev-parse", "baton/board"),
			commits: 4,
			before: 3,
		});
	});

	test("keeps its mark beside git's own files, for all work trees, and leaves index and work tree alone", async () => {
		const index = join(directory, ".git", "index");
		await git(directory, "reset", "--quiet");
		const before = await readFile(index);
		await git(directory, "worktree", "add", "--quiet", "--detach", "linked");
		const linked = join(directory, "linked");
		await baton(linked, "verify");
		expect((await baton(directory, "verify")).out).toContain(
			"3 verified before",
		);
		expect(await git(linked, "status", "--porcelain")).toBe("");
		expect(await git(directory, "status", "--porcelain")).toBe("?? linked/");
		expect(await readFile(index)).toEqual(before);
	});

	test("remembers several branches in one file, and passes over what is no mark", async () => {
		await repository.take(bench, "baton/other");
		await baton(directory, "verify");
		await baton(directory, "verify", "--branch", "baton/other");
		expect(Object.keys(JSON.parse(await readFile(markPath(), "utf8")))).toEqual(
			["baton/board", "baton/other"],
		);
		for (const junk of ["", "[1]", '{"baton/board": {"commits": 9}}', "null"]) {
			await writeFile(markPath(), junk);
			expect((await baton(directory, "verify")).out).toContain(
				"3 commits, each follows",
			);
		}
	});

	test("does without a mark where none can be written", async () => {
		await mkdir(join(directory, ".git", "baton"), { recursive: true });
		await mkdir(markPath());
		for (const _ of [1, 2])
			expect(await baton(directory, "verify")).toMatchObject({
				code: 0,
				out: expect.stringContaining("3 commits, each follows"),
			});
	});

	test("names the commit whose object is damaged on disk", async () => {
		const { tree } = await bench.store.version(bench.repository.head);
		const oid = tree.oidOf(taskPath("42", "baton")) as string;
		const path = join(
			directory,
			...[".git", "objects", oid.slice(0, 2), oid.slice(2)],
		);
		const bytes = await readFile(path);
		const middle = bytes.length >> 1;
		bytes[middle] = (bytes[middle] as number) ^ 1;
		await chmod(path, 0o644);
		await writeFile(path, bytes);
		const commit = (await short()) as string;
		expect(await baton(directory, "verify")).toEqual({
			code: 1,
			out: expect.stringContaining(
				`2 commits hold, then ${commit} does not: it cannot be read whole: the object ${oid} is damaged`,
			),
			err: "",
		});
	});

	test("names the loss of what was verified, each time and in doctor too, until told to take the branch as it is", async () => {
		await noteOn("42");
		await baton(directory, "verify");
		const lost = await git(directory, "rev-parse", "baton/board");
		const back = await git(directory, "rev-parse", "baton/board~2");
		await git(directory, "update-ref", "refs/heads/baton/board", back);
		for (const _ of [1, 2]) {
			expect(await baton(directory, "verify")).toMatchObject({
				code: 1,
				out: expect.stringContaining(
					`${lost.slice(0, 12)}, which was verified`,
				),
			});
			expect(await baton(directory, "doctor")).toMatchObject({
				code: 1,
				out: expect.stringContaining("rolled back"),
			});
		}
		const { out } = await baton(directory, "verify", "--json");
		expect(JSON.parse(out)).toMatchObject({ ok: false, lost, commits: 2 });
		expect(await baton(directory, "verify", "--from-start")).toMatchObject({
			code: 0,
		});
		for (const word of ["verify", "doctor"])
			expect(await baton(directory, word)).toMatchObject({ code: 0 });
	});

	test("names a hand edit behind the mark each time it is asked", async () => {
		await baton(directory, "verify");
		const base = await git(directory, "rev-parse", "baton/board");
		const edit = await git(
			directory,
			...["-c", "user.name=mallory", "-c", "user.email=m@example.com"],
			...["commit-tree", "-p", base, "-m", "tidy up", `${base}^{tree}`],
		);
		await git(directory, "update-ref", "refs/heads/baton/board", edit);
		for (const _ of [1, 2])
			expect(await baton(directory, "verify")).toMatchObject({
				code: 1,
				out: expect.stringContaining(
					`baton/board: 3 commits hold (3 of them verified before), then ${edit.slice(0, 12)} does not`,
				),
			});
	});
});

describe("a command line that cannot be carried out", () => {
	test.each([
		[["frobnicate"], 2, "no command"],
		[["verify", "now"], 2, 'what to do with "now"'],
		[["verify", "--at", "abcdef1"], 2, "verify takes no --at"],
		[["show"], 2, "show needs a task"],
		[["export", "--at", "yesterday"], 2, "It takes a commit"],
		[["verify", "--sideways"], 2, "sideways"],
		[["verify", "--branch", "baton/none"], 1, "no branch baton/none"],
		[["verify", "--repo", "nowhere"], 3, "not a git repository"],
	])("%j ends with code %i", async (argv, code, said) => {
		const ran = await baton(directory, ...argv);
		expect(ran).toMatchObject({ code, err: expect.stringContaining(said) });
	});
});
