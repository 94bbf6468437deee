import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linkedPages } from "../../src/github/linked-pages.ts";
import { REPO, refusedWith, type Sample, startSample } from "./sample.ts";

let sample: Sample;
beforeAll(async () => {
	sample = await startSample();
});
afterAll(() => sample.end());

async function openIssue(
	author: string,
	options: { labels?: string[]; assignees?: string[] } = {},
): Promise<number> {
	const { data } = await sample
		.as(author)
		.issues.create({ ...REPO, title: "A task", body: "Do it.", ...options });
	return data.number;
}

describe("a reader's rights on issues", () => {
	it("are to open and comment, and to close what they opened themselves", async () => {
		const guest = sample.as("guest");
		const own = await openIssue("guest");
		await guest.issues.createComment({
			...REPO,
			issue_number: own,
			body: "mine",
		});
		const { data } = await guest.issues.update({
			...REPO,
			issue_number: own,
			state: "closed",
		});
		expect(data.state).toBe("closed");
	});

	it("are not to label, assign, close, lock or edit another's", async () => {
		const theirs = { ...REPO, issue_number: await openIssue("writer") };
		const guest = sample.as("guest");
		const refused = [
			guest.issues.addLabels({ ...theirs, labels: ["baton"] }),
			guest.issues.setLabels({ ...theirs, labels: ["baton"] }),
			guest.issues.removeAllLabels(theirs),
			guest.issues.addAssignees({ ...theirs, assignees: ["writer"] }),
			guest.issues.update({ ...theirs, state: "closed" }),
			guest.issues.update({ ...theirs, title: "other" }),
			guest.issues.lock(theirs),
			guest.issues.createLabel({ ...REPO, name: "new", color: "ffffff" }),
		];
		expect(await Promise.all(refused.map(refusedWith))).toEqual(
			refused.map(() => 403),
		);
	});

	it("do not let them choose labels when opening: they are dropped without a word", async () => {
		const issue_number = await openIssue("guest", {
			labels: ["baton"],
			assignees: ["writer"],
		});
		const { data } = await sample
			.as("guest")
			.issues.get({ ...REPO, issue_number });
		expect(data).toMatchObject({
			labels: [],
			assignees: [],
			user: { login: "guest" },
		});
	});

	it("do not let an author reopen what a maintainer closed", async () => {
		const own = { ...REPO, issue_number: await openIssue("guest") };
		await sample
			.as("keeper")
			.issues.update({ ...own, state: "closed", state_reason: "not_planned" });
		expect(
			await refusedWith(
				sample.as("guest").issues.update({ ...own, state: "open" }),
			),
		).toBe(403);
	});

	it("do not reach another's comments", async () => {
		const { data } = await sample.as("writer").issues.createComment({
			...REPO,
			issue_number: await openIssue("writer"),
			body: "x",
		});
		const edit = (name: string) =>
			refusedWith(
				sample
					.as(name)
					.issues.updateComment({ ...REPO, comment_id: data.id, body: "y" }),
			);
		expect([
			await edit("guest"),
			await edit("writer"),
			await edit("keeper"),
		]).toEqual([403, 0, 0]);
		expect(
			await refusedWith(
				sample
					.as("guest")
					.issues.deleteComment({ ...REPO, comment_id: data.id }),
			),
		).toBe(403);
	});
});

describe("issues", () => {
	it("can be labelled and assigned by someone with triage, but not given to a bot", async () => {
		const issue = { ...REPO, issue_number: await openIssue("guest") };
		const { data: labels } = await sample
			.as("sorter")
			.issues.addLabels({ ...issue, labels: ["baton"] });
		expect(labels).toMatchObject([{ name: "baton", color: "1f6feb" }]);
		const { data } = await sample.as("sorter").issues.addAssignees({
			...issue,
			assignees: ["writer", "baton[bot]", "guest"],
		});
		expect(data.assignees?.map(({ login }) => login)).toEqual(["writer"]);
	});

	it("are locked by a PUT without a body, and then only writers comment", async () => {
		const issue = { ...REPO, issue_number: await openIssue("guest") };
		await sample.as("keeper").issues.lock(issue);
		expect(
			await refusedWith(
				sample.as("guest").issues.createComment({ ...issue, body: "x" }),
			),
		).toBe(403);
		expect(
			await refusedWith(
				sample.as("writer").issues.createComment({ ...issue, body: "x" }),
			),
		).toBe(0);
	});
});

describe("the lists that an app reads by their links", () => {
	it("lead from page to page to their end, with what was asked for", async () => {
		const { issues } = sample.as("writer");
		const issue_number = await openIssue("writer", { labels: ["baton"] });
		await openIssue("writer", { labels: ["baton"] });
		const issue = { ...REPO, issue_number };
		for (const body of ["one", "two"])
			await issues.createComment({ ...issue, body });
		await issues.addLabels({ ...issue, labels: ["later"] });
		const one = { per_page: 1 };
		const open = { ...REPO, state: "open", labels: "baton", ...one } as const;
		const lists = [
			(more: object) => issues.listForRepo({ ...open, ...more }),
			(more: object) =>
				issues.listCommentsForRepo({ ...REPO, ...one, ...more }),
			(more: object) => issues.listComments({ ...issue, ...one, ...more }),
			(more: object) => issues.listEvents({ ...issue, ...one, ...more }),
		];
		for (const list of lists) {
			const ids: number[] = [];
			for await (const page of linkedPages<{ id: number }>(list, 100))
				ids.push(...page.map(({ id }) => id));
			expect(ids.length).toBeGreaterThan(1);
			expect(new Set(ids).size).toBe(ids.length);
			const { data } = await list({ per_page: 100 });
			expect(ids).toEqual(data.map(({ id }) => id));
		}
	});
});
