import { expect, test } from "vitest";
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

test("a frozen board answers /doctor and takes /recover among events and comments that wait, and then these", async () => {
	const bench = makeBench();
	const github = makeFakeGitHub();
	const at = () => new Date(bench.nowMs()).toISOString();
	const repository = new Repository({
		api: github,
		heads: makeFakeHeads(),
		views: makeFakeViews(github),
		engine: bench.engine,
		app: APP,
		board: "board",
		nowMs: bench.nowMs,
		later: () => () => undefined,
		onError: () => undefined,
		onRefusal: () => undefined,
	});
	label(github, 7, at());
	await repository.sweep();
	const before = bench.repository.head;
	github.write("alice", 7, "/claim", { createdAt: at() });
	await repository.sweep();
	bench.repository.head = before;

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
