import { beforeEach, describe, expect, test } from "vitest";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

let on: RepositoryBench;

beforeEach(async () => {
	on = await makeRepositoryBench("review: never\n");
	await on.enroll(1);
	await on.enroll(2);
	await on.shown();
	on.relations.takeCalls();
});

/** A webhook tells that something happened to an issue. */
async function told(): Promise<void> {
	on.repository().issueEvent();
	await on.repository().settled();
}

/** So much later that the marks have passed whatever happened. */
async function marked(): Promise<void> {
	on.bench.advance(120_000);
	await on.repository().sweep();
	await on.repository().settled();
}

function open(number: number): void {
	on.github.issues.set(number, {
		...{ number, title: `Issue ${number}`, body: "" },
		...{ labels: [], isClosed: false, stateReason: null, assignees: [] },
		isPullRequest: false,
	});
}

/** Something happens to an issue that makes it be looked at, and tells nothing of edges. */
async function touched(issue: number): Promise<void> {
	const createdAt = new Date(on.bench.nowMs()).toISOString();
	on.github.happen("alice", issue, "subscribed", { createdAt });
	await told();
}

const task = (key: string) =>
	on.bench.replica().inspect((board) => board.task(key));
const waitsFor = async (key: string) => (await task(key))?.blocked_by;
const waitsOnGitHub = (issue: number) => on.relations.waits.get(issue) ?? [];
const remarks = () =>
	on.github.said
		.filter(({ body }) => /mark that|The parent/.test(body))
		.map(({ issue, body }) => `${issue}: ${/\*\*.*$/m.exec(body)?.[0]}`);

describe("what somebody does by hand", () => {
	test("with an edge is a command of his own", async () => {
		on.relations.byHand("alice", "waits for", { from: 1, to: 2 });
		await told();
		expect(await waitsFor("1")).toEqual(["2"]);
		expect((await task("1"))?.status).toBe("blocked");
		expect((await on.subjects()).at(-1)).toBe("depend 1: waits for 2");
		expect(on.relations.takeCalls()).toEqual(["list 1"]);

		on.relations.byHand("alice", "waits no longer for", { from: 1, to: 2 });
		await told();
		expect(await waitsFor("1")).toEqual([]);
		expect((await task("1"))?.status).toBe("ready");
		await on.shown();
		expect(waitsOnGitHub(1)).toEqual([]);
		expect(on.relations.takeCalls()).toEqual(["list 1"]);
	});

	test("gives a task a parent, another one, and none", async () => {
		await on.enroll(3);
		on.relations.byHand("bob", "goes below", { from: 1, to: 2 });
		await told();
		expect((await task("1"))?.parent).toBe("2");
		on.relations.byHand("bob", "leaves", { from: 1, to: 2 });
		on.relations.byHand("bob", "goes below", { from: 1, to: 3 });
		await told();
		expect((await task("1"))?.parent).toBe("3");
		on.relations.byHand("bob", "leaves", { from: 1, to: 3 });
		await told();
		expect((await task("1"))?.parent).toBeUndefined();
		await on.shown();
		expect(on.relations.parents.get(1)).toBeUndefined();
	});

	test("is found by the sweep when no webhook told of it", async () => {
		on.relations.byHand("alice", "waits for", { from: 1, to: 2 });
		await on.repository().sweep();
		expect(await waitsFor("1")).toEqual(["2"]);
	});

	test("and is long past is not heard again by the next process", async () => {
		on.relations.byHand("alice", "waits for", { from: 1, to: 2 });
		await marked();
		on.relations.beforeCall = () => {
			throw new Error("killed");
		};
		await on.say("bob", 1, "/undepend #2");
		on.relations.beforeCall = () => undefined;
		await on.restart();
		await on.shown();
		expect(await waitsFor("1")).toEqual([]);
		expect(waitsOnGitHub(1)).toEqual([]);
	});

	test("and is told of late undoes nothing that was decided since", async () => {
		on.relations.byHand("alice", "waits for", { from: 1, to: 2 });
		await told();
		expect((await on.say("bob", 1, "/undepend #2")).code).toBe("ok");
		await on.shown();
		expect(waitsOnGitHub(1)).toEqual([]);
		await on.restart();
		await on.shown();
		expect(await waitsFor("1")).toEqual([]);
		expect(waitsOnGitHub(1)).toEqual([]);
	});

	test("and changes nothing is not heard again when something else was decided", async () => {
		await on.say("alice", 1, "/depend #2");
		on.relations.byHand("bob", "waits for", { from: 1, to: 2 });
		await told();
		await on.say("alice", 1, "/undepend #2");
		await on.restart();
		await on.shown();
		expect(await waitsFor("1")).toEqual([]);
		expect(waitsOnGitHub(1)).toEqual([]);
	});

	test("waits while GitHub does not tell of the role, and comes in order then", async () => {
		const { role } = on.github;
		on.github.role = async () => {
			on.github.role = role;
			throw new Error("no answer");
		};
		on.relations.byHand("alice", "waits for", { from: 1, to: 2 });
		on.relations.byHand("alice", "waits no longer for", { from: 1, to: 2 });
		await told();
		await marked();
		expect((await on.subjects()).filter((one) => / 1: .*2/.test(one))).toEqual([
			"depend 1: waits for 2",
			"undepend 1: no longer waits for 2",
		]);
	});
});

describe("what may not be", () => {
	test("a cycle is taken off again, and said once why", async () => {
		on.relations.byHand("alice", "waits for", { from: 1, to: 2 });
		await told();
		on.relations.byHand("alice", "waits for", { from: 2, to: 1 });
		await told();
		await on.shown();
		expect(waitsOnGitHub(2)).toEqual([]);
		expect(waitsOnGitHub(1)).toEqual([2]);
		expect(remarks()).toEqual([
			"2: **`CYCLE_DETECTED`** The mark that this waits for 1 was taken off again. Task 2 cannot wait for 1: 2 → 1 → 2.",
		]);
		expect(on.relations.takeCalls()).not.toContain("events of 2");
		await on.restart();
		await on.shown();
		expect(remarks()).toHaveLength(1);
	});

	test("what was refused stays so when it would be possible later", async () => {
		await on.say("alice", 1, "/depend #2");
		on.relations.byHand("alice", "waits for", { from: 2, to: 1 });
		await told();
		await on.say("alice", 1, "/undepend #2");
		await on.restart();
		await on.shown();
		expect(await waitsFor("2")).toEqual([]);
		expect(waitsOnGitHub(2)).toEqual([]);
	});

	test("somebody without the role draws no edge and takes none away", async () => {
		await on.enroll(3);
		await on.say("alice", 1, "/depend #2");
		await on.say("alice", 1, "/parent #3");
		await on.shown();
		on.relations.byHand("guest", "waits no longer for", { from: 1, to: 2 });
		on.relations.byHand("guest", "leaves", { from: 1, to: 3 });
		on.relations.byHand("guest", "waits for", { from: 2, to: 1 });
		await told();
		await on.shown();
		expect(waitsOnGitHub(1)).toEqual([2]);
		expect(waitsOnGitHub(2)).toEqual([]);
		expect(on.relations.parents.get(1)).toBe(3);
		expect(remarks()).toHaveLength(2);
		expect(on.github.said.map(({ body }) => body).join()).toContain(
			"The parent 3 was put back. `unparent` needs write; guest has read.",
		);
	});

	test("a task that has ended waits for nothing", async () => {
		await on.say("maintainer", 1, "/cancel");
		on.relations.byHand("alice", "waits for", { from: 1, to: 2 });
		await told();
		await on.shown();
		expect(waitsOnGitHub(1)).toEqual([]);
		expect(remarks()[0]).toContain("INVALID_TRANSITION");
	});

	test("a bot that config does not name draws none, and a fight over it ends", async () => {
		const draw = () => {
			on.relations.waits.set(1, [2]);
			on.github.happen("robot", 1, "blocked_by_added", {
				createdAt: new Date(on.bench.nowMs()).toISOString(),
				related: 2,
				isByBot: true,
			});
		};
		draw();
		await told();
		await on.shown();
		expect(waitsOnGitHub(1)).toEqual([]);
		expect(remarks()).toHaveLength(1);
		expect(remarks()[0]).toContain("robot is a bot");
	});
});

describe("an edge that was drawn before both issues were tasks", () => {
	const edge = { from: 1, to: 3 };

	test("comes onto the board when it is told of before the enrollment", async () => {
		open(3);
		on.relations.byHand("alice", "waits for", edge);
		await on.enroll(3);
		expect(await waitsFor("1")).toEqual(["3"]);
	});

	test.each([
		{ how: "right after", wait: told },
		{ how: "when the marks have passed it", wait: marked },
	])("comes when the blocker is enrolled $how", async ({ wait }) => {
		open(3);
		on.relations.byHand("alice", "waits for", edge);
		await wait();
		await on.shown();
		expect(waitsOnGitHub(1)).toEqual([3]);
		expect(await waitsFor("1")).toEqual([]);
		on.bench.advance(1_000);
		await on.enroll(3);
		await on.shown();
		expect(await waitsFor("1")).toEqual(["3"]);
		expect(waitsOnGitHub(1)).toEqual([3]);
		expect((await on.subjects()).join("\n")).toContain("depend 1: waits for 3");
	});

	test("comes when a process dies between enrollment and edge", async () => {
		open(3);
		on.relations.byHand("alice", "waits for", edge);
		await marked();
		on.relations.beforeCall = () => {
			throw new Error("killed");
		};
		await on.enroll(3);
		on.relations.beforeCall = () => undefined;
		await on.restart();
		await on.shown();
		expect(await waitsFor("1")).toEqual(["3"]);
	});

	test("comes when the one that waits is enrolled last", async () => {
		open(3);
		on.relations.byHand("alice", "waits for", { from: 3, to: 1 });
		on.relations.byHand("alice", "goes below", { from: 3, to: 2 });
		await marked();
		await on.enroll(3);
		await on.shown();
		expect(await waitsFor("3")).toEqual(["1"]);
		expect((await task("3"))?.parent).toBe("2");
	});

	test("comes when both are told of only long after they were done", async () => {
		open(3);
		on.relations.byHand("alice", "waits for", { from: 3, to: 1 });
		on.bench.advance(600_000);
		await on.enroll(3);
		await on.shown();
		expect(await waitsFor("3")).toEqual(["1"]);
	});

	test("is refused in the name of whoever drew it", async () => {
		open(3);
		on.relations.byHand("guest", "waits for", edge);
		await marked();
		await on.enroll(3);
		await on.shown();
		expect(await waitsFor("1")).toEqual([]);
		expect(waitsOnGitHub(1)).toEqual([]);
		expect(remarks()[0]).toContain("guest has read");
	});

	test.each([
		{ how: "with the enrollment", wait: async () => undefined },
		{ how: "after the marks have passed it", wait: marked },
	])("and heard $how is not heard twice", async ({ wait }) => {
		open(3);
		on.relations.byHand("alice", "waits for", edge);
		await wait();
		on.bench.advance(1_000);
		await on.enroll(3);
		await on.shown();
		expect(await waitsFor("1")).toEqual(["3"]);
		on.relations.beforeCall = () => {
			throw new Error("killed");
		};
		expect((await on.say("bob", 1, "/undepend #3")).code).toBe("ok");
		on.relations.beforeCall = () => undefined;
		await on.restart();
		await on.shown();
		expect(await waitsFor("1")).toEqual([]);
		expect(waitsOnGitHub(1)).toEqual([]);
	});
});

describe("the board's edges", () => {
	test("are shown once they are committed, and taken off when they are gone", async () => {
		await on.enroll(3);
		await on.enroll(4);
		await on.say("alice", 1, "/depend #2");
		await on.say("alice", 1, "/parent #3");
		expect(on.relations.takeCalls()).toEqual([
			"1 waits for 2",
			"1 goes below 3",
		]);
		await on.say("alice", 1, "/parent #4");
		expect(on.relations.takeCalls()).toEqual(["1 goes below 4"]);
		await on.say("alice", 1, "/undepend #2");
		await on.say("alice", 1, "/unparent");
		expect(on.relations.takeCalls()).toEqual([
			"1 waits no longer for 2",
			"1 leaves 4",
		]);
		expect(remarks()).toEqual([]);
	});

	test("are taken off by the next process when one dies before", async () => {
		await on.say("alice", 1, "/depend #2");
		on.relations.beforeCall = () => {
			throw new Error("killed");
		};
		await on.say("alice", 1, "/undepend #2");
		on.relations.beforeCall = () => undefined;
		expect(waitsOnGitHub(1)).toEqual([2]);
		await on.restart();
		await on.shown();
		expect(waitsOnGitHub(1)).toEqual([]);
		expect(remarks()).toEqual([]);
	});

	test("are put back when they are gone and nobody told", async () => {
		await on.say("alice", 1, "/depend #2");
		on.relations.waits.set(1, []);
		await touched(1);
		expect(waitsOnGitHub(1)).toEqual([]);
		await on.shown();
		await on.shown();
		expect(waitsOnGitHub(1)).toEqual([2]);
		expect(remarks()).toEqual([
			"1: **`FORBIDDEN`** The mark that this waits for 2 was put back: GitHub does not tell who took it away.",
		]);
	});

	test("are all that is touched: what leads elsewhere stays", async () => {
		open(9);
		on.relations.byHand("alice", "waits for", { from: 1, to: 9 });
		on.relations.byHand("alice", "goes below", { from: 1, to: 9 });
		on.relations.parents.set(2, "elsewhere");
		await told();
		await on.say("alice", 1, "/parent #2");
		await on.say("alice", 2, "/depend #1");
		await on.shown();
		expect(waitsOnGitHub(1)).toEqual([9]);
		expect(on.relations.parents.get(1)).toBe(9);
		expect(on.relations.parents.get(2)).toBe("elsewhere");
		expect(on.github.said.filter(({ body }) => body.includes("9"))).toEqual([]);
	});

	test("leave an edge alone that nobody is known to have drawn", async () => {
		on.relations.waits.set(1, [2]);
		await touched(1);
		await on.shown();
		await touched(1);
		expect(waitsOnGitHub(1)).toEqual([2]);
		expect(await waitsFor("1")).toEqual([]);
		expect(on.relations.takeCalls()).toEqual(["list 1", "events of 1"]);
		expect(on.errors).toEqual([
			"issue 1 keeps an edge of its own: nobody is known to have drawn 1 blocked_by 2",
		]);
	});

	test("that GitHub has no room for are left out and told of once", async () => {
		on.relations.beforeCall = (what) => {
			if (what === "1 waits for 2")
				throw Object.assign(new Error("too many"), { status: 422 });
		};
		await on.say("alice", 1, "/depend #2");
		await on.shown();
		await on.shown();
		expect(on.errors).toEqual([
			"issue 1 cannot show that it waits for 2: too many",
		]);
		on.relations.beforeCall = () => undefined;
		on.bench.advance(3_600_000);
		await on.repository().sweep();
		await on.repository().settled();
		expect(waitsOnGitHub(1)).toEqual([2]);
	});

	test("are shown in the end when GitHub takes one only after the other is gone", async () => {
		await on.say("alice", 2, "/depend #1");
		on.relations.beforeCall = (what) => {
			if (what === "1 waits for 2" && waitsOnGitHub(2).includes(1))
				throw Object.assign(new Error("a circle"), { status: 422 });
		};
		const createdAt = new Date(on.bench.nowMs()).toISOString();
		const undo = on.github.write("alice", 2, "/undepend #1", { createdAt });
		const redo = on.github.write("alice", 1, "/depend #2", { createdAt });
		on.repository().comment(undo);
		on.repository().comment(redo);
		await on.shown();
		expect(on.errors).toEqual([
			"issue 1 cannot show that it waits for 2: a circle",
		]);
		expect(waitsOnGitHub(1)).toEqual([2]);
		expect(waitsOnGitHub(2)).toEqual([]);
	});

	test("cost a task without any no request", async () => {
		await on.say("alice", 1, "/claim");
		await on.say("alice", 1, '/handoff bob "over to you"');
		await on.say("bob", 1, "/claim");
		await on.say("bob", 1, "/done");
		await on.shown();
		await on.restart();
		await on.shown();
		expect(on.relations.takeCalls()).toEqual([]);
	});
});
