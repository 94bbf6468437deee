import { beforeEach, describe, expect, test } from "vitest";
import type { IssueRecord } from "../../src/github/api.ts";
import { besideWall, CommentWall } from "../../src/github/comment-wall.ts";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

let it: RepositoryBench;
let wall: CommentWall;
let told: string[];

beforeEach(async () => {
	told = [];
	wall = new CommentWall((what) => told.push(what));
	it = await makeRepositoryBench("review: never\n", undefined, () => ({
		wallNote: (issue) => wall.noteOn(issue),
	}));
	Object.assign(it.github, besideWall({ ...it.github }, wall));
	await it.enroll(7);
	await it.shown();
	it.github.said.length = 0;
});

function change(to: Partial<IssueRecord>): void {
	const issue = it.github.issues.get(7) as IssueRecord;
	it.github.issues.set(7, { ...issue, ...to });
}

const shownLabels = () => it.github.issues.get(7)?.labels ?? [];

describe("an issue that nears 2,500 comments", () => {
	test("gets no replies from 2,300 on, but receipts, and its status comment says so", async () => {
		change({ comments: 2_299 });
		await it.github.issue(7);
		expect((await it.say("alice", 7, "/release")).replies).toHaveLength(1);
		expect(await it.status(7)).not.toContain("2,500");
		wall.hint({ number: 7, comments: 2_300 });
		const refused = await it.say("alice", 7, "/release");
		expect(refused.replies).toEqual([]);
		expect(it.github.receipts.get(refused.commentId)).toEqual(["confused"]);
		const claimed = await it.say("alice", 7, "/claim");
		expect(it.github.receipts.get(claimed.commentId)).toEqual(["rocket"]);
		expect(await it.status(7)).toContain("2,500 comments");
		expect(told).toHaveLength(1);
	});

	test("is known by what any look at it tells, and is as others when comments are deleted", async () => {
		change({ comments: 2_400 });
		await it.github.issue(7);
		expect(wall.isNear(7)).toBe(true);
		change({ comments: 2_200 });
		for await (const _ of it.github.labelledIssues("baton"));
		expect(wall.isNear(7)).toBe(false);
		expect((await it.say("alice", 7, "/release")).replies).toHaveLength(1);
	});

	test("that is full when it comes onto the board gets no status comment, and is not asked again and again", async () => {
		let tries = 0;
		it.views.beforeWrite = (what) => {
			if (what !== "comment on 8") return;
			tries += 1;
			throw Object.assign(
				new Error(
					"Commenting is disabled on issues with more than 2500 comments",
				),
				{ status: 403 },
			);
		};
		await it.enroll(8);
		for (let sweeps = 0; sweeps < 5; sweeps++) await it.shown();
		expect(it.github.issues.get(8)?.labels).toContain("baton:ready");
		// Once by what was remembered of the issue, and once after it was read anew.
		expect(tries).toBeLessThanOrEqual(2);
	});

	test("drops what GitHub takes no more, once and for all, and tells so once", async () => {
		let tries = 0;
		const api = besideWall(
			{
				...it.github,
				async reply() {
					tries += 1;
					throw Object.assign(
						new Error(
							"Commenting is disabled on issues with more than 2500 comments",
						),
						{ status: 403 },
					);
				},
			},
			wall,
		);
		await api.reply(8, "one");
		await api.reply(8, "two");
		expect(tries).toBe(1);
		expect(told).toEqual([expect.stringContaining("issue 8")]);
		const locked = besideWall(
			{
				...it.github,
				async reply() {
					throw Object.assign(new Error("issue is locked"), { status: 403 });
				},
			},
			wall,
		);
		await expect(locked.reply(9, "one")).rejects.toThrow("issue is locked");
	});
});

describe("an issue with as many labels as GitHub takes", () => {
	beforeEach(() => {
		it.views.beforeWrite = (what) => {
			const added = /^add (.+) to 7$/.exec(what)?.[1]?.split(", ") ?? [];
			if (shownLabels().length + added.length > 100)
				throw Object.assign(new Error("Validation Failed"), { status: 422 });
		};
	});

	test("shows what there is room for, the status first, and says what is missing", async () => {
		const others = Array.from({ length: 98 }, (_, index) => `other-${index}`);
		change({ labels: ["baton", ...others] });
		it.repository().commentChanged(7);
		await it.repository().settled();
		await it.shown();
		expect(shownLabels()).toHaveLength(100);
		expect(shownLabels()).toContain("baton:ready");
		expect(shownLabels()).not.toContain("priority:normal");
		expect(await it.status(7)).toContain("not shown: `priority:normal`");
		const writes = it.views.writes.length;
		await it.shown();
		expect(it.views.writes).toHaveLength(writes);
		expect(it.errors).toEqual([]);
		change({ labels: shownLabels().slice(0, 1).concat("baton:ready") });
		it.repository().commentChanged(7);
		await it.repository().settled();
		expect(shownLabels()).toContain("priority:normal");
		expect(await it.status(7)).not.toContain("not shown");
	});
});

test("an issue with ten assignees has room made for the one that is meant", async () => {
	it.views.beforeWrite = (what) => {
		const { assignees } = it.github.issues.get(7) as IssueRecord;
		if (what.startsWith("assign") && assignees.length >= 10)
			throw Object.assign(new Error("Validation Failed"), { status: 422 });
	};
	change({ assignees: Array.from({ length: 10 }, (_, at) => `person-${at}`) });
	await it.say("alice", 7, "/assign bob");
	it.repository().commentChanged(7);
	await it.shown();
	expect(it.github.issues.get(7)?.assignees).toEqual(["bob"]);
	expect(it.errors).toEqual([]);
});
