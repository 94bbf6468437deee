import { expect, test } from "vitest";
import type { CommentRecord } from "../../src/github/api.ts";
import { Repository } from "../../src/github/repository.ts";
import { APP, makeBench } from "../support/bench.ts";
import {
	type FakeGitHub,
	makeFakeGitHub,
	makeFakeHeads,
} from "../support/fake-github.ts";
import { makeFakeViews } from "../support/fake-views.ts";

function label(github: FakeGitHub, number: number, createdAt: string): void {
	github.issues.set(number, {
		number,
		title: `Issue ${number}`,
		body: "",
		labels: ["baton"],
		isClosed: false,
		stateReason: null,
		assignees: [],
		isPullRequest: false,
	});
	github.happen("maintainer", number, "labeled", { createdAt, label: "baton" });
}

/** A board with one task that somebody holds, and whose branch has lost that since. */
async function rolledBack() {
	const bench = makeBench();
	const github = makeFakeGitHub();
	const at = () => new Date(bench.nowMs()).toISOString();
	const errors: string[] = [];
	const repository = new Repository({
		api: github,
		heads: makeFakeHeads(),
		views: makeFakeViews(github),
		engine: bench.engine,
		app: APP,
		board: "board",
		nowMs: bench.nowMs,
		later: () => () => undefined,
		onError: (_error, what) => errors.push(what),
		onRefusal: () => undefined,
	});
	label(github, 7, at());
	await repository.sweep();
	const before = bench.repository.head;
	github.write("alice", 7, "/claim", { createdAt: at() });
	await repository.sweep();
	bench.repository.head = before;
	return { bench, github, at, errors, repository };
}

test("a frozen board answers /doctor and takes /recover among events and comments that wait, and then these", async () => {
	const { bench, github, at, repository } = await rolledBack();
	label(github, 8, at());
	const waits = github.write("alice", 7, "/done", { createdAt: at() });
	const later = github.write("bob", 8, "/claim", { createdAt: at() });
	const asks = github.write("guest", 7, "/doctor", { createdAt: at() });
	await repository.sweep();
	expect(github.receipts.get(asks.id)).toEqual(["rocket"]);
	expect(github.said.at(-1)?.body).toContain("rolled back");
	expect(github.receipts.get(waits.id)).toBeUndefined();

	const recovers = github.write("maintainer", 7, "/recover acknowledged", {
		createdAt: at(),
	});
	await repository.sweep();
	expect(github.receipts.get(recovers.id)).toEqual(["rocket"]);
	await repository.sweep();
	for (const { id } of [waits, later])
		expect(github.receipts.get(id)).toEqual(["rocket"]);
	expect(
		await bench.engine.inspect((board) =>
			["7", "8"].map((key) => board.task(key)?.status),
		),
	).toEqual(["done", "in_progress"]);
});

test.each([false, true])(
	"a frozen board is recovered and asked from behind any number of comments that wait, told of: %s",
	async (isTold) => {
		const { bench, github, at, errors, repository } = await rolledBack();
		const waiting = Array.from({ length: 60 }, (_, index) =>
			github.write("bob", 7, `/note number ${index}`, { createdAt: at() }),
		);
		const asks = github.write("guest", 7, "/doctor", { createdAt: at() });
		await repository.sweep();
		expect(github.receipts.get(asks.id)).toEqual(["rocket"]);
		// Said once, not for each batch.
		expect(errors.length).toBeLessThan(5);

		const recovers = github.write("maintainer", 7, "/recover acknowledged", {
			createdAt: at(),
		});
		if (isTold)
			for (const one of [...waiting, recovers]) repository.comment(one);
		await repository.sweep();
		expect(github.receipts.get(recovers.id)).toEqual(["rocket"]);
		for (let minutes = 0; minutes < 10; minutes++) {
			bench.advance(60_000);
			await repository.sweep();
		}
		const answered = waiting.filter(({ id }) => github.receipts.has(id));
		expect(answered).toHaveLength(60);
	},
);

test("what webhooks told of and what has to wait keep no question on a frozen board from its answer", async () => {
	const { github, at, repository } = await rolledBack();
	const waiting = Array.from({ length: 30 }, (_, index) =>
		github.write("bob", 7, `/note number ${index}`, { createdAt: at() }),
	);
	const asks = github.write("guest", 7, "/doctor", { createdAt: at() });
	repository.comment(waiting[0] as CommentRecord);
	await repository.sweep();
	expect(github.receipts.get(asks.id)).toEqual(["rocket"]);
	expect(waiting.some(({ id }) => github.receipts.has(id))).toBe(false);
});
