import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Issue, type LinkBench, startLinkBench } from "./link-bench.ts";
import { REPO, refusedWith } from "./sample.ts";

let bench: LinkBench;
beforeAll(async () => {
	bench = await startLinkBench();
});
afterAll(() => bench.end());
beforeEach(() => bench.heard());

async function numbersBelow({ number }: Issue): Promise<number[]> {
	const { data } = await bench.sample
		.as("guest")
		.issues.listSubIssues({ ...REPO, issue_number: number });
	return data.map((issue) => issue.number);
}

async function parentOf({ number }: Issue): Promise<number> {
	const target = { ...REPO, issue_number: number };
	return (await bench.sample.as("guest").issues.getParent(target)).data.number;
}

/** Issues each of which is below the one before it. */
async function chain(length: number): Promise<Issue[]> {
	const issues = await bench.openMany(length);
	for (const [at, issue] of issues.entries()) {
		const above = issues[at - 1];
		if (above !== undefined) expect(await bench.nest(above, issue)).toBe(0);
	}
	return issues;
}

describe("sub-issues", () => {
	it("are listed below their parent, which sums them up, and tell its address", async () => {
		const [parent, a, b, c] = (await bench.openMany(4)) as [
			Issue,
			Issue,
			Issue,
			Issue,
		];
		for (const child of [a, b, c]) await bench.nest(parent, child);
		await bench.close(b);
		expect(await numbersBelow(parent)).toEqual([a, b, c].map((i) => i.number));
		expect(await parentOf(b)).toBe(parent.number);
		expect((await bench.shown(parent)).sub_issues_summary).toEqual({
			total: 3,
			completed: 1,
			percent_completed: 33,
		});
		expect((await bench.shown(a)).parent_issue_url).toBe(parent.url);
		expect((await bench.shown(parent)).parent_issue_url).toBeNull();
	});

	it("are told of on both sides, by webhooks and as events", async () => {
		const [parent, child] = (await bench.openMany(2)) as [Issue, Issue];
		await bench.nest(parent, child);
		const added = await bench.heard();
		expect(
			added.map(({ event, payload }) => `${event} ${payload.action}`),
		).toEqual(["sub_issues sub_issue_added", "sub_issues parent_issue_added"]);
		for (const { payload } of added)
			expect(payload).toMatchObject({
				parent_issue_id: parent.id,
				parent_issue: {
					number: parent.number,
					sub_issues_summary: { total: 1 },
				},
				sub_issue_id: child.id,
				sub_issue: { number: child.number, parent_issue_url: parent.url },
				repository: { full_name: "acme/demo" },
				organization: { login: "acme" },
				sender: { login: "sorter" },
			});
		expect(added[0]?.payload.sub_issue_repo.full_name).toBe("acme/demo");
		expect(added[1]?.payload.parent_issue_repo.full_name).toBe("acme/demo");
		await bench.sample.as("sorter").issues.removeSubIssue({
			...REPO,
			issue_number: parent.number,
			sub_issue_id: child.id,
		});
		expect((await bench.heard()).map(({ payload }) => payload.action)).toEqual([
			"sub_issue_removed",
			"parent_issue_removed",
		]);
		expect(await bench.events(parent)).toEqual([
			`sub_issue_added ${child.number}`,
			`sub_issue_removed ${child.number}`,
		]);
		expect(await bench.events(child)).toEqual([
			`parent_issue_added ${parent.number}`,
			`parent_issue_removed ${parent.number}`,
		]);
		expect(await refusedWith(parentOf(child))).toBe(404);
	});

	it("have one parent, unless it is to be replaced", async () => {
		const [first, second, child] = (await bench.openMany(3)) as [
			Issue,
			Issue,
			Issue,
		];
		await bench.nest(first, child);
		expect(await bench.nest(first, child)).toBe(422);
		expect(await bench.nest(second, child)).toBe(422);
		expect(await parentOf(child)).toBe(first.number);
		await bench.heard();
		expect(await bench.nest(second, child, "sorter", true)).toBe(0);
		expect(await parentOf(child)).toBe(second.number);
		expect(await numbersBelow(first)).toEqual([]);
		expect(
			(await bench.heard()).map(
				({ payload }) => `${payload.action} ${payload.parent_issue.number}`,
			),
		).toEqual([
			`sub_issue_removed ${first.number}`,
			`parent_issue_removed ${first.number}`,
			`sub_issue_added ${second.number}`,
			`parent_issue_added ${second.number}`,
		]);
	});

	it("never form a circle, also when the parent is replaced", async () => {
		const [top, middle, bottom] = (await chain(3)) as [Issue, Issue, Issue];
		expect(await bench.nest(top, top)).toBe(422);
		expect(await bench.nest(bottom, top)).toBe(422);
		expect(await bench.nest(bottom, middle, "sorter", true)).toBe(422);
		expect(await parentOf(middle)).toBe(top.number);
	});

	it("go eight levels deep, counted over what is above and what is below", async () => {
		const long = await chain(9);
		const single = await bench.open("one more");
		expect(await bench.nest(long[8] as Issue, single)).toBe(422);
		expect(await bench.nest(single, long[0] as Issue)).toBe(422);
		expect(await bench.nest(long[7] as Issue, single)).toBe(0);
	});

	it("are at most a hundred for one parent", async () => {
		const parent = await bench.open("big");
		for (const child of await bench.openMany(100))
			expect(await bench.nest(parent, child)).toBe(0);
		expect(await bench.nest(parent, await bench.open("no room"))).toBe(422);
		const { data } = await bench.sample.as("guest").issues.listSubIssues({
			...REPO,
			issue_number: parent.number,
			per_page: 40,
			page: 3,
		});
		expect(data.length).toBe(20);
	});

	it("are put in another order one by one", async () => {
		const [parent, a, b, c] = (await bench.openMany(4)) as [
			Issue,
			Issue,
			Issue,
			Issue,
		];
		for (const child of [a, b, c]) await bench.nest(parent, child);
		const move = (place: object, client = bench.sample.as("sorter")) =>
			refusedWith(
				client.issues.reprioritizeSubIssue({
					...REPO,
					issue_number: parent.number,
					sub_issue_id: a.id,
					...place,
				}),
			);
		expect(await move({ after_id: b.id })).toBe(0);
		expect(await numbersBelow(parent)).toEqual([b, a, c].map((i) => i.number));
		expect(await move({ before_id: b.id })).toBe(0);
		expect(await numbersBelow(parent)).toEqual([a, b, c].map((i) => i.number));
		expect(await move({})).toBe(422);
		expect(await move({ after_id: parent.id })).toBe(404);
		expect(await move({ after_id: a.id })).toBe(404);
		expect(await move({ after_id: b.id }, bench.sample.as("guest"))).toBe(403);
	});

	it("are for those who may at least triage, and for Apps that may write issues", async () => {
		const [parent, child] = (await bench.openMany(2)) as [Issue, Issue];
		expect(await bench.nest(parent, child, "guest")).toBe(403);
		expect(await bench.nest(parent, child, "ci")).toBe(403);
		expect(await bench.nest(parent, child, "baton")).toBe(0);
		const nobody = fetch(`${parent.url}/sub_issues`, { method: "POST" });
		expect((await nobody).status).toBe(401);
	});

	it("may be of another repository, which not everybody sees", async () => {
		const parent = await bench.open("here");
		const secret = await bench.open("there", { owner: "acme", repo: "secret" });
		expect(await bench.nest(parent, secret, "sorter")).toBe(404);
		expect(await bench.nest(parent, secret, "writer")).toBe(0);
		const below = async (name: string) => {
			const target = { ...REPO, issue_number: parent.number };
			const { data } = await bench.sample.as(name).issues.listSubIssues(target);
			return data.map(({ title }) => title);
		};
		expect(await below("writer")).toEqual(["there"]);
		expect(await below("guest")).toEqual([]);
	});

	it("are issues, at both ends", async () => {
		const issue = await bench.open("an issue");
		const pull = await bench.openPull("below");
		expect(await bench.nest(issue, pull)).toBe(422);
		expect(await bench.nest(pull, issue)).toBe(422);
		expect(await bench.shown(pull)).not.toHaveProperty("sub_issues_summary");
	});

	it("have to exist, to be numbers, and to be below the parent to leave it", async () => {
		const [parent, child] = (await bench.openMany(2)) as [Issue, Issue];
		const target = { ...REPO, issue_number: parent.number };
		const { issues } = bench.sample.unchecked("sorter");
		const add = (sub_issue_id: unknown) =>
			refusedWith(
				issues.addSubIssue({ ...target, sub_issue_id } as Parameters<
					typeof issues.addSubIssue
				>[0]),
			);
		expect(await add(999_999)).toBe(404);
		expect(await add(`${child.id}`)).toBe(422);
		expect(await add(undefined)).toBe(422);
		expect(
			await refusedWith(
				issues.removeSubIssue({ ...target, sub_issue_id: child.id }),
			),
		).toBe(404);
	});

	it("outlive a restart, with their order and their events", async () => {
		const [parent, a, b] = (await bench.openMany(3)) as [Issue, Issue, Issue];
		for (const child of [a, b]) await bench.nest(parent, child);
		await bench.sample.as("sorter").issues.reprioritizeSubIssue({
			...REPO,
			issue_number: parent.number,
			sub_issue_id: b.id,
			before_id: a.id,
		});
		await bench.restart();
		expect(await numbersBelow(parent)).toEqual([b.number, a.number]);
		expect(await bench.events(parent)).toEqual([
			`sub_issue_added ${a.number}`,
			`sub_issue_added ${b.number}`,
		]);
	});
});
