import { beforeEach, describe, expect, test } from "vitest";
import type { IssueRecord } from "../../src/github/api.ts";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const HOUR_MS = 3_600_000;

let it: RepositoryBench;

beforeEach(async () => {
	it = await makeRepositoryBench("review: never\n");
	await it.enroll(7);
	await it.shown();
	it.github.said.length = 0;
});

const now = () => new Date(it.bench.nowMs()).toISOString();

function refusing(status: number, message: string): () => never {
	return () => {
		throw Object.assign(new Error(message), { status });
	};
}

async function statusOf(key: string): Promise<string | undefined> {
	return it.bench
		.replica()
		.inspect((board) => board.task(key)?.status as string | undefined);
}

async function cancellations(): Promise<number> {
	return (await it.subjects()).filter((one) => one.startsWith("cancel 7"))
		.length;
}

describe("an issue that is gone, deleted or moved or made a discussion, ends its task", () => {
	test("once, and without any webhook within the hour", async () => {
		it.github.issues.delete(7);
		await it.shown();
		expect(await statusOf("7")).toBe("ready");
		it.bench.advance(HOUR_MS);
		await it.shown();
		expect(await statusOf("7")).toBe("cancelled");
		it.bench.advance(HOUR_MS);
		await it.shown();
		expect(await cancellations()).toBe(1);
	});

	test("as the next process finds that starts", async () => {
		it.github.issues.delete(7);
		await it.restart();
		await it.repository().settled();
		await it.repository().sweep();
		expect(await statusOf("7")).toBe("cancelled");
		expect(await cancellations()).toBe(1);
	});

	test("unless that has ended already, which is no refusal", async () => {
		await it.say("maintainer", 7, '/override "done by hand"');
		expect(await statusOf("7")).toBe("done");
		it.github.issues.delete(7);
		it.repository().issueGone(7);
		await it.repository().settled();
		expect(await statusOf("7")).toBe("done");
		expect(it.refusals).toEqual([]);
	});

	test("but not while no issue can be read at all", async () => {
		const { issue, labelledIssues } = it.github;
		it.github.issue = async () => undefined;
		it.github.labelledIssues = refusing(404, "Not Found");
		it.repository().issueGone(7);
		await it.repository().settled();
		it.bench.advance(HOUR_MS);
		await it.shown();
		expect(await statusOf("7")).toBe("ready");
		Object.assign(it.github, { issue, labelledIssues });
		await it.shown();
		expect(await statusOf("7")).toBe("ready");
	});
});

describe("an issue of which GitHub does not tell whether it is gone", () => {
	const denied = refusing(403, "Your IP address is not allowed here.");
	let asked: number[];

	/** From now on GitHub tells nothing of the issue 7. */
	function deny(): void {
		asked = [];
		const { issue } = it.github;
		it.github.issue = async (number) => {
			asked.push(number);
			return number === 7 ? denied() : issue(number);
		};
	}

	test("keeps nobody from being heard elsewhere, and no sweep from its end", async () => {
		await it.enroll(8);
		deny();
		it.repository().issueGone(7);
		await it.repository().settled();
		expect((await it.say("alice", 8, "/claim")).code).toBe("ok");
		it.bench.advance(120_000);
		const claim = it.github.write("bob", 8, "/note heard", {
			createdAt: now(),
		});
		it.bench.advance(120_000);
		await it.repository().sweep();
		expect(it.github.receipts.get(claim.id)).toEqual(["rocket"]);
		expect(await statusOf("7")).toBe("ready");
	});

	test("has its turn behind the others, and is let go of after ten tries, each of them in the log", async () => {
		for (let number = 20; number < 45; number++) await it.enroll(number);
		deny();
		const issueOf7 = it.github.issues.get(7) as IssueRecord;
		for (let number = 20; number < 45; number++) {
			it.github.issues.delete(number);
			it.repository().issueGone(number);
		}
		it.repository().issueGone(7);
		it.github.issues.set(7, issueOf7);
		for (let turns = 0; turns < 15; turns++) await it.repository().sweep();
		for (const key of ["20", "39", "44"])
			expect(await statusOf(key)).toBe("cancelled");
		expect(asked.filter((number) => number === 7)).toHaveLength(10);
		expect(
			it.errors.filter((error) => error.startsWith("whether issue 7 is gone")),
		).toHaveLength(10);
		expect(await statusOf("7")).toBe("ready");
	});
});

describe("a pull request", () => {
	const pull: IssueRecord = {
		number: 9,
		title: "A pull request",
		body: "",
		labels: ["baton"],
		isClosed: false,
		stateReason: null,
		assignees: [],
		isPullRequest: true,
	};

	async function label(who: string): Promise<void> {
		it.github.issues.set(9, pull);
		it.github.happen(who, 9, "labeled", { createdAt: now(), label: "baton" });
		await it.repository().sweep();
		await it.repository().settled();
		it.bench.advance(1_000);
	}

	test("with the board's label is no task, which is said once", async () => {
		await label("alice");
		expect(it.github.issues.get(9)?.labels).toEqual([]);
		expect(it.github.said).toHaveLength(1);
		expect(it.github.said[0]).toMatchObject({ issue: 9 });
		expect(it.github.said[0]?.body).toContain("A pull request is no task.");
		await label("alice");
		expect(it.github.issues.get(9)?.labels).toEqual(["baton"]);
		expect(it.github.said).toHaveLength(1);
		expect(await statusOf("9")).toBeUndefined();
	});

	test("hears no commands but those that name Baton", async () => {
		it.github.issues.set(9, { ...pull, labels: [] });
		expect((await it.say("alice", 9, "/claim")).code).toBe("silence");
		expect((await it.say("alice", 9, "/baton show 7")).code).toBe("ok");
	});
});

test("on a locked issue commands are carried out, nothing spins, and the labels go on", async () => {
	let tries = 0;
	const locked = refusing(
		403,
		"Unable to create comment because issue is locked.",
	);
	it.github.react = async () => {
		tries += 1;
		return locked();
	};
	it.github.reply = locked;
	it.github.hasReceipt = async () => false;
	it.views.beforeWrite = (what) => {
		if (/^(comment|edit)/.test(what)) locked();
	};
	await it.say("alice", 7, "/claim");
	await it.say("bob", 7, "/claim");
	const before = tries;
	for (let sweeps = 0; sweeps < 5; sweeps++) await it.shown();
	expect(await statusOf("7")).toBe("in_progress");
	expect(it.github.issues.get(7)?.labels).toContain("baton:in_progress");
	expect(before).toBe(2);
	expect(tries).toBe(2);
});
