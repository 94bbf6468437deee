import { afterAll, beforeAll, expect, test } from "vitest";
import { type Clones, commitFile, git, startClones } from "./git-client.ts";
import { REPO, type Sample, startSample } from "./sample.ts";

let sample: Sample;
let clones: Clones;
beforeAll(async () => {
	sample = await startSample();
	clones = startClones(sample.forge);
});
afterAll(async () => {
	await sample.end();
	await clones.remove();
});

test("changes of a branch are told newest first, by whoever pushed, whatever the commits say", async () => {
	const dir = await clones.clone("writer");
	const before = await git(dir, "rev-parse", "HEAD");
	const after = await commitFile(dir, "notes.txt", "one\n");
	await git(
		dir,
		"commit",
		"--quiet",
		"--amend",
		"--no-edit",
		"--author=Someone <someone@example.com>",
	);
	const pushed = await git(dir, "rev-parse", "HEAD");
	await git(
		dir,
		"push",
		"--quiet",
		"origin",
		"HEAD:main",
		"HEAD:refs/heads/work",
	);
	await git(dir, "push", "--quiet", "origin", ":refs/heads/work");
	await sample.forge.settled();
	expect(pushed).not.toBe(after);
	const of = async (ref?: string) => {
		const { data } = await sample
			.as("writer")
			.repos.listActivities({ ...REPO, ...(ref === undefined ? {} : { ref }) });
		return data.map(({ before, after, activity_type, ref, actor }) => ({
			...{ before, after, activity_type, ref, actor: actor?.login },
		}));
	};
	const main = "refs/heads/main";
	const push = {
		...{ before, after: pushed, ref: main },
		...{ activity_type: "push", actor: "writer" },
	};
	expect((await of(main))[0]).toEqual(push);
	expect(await of("main")).toEqual(await of(main));
	expect(await of("work")).toMatchObject([
		{ activity_type: "branch_deletion", before: pushed },
		{ activity_type: "branch_creation", after: pushed, actor: "writer" },
	]);
	expect((await of()).length).toBeGreaterThan(2);
});
