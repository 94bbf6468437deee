import { beforeEach, expect, test } from "vitest";
import { stageCommit } from "../../src/store/git/commit.ts";
import { taskPath } from "../../src/store/layout.ts";
import {
	makeProjectorBench,
	type ProjectorBench,
} from "../support/projector-bench.ts";

/** What the issue of a task shows that an edit by hand has set apart, and when it was mended. */
let it: ProjectorBench;

/** Long enough for everything to be shown, also what waits for the next time content may be written. */
async function settle(): Promise<void> {
	for (const ms of [0, 1_000, 10_000, 10_000]) await it.after(ms);
}

/** Somebody commits another text in place of a task's state. Answers the text that was there. */
async function byHand(
	key: string,
	edit: (text: string) => string,
): Promise<string> {
	const { store, nowMs } = it.bench;
	const path = taskPath(key, "task");
	const version = await store.version(await store.head());
	const before = new TextDecoder().decode(version.tree.get(path));
	const at = Math.floor(nowMs() / 1_000);
	const who = { name: "mona", email: "mona@example.com", at };
	const staged = stageCommit(version, {
		files: new Map([[path, new TextEncoder().encode(edit(before))]]),
		message: "by hand\n",
		...{ author: who, committer: who },
	});
	await store.append(version.oid, [staged]);
	return before;
}

beforeEach(async () => {
	it = await makeProjectorBench({ review: "never" }, [7, 8]);
	await it.tell("alice", "claim", "7");
	await settle();
	expect((await it.statuses(7))[0]).toContain("**`in_progress`** by alice");
	it.newWrites();
});

test("the reason is the first thing it says, and nothing that may not be true any more", async () => {
	await byHand("7", () => "status: <b>@bob</b>\n");
	await settle();
	const [status, ...others] = await it.statuses(7);
	expect(others).toEqual([]);
	expect(status).toMatch(
		/^<!-- baton:status -->\n\n⚠️ \*\*quarantined\*\*: task\.yaml: .+\.\n\n/,
	);
	expect(status).toContain(
		"`/show` tells its last good version, `/doctor` says more.",
	);
	expect(status).not.toContain("in_progress");
	expect(it.newWrites()).toEqual([expect.stringMatching(/^edit /)]);
	expect((await it.statuses(8))[0]).toContain("can be claimed");
});

test("it is said once, by whichever process, and again where somebody deletes it", async () => {
	await byHand("7", (text) => text.replace("in_progress", "done"));
	await settle();
	const said = await it.statuses(7);
	expect(said[0]).toContain("**quarantined**");
	it.newWrites();
	it.projector().touched(7);
	await settle();
	it.restart();
	await settle();
	expect(it.newWrites()).toEqual([]);
	it.views.comments.clear();
	it.projector().commentsChanged(7);
	await settle();
	expect(await it.statuses(7)).toEqual(said);
});

test("it shows the task again as soon as its documents were mended", async () => {
	const good = await byHand("7", () => "nonsense");
	await settle();
	expect((await it.statuses(7))[0]).toContain("**quarantined**");
	await byHand("7", () => good);
	await settle();
	expect((await it.statuses(7))[0]).toContain("**`in_progress`** by alice");
	// The same once the edit is on record with the next command, and another of the same kind.
	await byHand("7", () => "nonsense");
	await it.tell("alice", "claim", "8");
	await settle();
	expect((await it.statuses(7))[0]).toContain("**quarantined**");
	await byHand("7", () => good);
	await it.tell("alice", "release", "8");
	await settle();
	expect((await it.statuses(7))[0]).toContain("**`in_progress`** by alice");
	expect(it.errors).toEqual([]);
});

test("what cannot be written now is written later, and an issue that is gone needs nothing", async () => {
	await byHand("7", () => "nonsense");
	await byHand("8", () => "nonsense");
	it.github.issues.delete(8);
	let failures = 1;
	it.views.beforeWrite = () => {
		if (failures-- > 0)
			throw Object.assign(new Error("Bad Gateway"), { status: 502 });
	};
	await settle();
	await settle();
	expect((await it.statuses(7))[0]).toContain("**quarantined**");
	expect((await it.statuses(8))[0]).not.toContain("**quarantined**");
	expect(it.errors).toHaveLength(1);
});
