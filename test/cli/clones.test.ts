import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";
import {
	type BoardRepository,
	baton,
	git,
	makeRepository,
} from "./board-repository.ts";

const BRANCH = "baton/board";

let bench: Bench;
let repository: BoardRepository;
let directory: string;

beforeEach(async () => {
	bench = makeBench();
	await openBoard(bench, {}, ["41", "42"]);
	repository = await makeRepository();
	({ directory } = repository);
	await repository.take(bench);
});

afterEach(() => repository.remove());

async function clone(...options: readonly string[]): Promise<string> {
	const place = join(directory, "clone");
	await git(
		directory,
		...["clone", "--quiet", "--no-checkout", "--branch", BRANCH],
		...[...options, place],
	);
	return place;
}

async function note(task: string): Promise<void> {
	bench.advance(1_000);
	const [answer] = await bench
		.replica()
		.perform([say(bench, "alice", "note", { task, input: { body: "seen" } })]);
	expect(answer).toMatchObject({ ok: true });
}

describe("a shallow clone", () => {
	const shallow = () => clone("--depth", "1", `file://${directory}`);

	test("says so where its log ends, and is not called damaged", async () => {
		const place = await shallow();
		const first = await git(directory, "rev-list", "--max-parents=0", BRANCH);
		for (const words of [
			["verify"],
			["history", "41"],
			["feed", "--cursor", first],
			["show", "42", "--at", "2020-01-01T00:00Z"],
		])
			expect(await baton(place, ...words)).toMatchObject({
				code: 3,
				out: "",
				err: expect.stringMatching(/shallow.*git fetch --unshallow/),
			});
		for (const words of [["doctor"], ["show", "42"], ["export"]])
			expect(await baton(place, ...words)).toMatchObject({ code: 0, err: "" });
		await git(place, "fetch", "--quiet", "--unshallow");
		expect(await baton(place, "verify")).toMatchObject({ code: 0 });
	});

	test("syncs where the lines part above its end", async () => {
		const place = await shallow();
		const base = bench.repository.head as string;
		await note("42");
		await repository.take(bench, "said-there");
		await git(place, "fetch", "--quiet", "origin", "said-there");
		await git(place, "update-ref", `refs/heads/${BRANCH}`, "FETCH_HEAD");
		bench.repository.head = base;
		for (let count = 0; count < 5; count++) await note("41");
		await repository.take(bench);
		expect(await baton(place, "sync")).toMatchObject({
			code: 0,
			out: expect.stringContaining("1 decided again"),
		});
	});
});

describe("a clone that has its objects elsewhere", () => {
	test.each([["--shared"], ["--reference"]])(
		"%s is read like any other",
		async (how) => {
			const place = await (how === "--shared"
				? clone("--shared", directory)
				: clone("--reference", directory, `file://${directory}`));
			for (const words of [["doctor"], ["show", "42"], ["export"], ["verify"]])
				expect(await baton(place, ...words)).toMatchObject({
					code: 0,
					err: "",
				});
			await rm(join(directory, ".git", "objects"), { recursive: true });
			expect(await baton(place, "show", "42")).toMatchObject({ code: 3 });
		},
	);

	test("of which some are only at the remote is refused in plain words", async () => {
		await git(directory, "config", "uploadpack.allowFilter", "true");
		const place = await clone("--filter=blob:none", `file://${directory}`);
		expect(await baton(place, "show", "42")).toMatchObject({
			code: 3,
			out: "",
			err: expect.stringContaining("is a partial clone"),
		});
	});
});
