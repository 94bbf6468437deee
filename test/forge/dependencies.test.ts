import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Issue, type LinkBench, startLinkBench } from "./link-bench.ts";
import { REPO, refusedWith } from "./sample.ts";

type Pair = [Issue, Issue];
type Triple = [Issue, Issue, Issue];

let bench: LinkBench;
beforeAll(async () => {
	bench = await startLinkBench();
});
afterAll(() => bench.end());
beforeEach(() => bench.heard());

async function blockersOf({ number }: Issue, name = "guest") {
	const target = { ...REPO, issue_number: number };
	const client = bench.sample.as(name);
	const { data } = await client.issues.listDependenciesBlockedBy(target);
	return data.map(({ title }) => title);
}

async function blockedBy({ number }: Issue): Promise<string[]> {
	const target = { ...REPO, issue_number: number };
	const client = bench.sample.as("guest");
	const { data } = await client.issues.listDependenciesBlocking(target);
	return data.map(({ title }) => title);
}

function unblock(blocked: Issue, issue_id: number, name = "sorter") {
	const target = { ...REPO, issue_number: blocked.number, issue_id };
	return refusedWith(
		bench.sample.as(name).issues.removeDependencyBlockedBy(target),
	);
}

describe("dependencies", () => {
	it("are listed from both sides and summed up, closed blockers apart", async () => {
		const [late, soon, done] = (await bench.openMany(3)) as Triple;
		expect(await bench.block(late, soon)).toBe(0);
		expect(await bench.block(late, done)).toBe(0);
		await bench.close(done);
		expect(await blockersOf(late)).toEqual([soon.title, done.title]);
		expect(await blockedBy(soon)).toEqual([late.title]);
		expect(await blockersOf(soon)).toEqual([]);
		const summary = async (issue: Issue) =>
			(await bench.shown(issue)).issue_dependencies_summary;
		expect(await summary(late)).toEqual({
			blocked_by: 1,
			blocking: 0,
			total_blocked_by: 2,
			total_blocking: 0,
		});
		expect(await summary(done)).toMatchObject({
			blocking: 1,
			total_blocking: 1,
		});
	});

	it("are told of on both sides, by webhooks and as events", async () => {
		const [late, soon] = (await bench.openMany(2)) as Pair;
		await bench.block(late, soon);
		const added = await bench.heard();
		expect(
			added.map(({ event, payload }) => `${event} ${payload.action}`),
		).toEqual([
			"issue_dependencies blocked_by_added",
			"issue_dependencies blocking_added",
		]);
		for (const { payload } of added)
			expect(payload).toMatchObject({
				blocked_issue_id: late.id,
				blocked_issue: {
					number: late.number,
					issue_dependencies_summary: { blocked_by: 1 },
				},
				blocking_issue_id: soon.id,
				blocking_issue: { number: soon.number },
				repository: { full_name: "acme/demo" },
				organization: { login: "acme" },
				sender: { login: "sorter" },
			});
		expect(added[0]?.payload.blocking_issue_repo.full_name).toBe("acme/demo");
		expect(added[1]?.payload.blocked_issue_repo.full_name).toBe("acme/demo");
		expect(await unblock(late, soon.id)).toBe(0);
		expect((await bench.heard()).map(({ payload }) => payload.action)).toEqual([
			"blocked_by_removed",
			"blocking_removed",
		]);
		expect(await bench.events(late)).toEqual([
			`blocked_by_added ${soon.number}`,
			`blocked_by_removed ${soon.number}`,
		]);
		expect(await bench.events(soon)).toEqual([
			`blocking_added ${late.number}`,
			`blocking_removed ${late.number}`,
		]);
	});

	it("are added once, and are gone however often they are removed", async () => {
		const [late, soon] = (await bench.openMany(2)) as Pair;
		expect(await bench.block(late, soon)).toBe(0);
		expect(await bench.block(late, soon)).toBe(422);
		expect(await unblock(late, soon.id)).toBe(0);
		await bench.heard();
		expect(await unblock(late, soon.id)).toBe(0);
		expect(await bench.heard()).toEqual([]);
		expect(await unblock(late, 999_999)).toBe(404);
		expect(await blockersOf(late)).toEqual([]);
	});

	it("may form a circle of three, as on GitHub, but not of two or one", async () => {
		const [a, b, c] = (await bench.openMany(3)) as Triple;
		expect(await bench.block(a, a)).toBe(422);
		expect(await bench.block(a, b)).toBe(0);
		expect(await bench.block(b, a)).toBe(422);
		expect(await bench.block(b, c)).toBe(0);
		expect(await bench.block(c, a)).toBe(0);
		expect(await blockersOf(c)).toEqual([a.title]);
	});

	it("are issues, at both ends", async () => {
		const issue = await bench.open("an issue");
		const pull = await bench.openPull("blocking");
		expect(await bench.block(issue, pull)).toBe(422);
		expect(await bench.block(pull, issue)).toBe(422);
		expect(await blockersOf(pull)).toEqual([]);
	});

	it("are at most fifty on each side", async () => {
		const [full, ...others] = (await bench.openMany(52)) as [Issue, ...Pair];
		const last = others.pop() as Issue;
		for (const other of others) expect(await bench.block(full, other)).toBe(0);
		expect(await bench.block(full, last)).toBe(422);
		const [wanted, ...waiting] = (await bench.openMany(52)) as [Issue, ...Pair];
		const late = waiting.pop() as Issue;
		for (const other of waiting)
			expect(await bench.block(other, wanted)).toBe(0);
		expect(await bench.block(late, wanted)).toBe(422);
	});

	it("are for those who may at least triage, and for Apps that may write issues", async () => {
		const [late, soon] = (await bench.openMany(2)) as Pair;
		expect(await bench.block(late, soon, "guest")).toBe(403);
		expect(await bench.block(late, soon, "ci")).toBe(403);
		expect(await bench.block(late, soon, "baton")).toBe(0);
		expect(await unblock(late, soon.id, "guest")).toBe(403);
		expect(await unblock(late, soon.id, "ci")).toBe(403);
		expect(await blockersOf(late)).toEqual([soon.title]);
	});

	it("may lead to another repository, which not everybody sees", async () => {
		const here = await bench.open("here");
		const there = await bench.open("there", { owner: "acme", repo: "secret" });
		expect(await bench.block(here, there, "sorter")).toBe(404);
		expect(await bench.block(here, there, "writer")).toBe(0);
		expect(await blockersOf(here, "writer")).toEqual(["there"]);
		expect(await blockersOf(here)).toEqual([]);
		const [heard, ...more] = await bench.heard();
		expect(heard?.payload).toMatchObject({
			action: "blocked_by_added",
			blocking_issue_repo: { full_name: "acme/secret" },
			repository: { full_name: "acme/demo" },
		});
		expect(more).toEqual([]);
	});

	it("outlive a restart with their events", async () => {
		const [late, soon] = (await bench.openMany(2)) as Pair;
		await bench.block(late, soon);
		await bench.restart();
		expect(await blockersOf(late)).toEqual([soon.title]);
		expect(await bench.events(soon)).toEqual([`blocking_added ${late.number}`]);
	});
});
