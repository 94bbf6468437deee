import { beforeEach, describe, expect, test } from "vitest";
import {
	BOARD_LABELS,
	labelChanges,
	labelsOf,
} from "../../src/github/projection/board-labels.ts";
import { remarkOf } from "../../src/github/projection/remark.ts";
import { statusComment } from "../../src/github/projection/status-comment.ts";
import {
	makeProjectorBench,
	type ProjectorBench,
} from "../support/projector-bench.ts";

let it: ProjectorBench;

/** Long enough for everything to be shown, also what waits for the next time content may be written. */
async function settle(): Promise<void> {
	for (const ms of [0, 1_000, 10_000, 10_000]) await it.after(ms);
}

beforeEach(async () => {
	it = await makeProjectorBench({ review: "never" }, [7, 8]);
	it.change(7, { labels: ["baton", "bug"] });
	await it.after(0);
});

describe("labels", () => {
	test("of the board are made once, each with a color and a description that GitHub takes", async () => {
		expect([...it.views.allLabels].sort()).toEqual(
			BOARD_LABELS.map(({ name }) => name).sort(),
		);
		for (const { name, color, description } of BOARD_LABELS) {
			expect(name.length).toBeLessThanOrEqual(50);
			expect(color).toMatch(/^[0-9a-f]{6}$/);
			expect([...description].length).toBeLessThanOrEqual(100);
		}
		const before = it.views.writes.length;
		await it.projector().sweep();
		expect(it.views.writes).toHaveLength(before);
	});

	test("of an issue are its task's; those of others are left alone", async () => {
		expect(it.issue(7).labels).toEqual([
			"baton",
			"bug",
			"baton:ready",
			"priority:normal",
		]);
		await it.tell("alice", "claim", "7");
		await it.tell("alice", "priority", "7", { priority: "high" });
		await it.tell("alice", "require", "7", { capability: "c++" });
		await it.after(0);
		expect([...it.issue(7).labels].sort()).toEqual([
			"baton",
			"baton:in_progress",
			"bug",
			"needs:c++",
			"priority:high",
		]);
		expect(it.views.allLabels).toContain("needs:c++");
	});

	test("that somebody took off or put on are put back at the next look, in any case they are written", async () => {
		it.change(7, { labels: ["Baton", "baton:done", "PRIORITY:normal", "bug"] });
		it.projector().touched(7);
		await it.after(0);
		expect([...it.issue(7).labels].sort()).toEqual([
			"Baton",
			"PRIORITY:normal",
			"baton:ready",
			"bug",
		]);
	});

	test("whose name is longer than GitHub takes are not shown, and nothing else suffers", async () => {
		await it.tell("alice", "require", "7", { capability: "x".repeat(45) });
		await it.tell("alice", "require", "7", { capability: "y".repeat(44) });
		await settle();
		expect(
			it.issue(7).labels.filter((name) => name.startsWith("needs:")),
		).toEqual([`needs:${"y".repeat(44)}`]);
		expect((await it.statuses(7))[0]).toContain("x".repeat(45));
	});

	test("say by `baton` alone nothing of a cancelled task", async () => {
		await it.tell("alice", "cancel", "7");
		it.change(7, { labels: [] });
		it.projector().touched(7);
		await it.after(0);
		expect(it.issue(7).labels).toEqual(["baton:cancelled", "priority:normal"]);
		const task = await it.bench.engine.inspect((board) => board.task("8"));
		expect(task && labelChanges(task, ["baton:x", "needs: y"])).toEqual({
			add: task && labelsOf(task),
			remove: [],
		});
	});
});

describe("an issue is", () => {
	test("closed as what its task ended as, and opened when it is taken up again", async () => {
		await it.tell("alice", "cancel", "7");
		await it.tell(
			"maintainer",
			"override",
			"8",
			{ reason: "by hand" },
			"admin",
		);
		await it.after(0);
		expect(it.issue(7)).toMatchObject({
			isClosed: true,
			stateReason: "not_planned",
		});
		expect(it.issue(8)).toMatchObject({
			isClosed: true,
			stateReason: "completed",
		});
		await it.tell("alice", "reopen", "7");
		await it.after(0);
		expect(it.issue(7).isClosed).toBe(false);
	});

	test("opened again when it was closed while its task is open", async () => {
		it.change(8, { isClosed: true, stateReason: "completed" });
		it.projector().touched(8);
		await it.after(0);
		// Whoever closed it is heard first: once it is open, nothing tells as what it was closed.
		expect(it.issue(8).isClosed).toBe(true);
		await it.after(1_000);
		expect(it.issue(8).isClosed).toBe(false);
	});

	test("assigned to whom its task is meant for, and to nobody else", async () => {
		await it.tell("alice", "assign", "7", { assignee: "bob" });
		it.change(7, { assignees: ["alice"] });
		it.projector().touched(7);
		await it.after(0);
		expect(it.issue(7).assignees).toEqual(["bob"]);
		await it.tell("alice", "assign", "7", { assignee: "nobody-here" });
		await it.after(0);
		expect(it.issue(7).assignees).toEqual([]);
		await it.tell("alice", "unassign", "7");
		await it.after(0);
		expect(it.errors).toEqual([]);
	});

	test("assigned to the account that config binds an agent to", async () => {
		it = await makeProjectorBench(
			{ agents: { "backend-1": { logins: ["alice"] } } },
			[7],
		);
		await it.tell("alice", "assign", "7", { assignee: "backend-1" });
		await it.after(0);
		expect(it.issue(7).assignees).toEqual(["alice"]);
	});

	test("left alone when it is gone", async () => {
		it.github.issues.delete(8);
		await it.tell("alice", "claim", "8");
		await settle();
		expect(it.errors).toEqual([]);
	});
});

describe("the status comment", () => {
	test("is written once, pinned, and tells how the task stands with absolute times", async () => {
		await settle();
		expect(it.newWrites()).toContain("comment on 7");
		const [id] = [...it.views.comments.keys()];
		expect(it.views.pinned).toContain(id);
		await it.tell("alice", "claim", "7");
		await it.tell("alice", "patch", "7", {
			patch: { current_state: ["**half** of it @bob"] },
		});
		await settle();
		expect(
			it.newWrites().filter((one) => one.endsWith("comment on 7")),
		).toEqual([]);
		const [status = ""] = await it.statuses(7);
		expect(status).toMatch(
			/^<!-- baton:status -->\n\n\*\*`in_progress`\*\* by alice, whose lease ends 2026-11-20 19:\d\d UTC\./,
		);
		expect(status).toContain("- \\*\\*half\\*\\* of it @\u2060bob");
		expect(status).not.toMatch(/^\//m);
	});

	test("is edited at most every ten seconds and only when its text changed", async () => {
		await settle();
		it.newWrites();
		const edits: number[] = [];
		for (let second = 1; second <= 60; second++) {
			await it.tell("alice", "note", "7", { kind: "note", body: `${second}` });
			await it.after(1_000);
			if (it.newWrites().some((one) => one.startsWith("edit")))
				edits.push(second);
		}
		expect(edits.length).toBeGreaterThan(3);
		for (const [index, second] of edits.entries())
			if (index > 0)
				expect(second - (edits[index - 1] as number)).toBeGreaterThanOrEqual(
					10,
				);
		await settle();
		it.newWrites();
		it.projector().touched(7);
		await settle();
		expect(it.newWrites()).toEqual([]);
	});

	test("is restored when somebody edits or deletes it", async () => {
		await settle();
		const [[id, comment]] = [...it.views.comments] as [
			[number, { issue: number; body: string }],
		];
		it.views.comments.set(id, { ...comment, body: "nonsense" });
		it.projector().touched(7);
		await settle();
		expect(it.views.comments.get(id)?.body).toContain("can be claimed");
		it.views.comments.delete(id);
		it.projector().touched(7);
		await settle();
		expect(await it.statuses(7)).toHaveLength(1);
	});

	test("is one again where there were two: the oldest stays", async () => {
		await settle();
		const [id] = [...it.views.comments.keys()] as [number];
		it.views.comments.set(99_999, {
			issue: 7,
			body: "<!-- baton:status -->\n\nanother",
		});
		it.restart();
		await settle();
		expect((await it.views.statusComments(7)).map((one) => one.id)).toEqual([
			id,
		]);
	});

	test("is not written again when the answer to writing it was lost", async () => {
		const create = it.views.createComment;
		it.views.createComment = async (issue, body) => {
			await create(issue, body);
			it.views.createComment = create;
			throw Object.assign(new Error("Bad Gateway"), { status: 502 });
		};
		await settle();
		expect(it.errors).toHaveLength(1);
		await settle();
		expect(await it.statuses(7)).toHaveLength(1);
		expect(await it.statuses(8)).toHaveLength(1);
	});

	test("says of a task that waits when what it waited for has ended", async () => {
		await it.tell("alice", "depend", "8", { on: ["7"] });
		await settle();
		expect((await it.statuses(8))[0]).toContain("| waits for | 7 |");
		await it.tell("maintainer", "override", "7", { reason: "ok" }, "admin");
		await settle();
		expect((await it.statuses(8))[0]).toContain("can be claimed");
		expect((await it.statuses(7))[0]).toContain("overridden by maintainer: ok");
	});
});

describe("what was refused is put back", () => {
	const event = {
		id: 501,
		event: "labeled",
		issue: 7,
		actor: { id: 3, login: "guest" },
		label: "baton:done",
		createdAt: "2026-11-20T19:00:00Z",
	};
	const answer = {
		ok: false,
		code: "INVALID_TRANSITION",
		message: "No.",
		hint: "Ask.",
		retryable: false,
		verb: "move",
		opId: "t501",
	} as const;
	const refuse = (more: Partial<typeof event> = {}) => {
		const remark = remarkOf({ ...event, ...more }, answer);
		if (remark !== undefined) it.projector().putBack(7, remark);
	};

	test("with one reason, once", async () => {
		await settle();
		refuse();
		refuse();
		it.change(7, { labels: [...it.issue(7).labels, "baton:done"] });
		await settle();
		expect(it.issue(7).labels).not.toContain("baton:done");
		expect(it.github.said).toHaveLength(1);
		expect(it.github.said[0]?.body).toContain(
			"The label baton:done was taken off again. No.",
		);
		refuse();
		await settle();
		expect(it.github.said).toHaveLength(1);
	});

	test("in silence when the board has come to say the same meanwhile", async () => {
		refuse({ event: "unlabeled", label: "priority:high" });
		refuse({ event: "reopened" });
		refuse({ event: "subscribed" });
		await settle();
		expect(it.github.said).toEqual([]);
	});

	test("ever more slowly while another bot undoes it, until the board changes", async () => {
		await settle();
		let putBacks = 0;
		for (let second = 0; second < 600; second++) {
			if (!it.issue(7).isClosed) {
				putBacks += 1;
				it.change(7, { isClosed: true });
				refuse({ event: "closed", id: second });
			}
			it.projector().touched(7);
			await it.after(1_000);
		}
		expect(putBacks).toBe(4);
		expect(it.github.said.length).toBeLessThan(6);
		await it.tell("alice", "claim", "7");
		await it.after(0);
		await it.after(1_000);
		expect(it.issue(7).isClosed).toBe(false);
	});
});

describe("GitHub fails", () => {
	test("for a while: the rest is shown, and this when it is back", async () => {
		await it.tell("alice", "claim", "7");
		await it.tell("alice", "claim", "8");
		it.views.beforeWrite = (what) => {
			if (what.includes("7"))
				throw Object.assign(new Error("Service Unavailable"), { status: 503 });
		};
		await it.after(0);
		expect(it.issue(8).labels).toContain("baton:in_progress");
		expect(it.issue(7).labels).not.toContain("baton:in_progress");
		it.views.beforeWrite = () => undefined;
		await it.after(10_000);
		expect(it.issue(7).labels).toContain("baton:in_progress");
	});

	test("for good with one part: the others are shown and it is not tried without need", async () => {
		await it.tell("alice", "cancel", "7");
		it.views.beforeWrite = (what) => {
			if (what.startsWith("add"))
				throw Object.assign(new Error("Validation Failed"), { status: 422 });
		};
		await settle();
		expect(it.issue(7).isClosed).toBe(true);
		expect(await it.statuses(7)).toHaveLength(1);
		const before = it.errors.length;
		await it.after(600_000);
		expect(it.errors).toHaveLength(before);
	});
});

describe("a sweep", () => {
	test("shows what GitHub would not take before", async () => {
		const refused = (what: string) => {
			if (what.startsWith("comment") || what.startsWith("pin"))
				throw Object.assign(new Error("Resource not accessible"), {
					status: 403,
				});
		};
		it.views.beforeWrite = refused;
		await settle();
		expect(await it.statuses(7)).toEqual([]);
		await it.tell("alice", "claim", "7");
		await settle();
		expect(it.issue(7).labels).toContain("baton:in_progress");
		it.views.beforeWrite = () => undefined;
		await it.after(600_000);
		expect(await it.statuses(7)).toEqual([]);
		await it.projector().sweep();
		await settle();
		expect((await it.statuses(7))[0]).toContain("`in_progress`");
		expect(it.views.pinned.size).toBe(2);
	});

	test("puts labels back on issues after one was deleted from the repository", async () => {
		await settle();
		it.views.allLabels.delete("baton:ready");
		for (const number of [7, 8])
			it.change(number, {
				labels: it.issue(number).labels.filter((one) => one !== "baton:ready"),
			});
		await it.projector().sweep();
		await it.after(0);
		expect(it.issue(7).labels).toContain("baton:ready");
		expect(it.issue(8).labels).toContain("baton:ready");
	});
});

test("a quiet issue is shown although others never rest", async () => {
	const many = Array.from({ length: 30 }, (_, index) => index + 1);
	it = await makeProjectorBench({}, many);
	await settle();
	let round = 0;
	// Each write takes a while, and somebody says something on the first 25 issues all the time.
	it.views.beforeWrite = () => {
		it.bench.advance(1_000);
		round += 1;
		if (round < 200) it.projector().touched((round % 25) + 1);
	};
	await it.tell("alice", "claim", "30");
	for (const number of many.slice(0, 25))
		await it.tell("alice", "priority", String(number), { priority: "high" });
	const before = it.bench.nowMs();
	await it.projector().wake();
	expect(it.issue(30).labels).toContain("baton:in_progress");
	expect(it.bench.nowMs() - before).toBeLessThan(300_000);
});

test("wherever a process ends, the next one brings everything in line", async () => {
	const verbs = ["claim", "release", "cancel", "reopen", "require", "assign"];
	for (let seed = 1; seed <= 50; seed++) {
		let left = seed % 9;
		it.views.beforeWrite = () => {
			// Nothing it does from now on reaches GitHub: as good as killed.
			if (left-- <= 0)
				throw Object.assign(new Error("killed"), { status: 599 });
		};
		for (const [index, issue] of ["7", "8"].entries()) {
			const verb = verbs[(seed * 7 + index * 3) % verbs.length] as string;
			const input = {
				require: { capability: `c${seed % 4}`, on: seed % 8 < 4 },
				assign: { assignee: seed % 2 === 0 ? "alice" : "bob" },
			}[verb];
			await it.tell("alice", verb, issue, input ?? {});
		}
		await it.after((seed * 977) % 15_000);
		it.restart();
		it.views.beforeWrite = () => undefined;
		await settle();
		for (const number of [7, 8]) {
			const { task, comment } = await it.bench.engine.inspect((board) => {
				const task = board.task(String(number));
				if (task === undefined) throw new Error("the task is gone");
				return { task, comment: statusComment(board, task) };
			});
			const issue = it.issue(number);
			expect(labelChanges(task, issue.labels)).toEqual({ add: [], remove: [] });
			expect(issue.isClosed).toBe(task.status === "cancelled");
			expect(issue.assignees).toEqual(
				task.assignee === undefined ? [] : [task.assignee],
			);
			expect(await it.statuses(number)).toEqual([comment]);
		}
	}
});
