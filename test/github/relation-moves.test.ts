import { beforeEach, expect, test } from "vitest";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

let on: RepositoryBench;

/** Task 1 below 2, and 3 below 1. */
beforeEach(async () => {
	on = await makeRepositoryBench("review: never\n");
	for (const issue of [1, 2, 3, 4]) await on.enroll(issue);
	await on.say("bob", 3, "/parent #1");
	await on.say("bob", 1, "/parent #2");
	await on.shown();
	on.relations.takeCalls();
});

/** A webhook tells that something happened to an issue. */
async function told(): Promise<void> {
	on.repository().issueEvent();
	await on.repository().settled();
}

/** Somebody moves task 1 from below 2 to below another. */
function moved(who: string, to: number): void {
	on.relations.byHand(who, "leaves", { from: 1, to: 2 });
	on.relations.byHand(who, "goes below", { from: 1, to });
}

const parent = async () =>
	(await on.bench.replica().inspect((board) => board.task("1")))?.parent;
const onGitHub = () => on.relations.parents.get(1);
const remarks = () =>
	on.github.said
		.filter(({ body }) => body.includes("The parent"))
		.map(({ body }) => /\*\*.*$/m.exec(body)?.[0]);
const commits = async () =>
	(await on.subjects()).filter((one) => / 1: /.test(one)).slice(2);

test("a move is one command", async () => {
	moved("alice", 4);
	await told();
	expect(await parent()).toBe("4");
	expect(await commits()).toEqual(["parent 1: below 4"]);
});

test("a move that closes a loop leaves the parent there was, and says so once", async () => {
	moved("bob", 3);
	await told();
	await on.shown();
	expect(await parent()).toBe("2");
	expect(onGitHub()).toBe(2);
	expect(on.relations.takeCalls()).toEqual(["list 1", "1 goes below 2"]);
	expect(remarks()).toEqual([
		"**`CYCLE_DETECTED`** The parent 3 was taken off again. The parent 2 was put back. Task 1 cannot be below 3: 3 → 1 → 3.",
	]);
	expect(await commits()).toEqual(["dismiss 1: parent is CYCLE_DETECTED"]);
	await on.restart();
	await on.shown();
	expect(onGitHub()).toBe(2);
	expect(remarks()).toHaveLength(1);
});

test("a move by somebody without the role leaves the parent there was", async () => {
	moved("guest", 4);
	await told();
	await on.shown();
	expect(onGitHub()).toBe(2);
	expect(remarks()).toEqual([
		"**`FORBIDDEN`** The parent 4 was taken off again. The parent 2 was put back. `parent` needs write; guest has read.",
	]);
});

test("a move whose first half is told of alone is heard when it is whole", async () => {
	on.relations.byHand("bob", "leaves", { from: 1, to: 2 });
	on.relations.parents.set(1, 3);
	await told();
	expect(await parent()).toBe("2");
	expect(await commits()).toEqual([]);
	on.relations.byHand("bob", "goes below", { from: 1, to: 3 });
	await told();
	await on.shown();
	expect(await parent()).toBe("2");
	expect(onGitHub()).toBe(2);
	expect(remarks()).toHaveLength(1);
});

test("a move whose second half is never told of is heard as leaving in the end", async () => {
	on.relations.byHand("bob", "leaves", { from: 1, to: 2 });
	on.relations.parents.set(1, "elsewhere");
	await told();
	on.bench.advance(61_000);
	await on.repository().sweep();
	expect(await parent()).toBeUndefined();
	expect(onGitHub()).toBe("elsewhere");
});

test("leaving a parent is heard at once, and is no half of what comes later or from others", async () => {
	on.relations.byHand("bob", "leaves", { from: 1, to: 2 });
	on.relations.byHand("alice", "goes below", { from: 1, to: 3 });
	await told();
	await on.shown();
	expect(await commits()).toEqual([
		"unparent 1: no longer below 2",
		"dismiss 1: parent is CYCLE_DETECTED",
	]);
	expect(onGitHub()).toBeUndefined();
	await on.say("bob", 1, "/parent #2");
	on.relations.byHand("bob", "leaves", { from: 1, to: 2 });
	on.bench.advance(3_000);
	on.relations.byHand("bob", "goes below", { from: 1, to: 3 });
	await told();
	await on.shown();
	expect(await parent()).toBeUndefined();
});

test("a move below an issue that is no task is only leaving", async () => {
	on.github.issues.set(9, {
		...{ number: 9, title: "Nine", body: "", labels: [], isClosed: false },
		...{ stateReason: null, assignees: [], isPullRequest: false },
	});
	moved("alice", 9);
	await told();
	await on.shown();
	expect(await commits()).toEqual(["unparent 1: no longer below 2"]);
	expect(onGitHub()).toBe(9);
});

test("a move waits whole while GitHub does not tell of the role", async () => {
	const { role } = on.github;
	on.github.role = async () => {
		on.github.role = role;
		throw new Error("no answer");
	};
	moved("bob", 3);
	await told();
	await told();
	await on.shown();
	expect(onGitHub()).toBe(2);
	expect(remarks()[0]).toContain("The parent 2 was put back.");
});
