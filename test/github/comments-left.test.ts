import { beforeEach, describe, expect, test } from "vitest";
import type { CommentRecord } from "../../src/github/api.ts";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const MINUTE_MS = 60_000;
const CONFIG = `review: never
pushes_per_minute: 0
limits: { comment_commands_per_actor_per_minute: 10000, comment_commands_per_minute: 10000 }
`;

let it: RepositoryBench;

beforeEach(async () => {
	it = await makeRepositoryBench(CONFIG);
	await it.enroll(1);
	await it.enroll(2);
	it.bench.advance(MINUTE_MS);
});

const write = (who: string, issue: number, body: string) =>
	it.github.write(who, issue, body, {
		createdAt: new Date(it.bench.nowMs()).toISOString(),
	});

const receipts = (...comments: readonly CommentRecord[]) =>
	comments.map(({ id }) => it.github.receipts.get(id)?.at(-1));

const status = (key: string) =>
	it.bench
		.replica()
		.inspect((board) => board.task(key)?.status as string | undefined);

/** What was carried out once both issues were tasks. */
async function verbs(): Promise<readonly (string | undefined)[]> {
	return (await it.subjects())
		.map((one) => /^[a-z]+(?= )/.exec(one)?.[0])
		.filter((verb) => verb !== undefined)
		.slice(2);
}

async function sweep(times = 1): Promise<void> {
	for (let sweeps = 0; sweeps < times; sweeps++) {
		it.bench.advance(5 * MINUTE_MS);
		await it.repository().sweep();
	}
}

/** Has questions about an account's role, or about a comment's receipts, fail until the returned function is called. */
function fail(
	what: { readonly roleOf: string } | { readonly receiptsOf: number },
	status = 502,
): () => void {
	const { role, hasReceipt } = it.github;
	const failed = () =>
		Promise.reject(Object.assign(new Error("not told"), { status }));
	if ("roleOf" in what)
		it.github.role = (account) =>
			account.login === what.roleOf ? failed() : role(account);
	else
		it.github.hasReceipt = (id) =>
			id === what.receiptsOf ? failed() : hasReceipt(id);
	return () => Object.assign(it.github, { role, hasReceipt });
}

describe("what is said on an issue behind a comment that cannot be looked into waits with it:", () => {
	test("of those that webhooks told of together", async () => {
		const first = write("alice", 1, "/claim");
		const others = [
			write("alice", 1, "/release"),
			write("bob", 1, '/cancel "not needed"'),
		];
		const elsewhere = write("bob", 2, "/claim");
		const { comment } = it.github;
		let tries = 0;
		it.github.comment = async (id) => {
			if (id === first.id && tries++ === 0) throw new Error("502");
			return comment(id);
		};
		for (const one of [first, ...others, elsewhere])
			it.repository().comment(one);
		await it.repository().settled();
		expect(receipts(first, ...others)).toEqual([
			undefined,
			undefined,
			undefined,
		]);
		expect(receipts(elsewhere)).toEqual(["rocket"]);
		await sweep();
		expect(await verbs()).toEqual(["claim", "claim", "release", "cancel"]);
	});

	test("of those that webhooks told of later", async () => {
		const mend = fail({ roleOf: "alice" });
		const first = write("alice", 1, "/claim");
		it.repository().comment(first);
		await it.repository().settled();
		mend();
		const second = write("bob", 1, '/cancel "not needed"');
		it.repository().comment(second);
		await it.repository().settled();
		expect(receipts(first, second)).toEqual([undefined, undefined]);
		await sweep();
		expect(receipts(first, second)).toEqual(["rocket", "rocket"]);
		expect((await verbs()).slice(0, 2)).toEqual(["claim", "cancel"]);
	});

	test("of those that a sweep finds, in one batch of it or in several", async () => {
		const mend = fail({ roleOf: "alice" });
		const first = write("alice", 1, "/claim");
		const soon = write("bob", 1, "/note soon");
		const others = Array.from({ length: 30 }, (_, index) =>
			write("bob", 2, `/note number ${index}`),
		);
		const last = write("bob", 1, '/cancel "not needed"');
		await sweep();
		expect(receipts(first, soon, last)).toEqual([
			undefined,
			undefined,
			undefined,
		]);
		expect(new Set(receipts(...others))).toEqual(new Set(["rocket"]));
		mend();
		await sweep();
		expect((await verbs()).slice(-3)).toEqual(["claim", "note", "cancel"]);
	});

	test("also where its receipt is what nobody tells of", async () => {
		const first = write("alice", 1, "/claim");
		const mend = fail({ receiptsOf: first.id });
		const second = write("bob", 1, '/cancel "not needed"');
		const elsewhere = write("bob", 2, "/claim");
		await sweep();
		expect(receipts(first, second, elsewhere)).toEqual([
			undefined,
			undefined,
			"rocket",
		]);
		mend();
		await sweep();
		expect(receipts(first, second)).toEqual(["rocket", "rocket"]);
	});

	test.each(["role", "receipt"])(
		"a subtask, whose issue is neither made twice nor closed (%s)",
		async (unknown) => {
			const { createIssue } = it.github;
			let made = 0;
			it.github.createIssue = (issue) => {
				made += 1;
				return createIssue(issue);
			};
			const first = write("alice", 1, "/note first");
			const isRole = unknown === "role";
			const mend = fail(
				isRole ? { roleOf: "alice" } : { receiptsOf: first.id },
			);
			const second = write("bob", 1, '/subtask "A part of it"');
			await sweep();
			// With all roles known both are made sense of at once; that the first has to wait shows only later.
			expect(made).toBe(isRole ? 0 : 1);
			expect(it.github.issues.get(3)?.isClosed ?? false).toBe(false);
			mend();
			await sweep();
			expect(receipts(first, second)).toEqual(["rocket", "rocket"]);
			expect(made).toBe(1);
			expect(await status("3")).toBe("ready");
			expect(it.github.issues.get(3)?.isClosed).toBe(false);
		},
	);

	test("and what was written before it does not", async () => {
		fail({ roleOf: "alice" });
		const before = write("bob", 1, "/note before");
		const first = write("alice", 1, "/claim");
		for (const one of [first, before]) it.repository().comment(one);
		await it.repository().settled();
		expect(receipts(before, first)).toEqual(["rocket", undefined]);
	});
});

describe("a comment that can never be looked into", () => {
	test("keeps only leases of tasks that it may be about, and is refused after a while", async () => {
		await it.enroll(3);
		await it.enroll(40);
		for (const issue of [1, 2, 3])
			await it.say("alice", issue, "/claim for=1m");
		await it.say("bob", 40, "/claim for=1m");
		fail({ roleOf: "mallory" }, 403);
		const stuck = write("mallory", 2, "/heartbeat #40");
		const behind = write("bob", 2, "/note behind it");
		await sweep();
		expect(await status("1")).toBe("ready");
		expect(await status("3")).toBe("ready");
		expect(await status("2")).toBe("in_progress");
		expect(await status("40")).toBe("in_progress");
		await sweep(12);
		expect(receipts(stuck, behind)).toEqual(["confused", "rocket"]);
		expect(
			it.errors.filter((error) => error.includes("it is let go of")),
		).toEqual([`comment ${stuck.id}: it is let go of after 11 tries`]);
		expect(it.github.said.at(-1)).toMatchObject({ issue: 2 });
		expect(it.github.said.map(({ body }) => body).join()).toContain(
			"GitHub does not let Baton find out",
		);
		expect(await status("2")).toBe("ready");
		expect(await status("40")).toBe("ready");
	});

	test("is asked about for seven days where GitHub only fails, and refused as too old then", async () => {
		fail({ roleOf: "alice" });
		const stuck = write("alice", 2, "/claim");
		await sweep(24);
		expect(receipts(stuck)).toEqual([undefined]);
		it.bench.advance(7 * 24 * 60 * MINUTE_MS);
		await sweep();
		expect(receipts(stuck)).toEqual(["confused"]);
		expect(it.github.said.at(-1)?.body).toContain("more than 7 days ago");
	});
});

test("a comment that is on another issue than a webhook said is not carried out for that", async () => {
	const moved = write("alice", 2, "/claim");
	it.repository().comment({ ...moved, issue: 1 });
	await it.repository().settled();
	expect(receipts(moved)).toEqual([undefined]);
	expect(await status("2")).toBe("ready");
	await sweep();
	expect(await status("2")).toBe("in_progress");
});

test("an issue whose comments cannot be listed keeps no sweep from its end", async () => {
	const old = Array.from({ length: 60 }, (_, index) =>
		write("alice", 2, `/note number ${index}`),
	);
	const { commentsOf, events } = it.github;
	it.github.commentsOf = (issue, since) => {
		if (issue === 1) throw new Error("500");
		return commentsOf(issue, since);
	};
	it.github.events = (after) => {
		// Somebody comments there just when the sweep begins.
		it.repository().comment(write("bob", 1, "/note here"));
		return events(after);
	};
	await sweep();
	expect(new Set(receipts(...old))).toEqual(new Set(["rocket"]));
});

test("what webhooks told of before the board was there is heard while its first sweep goes on", async () => {
	const before = new Date(it.bench.nowMs() - 10 * MINUTE_MS).toISOString();
	it.github.issues.set(3, {
		...{ number: 3, title: "Issue 3", body: "", labels: ["baton"] },
		...{ isClosed: false, stateReason: null, assignees: [] },
		isPullRequest: false,
	});
	it.github.happen("maintainer", 3, "labeled", {
		...{ createdAt: before, label: "baton" },
	});
	const early = ["/note first", "/note second"].map((body) =>
		it.github.write("alice", 3, body, { createdAt: before }),
	);
	const late = Array.from({ length: 60 }, (_, index) =>
		write("bob", 2, `/note number ${index}`),
	);
	for (const one of early) it.repository().comment(one);
	await it.repository().sweep();
	expect(receipts(...early)).toEqual(["rocket", "rocket"]);
	expect(new Set(receipts(...late))).toEqual(new Set(["rocket"]));
});
