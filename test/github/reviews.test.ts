import { beforeEach, describe, expect, test } from "vitest";
import { verify } from "../../src/engine/verify.ts";
import type { ReviewRecord } from "../../src/github/reviews/review-api.ts";
import { person } from "../support/bench.ts";
import { brokenInvariants } from "../support/invariants.ts";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const HEAD = "a".repeat(40);
const NEWER = "b".repeat(40);
const PULL = 107;

let door: RepositoryBench;
let lastReview: number;

/** Alice has handed in task 7; its head is at HEAD. */
async function handIn(config = "review: auto\n"): Promise<void> {
	door = await makeRepositoryBench(config);
	lastReview = 500;
	await door.enroll(7);
	await door.push(7, HEAD);
	await say("alice", "/claim");
	await say("alice", "/done");
	expect(await statusOf()).toBe("review");
}

async function say(who: string, body: string): Promise<void> {
	expect((await door.say(who, 7, body)).code).toBe("ok");
}

const task = (key = "7") =>
	door.bench.replica().inspect((board) => board.task(key));
const statusOf = async () => (await task())?.status;
const followUps = () =>
	door.bench.replica().inspect((board) => board.context("7").follow_ups);
/** What was told of reviews. */
const replies = () =>
	door.github.said
		.map(({ body }) => body)
		.filter((body) => body.startsWith("<!-- baton:r"));

/** Reviews without telling anybody. */
function review(
	who: string,
	state: ReviewRecord["state"],
	more: Partial<ReviewRecord> & { isBot?: boolean } = {},
): void {
	lastReview += 1;
	const { isBot = false, ...rest } = more;
	const made: ReviewRecord = {
		id: lastReview,
		state,
		author: { ...person(who), isBot },
		body: "",
		sha: HEAD,
		submittedAt: new Date(door.bench.nowMs()).toISOString(),
		url: `https://github.example/o/r/pull/${PULL}#pullrequestreview-${lastReview}`,
		...rest,
	};
	const all = door.heads.pullReviews;
	all.set(PULL, [...(all.get(PULL) ?? []), made]);
}

async function told(): Promise<void> {
	door.repository().tell(({ reviews }) => reviews.pullReviewed(PULL));
	await door.repository().settled();
}

beforeEach(async () => {
	await handIn();
});

describe("a review of the head of a task in review", () => {
	test("approves it in the reviewer's name and with his role", async () => {
		review("bob", "APPROVED");
		await told();
		expect(await statusOf()).toBe("done");
		expect((await door.subjects()).at(-1)).toBe("approve 7: by bob");
		const head = await door.bench.store.head();
		for await (const { message } of door.bench.store.log(head as string)) {
			expect(message).toMatch(/^Baton-Id: r501$/m);
			expect(message).toMatch(/^Baton-Actor: bob \(3\)$/m);
			expect(message).toMatch(/^Baton-Role: write$/m);
			break;
		}
		const { identity, store } = door.bench;
		expect(await verify(store, { identity })).toMatchObject({ ok: true });
		expect(await brokenInvariants(store)).toEqual([]);
	});

	test("asks for changes, with its words, without secrets, and where they stand", async () => {
		const secret = `ghp_${"x1".repeat(20)}`;
		review("bob", "CHANGES_REQUESTED", { body: `Do not log ${secret}` });
		await told();
		expect(await statusOf()).toBe("ready");
		const [asked] = await followUps();
		expect(asked).toMatchObject({ actor: { login: "bob" } });
		expect(asked?.body).toBe(
			`Do not log [redacted:github-token]\n\nhttps://github.example/o/r/pull/${PULL}#pullrequestreview-501`,
		);
	});

	test("asks for changes in a sentence of Baton's where it has no words", async () => {
		review("bob", "CHANGES_REQUESTED");
		await told();
		expect((await followUps())[0]?.body).toMatch(/^Changes requested by bob\./);
	});

	test("is cut to what a note holds", async () => {
		review("bob", "CHANGES_REQUESTED", { body: "é".repeat(30_000) });
		await told();
		const [asked] = await followUps();
		const bytes = Buffer.byteLength(asked?.body ?? "");
		expect(bytes).toBeGreaterThan(7_800);
		expect(bytes).toBeLessThanOrEqual(8_192);
	});

	test("says nothing as a comment, dismissed, or not submitted", async () => {
		review("bob", "COMMENTED");
		review("maintainer", "DISMISSED");
		review("maintainer", "PENDING");
		await told();
		expect(await statusOf()).toBe("review");
		expect(replies()).toEqual([]);
	});

	test("counts as the newest opinion of each reviewer, comments aside", async () => {
		review("bob", "APPROVED");
		review("bob", "CHANGES_REQUESTED", { body: "On second thought" });
		review("bob", "COMMENTED");
		await told();
		expect(await statusOf()).toBe("ready");
		expect(await followUps()).toHaveLength(1);
	});

	test("does not rise again when a later one of the same reviewer was dismissed", async () => {
		review("bob", "APPROVED");
		review("bob", "DISMISSED");
		await told();
		expect(await statusOf()).toBe("review");
	});

	test("is found by a sweep when its webhook was dropped", async () => {
		review("bob", "APPROVED");
		await door.repository().sweep();
		expect(await statusOf()).toBe("done");
	});

	test("has one effect, however often it is told of and by whichever process", async () => {
		review("bob", "CHANGES_REQUESTED", { body: "Once" });
		await told();
		await told();
		await door.restart();
		await say("alice", "/claim");
		await say("alice", "/ack f1");
		await say("alice", "/done");
		await told();
		expect(await statusOf()).toBe("review");
		expect(await followUps()).toHaveLength(1);
	});
});

describe("an approval", () => {
	test("of an older commit than the head approves nothing, which is said once", async () => {
		review("bob", "APPROVED");
		await door.push(7, NEWER);
		await told();
		await door.restart();
		await told();
		expect(await statusOf()).toBe("review");
		expect(replies()).toHaveLength(1);
		expect(replies()[0]).toContain("STALE");
		expect(replies()[0]).toContain(NEWER.slice(0, 12));
		review("bob", "APPROVED", { sha: NEWER });
		await told();
		expect(await statusOf()).toBe("done");
	});

	test("that was there before the task came into review counts, if it is of the head", async () => {
		review("bob", "CHANGES_REQUESTED");
		await told();
		door.bench.advance(60_000);
		review("bob", "APPROVED");
		await told();
		expect(await statusOf()).toBe("ready");
		await say("alice", "/claim");
		await say("alice", "/ack f1");
		door.bench.advance(60_000);
		await say("alice", "/done");
		expect(await statusOf()).toBe("done");
	});

	test("of an older commit, from before the task came into review, is nobody's business", async () => {
		review("bob", "CHANGES_REQUESTED");
		await told();
		review("maintainer", "APPROVED");
		door.bench.advance(60_000);
		await door.push(7, NEWER);
		await say("alice", "/claim");
		await say("alice", "/ack f1");
		await say("alice", "/done");
		await told();
		expect(await statusOf()).toBe("review");
		expect(replies()).toEqual([]);
	});

	test("of a commit that is gone approves nothing", async () => {
		const { heads } = door;
		review("bob", "APPROVED");
		const [made] = heads.pullReviews.get(PULL) ?? [];
		const { sha: _gone, ...rest } = made as ReviewRecord;
		heads.pullReviews.set(PULL, [rest]);
		await told();
		expect(await statusOf()).toBe("review");
		expect(replies()[0]).toContain("a commit that is gone");
	});

	test.each([
		["of whoever completed the task", "alice", "cannot approve it as well"],
	])("%s is refused as the command would be, once", async (_, who, words) => {
		review(who, "APPROVED");
		await told();
		await door.restart();
		await told();
		expect(await statusOf()).toBe("review");
		expect(replies()).toHaveLength(1);
		expect(replies()[0]).toContain(words);
	});

	test("of somebody whose role does not cover it is as if it had not been said, however often", async () => {
		const before = (await door.subjects()).length;
		for (let round = 1; round <= 60; round++) {
			review(round % 2 === 0 ? "guest" : "mallory", "APPROVED");
			if (round % 5 === 0) review("guest", "CHANGES_REQUESTED");
			if (round % 7 === 0) review("mallory", "APPROVED", { sha: NEWER });
			await told();
		}
		expect(await statusOf()).toBe("review");
		expect(replies()).toEqual([]);
		expect(await door.subjects()).toHaveLength(before);
	});

	test("of somebody who gains the role counts at the next sweep, if it is still his newest", async () => {
		review("guest", "APPROVED");
		await told();
		let asked = 0;
		const { role } = door.github;
		door.github.role = async (account) => {
			if (account.login === "guest") asked += 1;
			return role(account);
		};
		await told();
		expect(asked).toBe(0);
		door.github.roles.set("guest", "write");
		await door.repository().sweep();
		expect(await statusOf()).toBe("done");
	});

	test("that was refused stays refused, whatever comes later", async () => {
		review("alice", "APPROVED");
		await told();
		await say("maintainer", '/changes "once more"');
		await say("bob", "/claim");
		await say("bob", "/ack f1");
		await say("bob", "/done");
		await told();
		expect(await statusOf()).toBe("review");
	});

	test("of a bot that config does not name, of the app itself, and of an account that is gone says nothing", async () => {
		review("mallory", "APPROVED", { isBot: true });
		review("app", "APPROVED", {
			author: { id: 900, login: "baton[bot]", isBot: true },
		});
		review("nobody", "APPROVED");
		const all = door.heads.pullReviews.get(PULL) ?? [];
		const { author: _, ...ghost } = all.pop() as ReviewRecord;
		all.push(ghost);
		await told();
		expect(await statusOf()).toBe("review");
		expect(replies()).toEqual([]);
	});
});

describe("where checks stand before the end,", () => {
	const GATED =
		"review: always\ngates: { ci: { checks: [{ name: test, app: ci }] } }\ndone_gates: [ci]\n";

	beforeEach(async () => {
		await handIn(GATED);
	});

	test("an approval waits for them and is told of once", async () => {
		review("bob", "APPROVED");
		await told();
		await told();
		await door.restart();
		expect(await statusOf()).toBe("review");
		expect(replies()).toHaveLength(1);
		expect(replies()[0]).toContain("GATE_FAILED");
		expect(replies()[0]).toContain("nothing has to be said again");
		await door.check(HEAD, "success");
		expect(await statusOf()).toBe("done");
		expect((await task())?.checks?.sha).toBe(HEAD);
	});

	test("an approval of work that changes the checks is refused for good, also where it waited for them before", async () => {
		door.heads.differences.set(HEAD, {
			isContained: false,
			paths: [".github/workflows/ci.yml"],
		});
		review("bob", "APPROVED");
		await told();
		expect(replies()).toHaveLength(1);
		await door.check(HEAD, "success");
		expect(replies()).toHaveLength(2);
		expect(replies()[1]).toContain("A maintainer has to look at it");
		door.heads.differences.set(HEAD, { isContained: false, paths: ["a"] });
		await door.repository().sweep();
		await told();
		await door.restart();
		expect(await statusOf()).toBe("review");
		expect(replies()).toHaveLength(2);
	});

	test("one that waits counts no more when its author may not review any more", async () => {
		review("bob", "APPROVED");
		await told();
		door.github.roles.set("bob", "read");
		await door.check(HEAD, "success");
		expect(await statusOf()).toBe("review");
	});

	test("one that waits is not for what is pushed meanwhile", async () => {
		review("bob", "APPROVED");
		await told();
		await door.push(7, NEWER);
		await door.check(NEWER, "success");
		await told();
		expect(await statusOf()).toBe("review");
	});

	test("one of an older commit does not pass when the head moves while it is heard", async () => {
		review("bob", "APPROVED");
		await door.check(HEAD, "success", { name: "other" });
		const { checks } = door.heads;
		door.heads.runs.push({
			...{ id: 90, name: "test", app: "ci", sha: NEWER },
			...{ status: "completed", conclusion: "success" },
		});
		const { reviews } = door.heads;
		door.heads.reviews = async (pull) => {
			await movePull();
			return reviews(pull);
		};
		await told();
		expect(await statusOf()).toBe("review");
		door.heads.checks = checks;

		async function movePull() {
			const pull = door.heads.pulls.get(PULL);
			if (pull === undefined) throw new Error("there is no pull request");
			door.heads.pulls.set(PULL, {
				...pull,
				head: { ...pull.head, sha: NEWER },
			});
			door.heads.differences.set(NEWER, { isContained: false, paths: [] });
		}
	});
});

test("what GitHub does not answer is read at the next sweep", async () => {
	const { reviews } = door.heads;
	door.heads.reviews = async () => {
		throw new Error("out of order");
	};
	review("bob", "APPROVED");
	await told();
	expect(await statusOf()).toBe("review");
	expect(door.errors).toContain(
		"the reviews of task 7 are read later: out of order",
	);
	door.heads.reviews = reviews;
	await door.repository().sweep();
	expect(await statusOf()).toBe("done");
});

test("a sweep reads the reviews of ten tasks, and the next one goes on with others", async () => {
	await handIn(
		"review: auto\nwip: { review: 100 }\ntransitions: { ready: [in_progress, review] }\n",
	);
	const issues = Array.from({ length: 14 }, (_, at) => at + 20);
	for (const issue of issues) {
		await door.enroll(issue);
		await door.push(issue, issue.toString(16).padStart(40, "c"));
		expect((await door.say("maintainer", issue, "/move review")).code).toBe(
			"ok",
		);
	}
	await door.repository().sweep();
	await door.repository().sweep();
	const asked = new Set<number>();
	const { reviews } = door.heads;
	door.heads.reviews = async (pull) => {
		asked.add(pull);
		return reviews(pull);
	};
	await door.repository().sweep();
	expect(asked.size).toBe(10);
	await door.repository().sweep();
	expect(asked.size).toBe(issues.length + 1);
});
