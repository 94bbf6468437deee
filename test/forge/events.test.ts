import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REPO, type Sample, startSample } from "./sample.ts";

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

describe("issue events", () => {
	it("tell of labels and assignees that an issue was created with, and of every later change", async () => {
		const issue = {
			...REPO,
			issue_number: await openIssue("writer", {
				labels: ["baton"],
				assignees: ["keeper"],
			}),
		};
		const sorter = sample.as("sorter");
		await sorter.issues.addLabels({ ...issue, labels: ["extra"] });
		await sorter.issues.removeAllLabels(issue);
		await sorter.issues.removeAssignees({ ...issue, assignees: ["keeper"] });
		await sorter.issues.update({
			...issue,
			state: "closed",
			state_reason: "not_planned",
		});
		await sorter.issues.update({ ...issue, state: "open" });
		await sample.as("baton").issues.addLabels({ ...issue, labels: ["baton"] });
		const { data } = await sorter.issues.listEvents(issue);
		const told = data.map((event) => [
			event.event,
			event.actor?.login,
			"label" in event ? event.label?.name : undefined,
		]);
		expect(told).toEqual([
			["labeled", "writer", "baton"],
			["assigned", "writer", undefined],
			["labeled", "sorter", "extra"],
			["unlabeled", "sorter", "baton"],
			["unlabeled", "sorter", "extra"],
			["unassigned", "sorter", undefined],
			["closed", "sorter", undefined],
			["reopened", "sorter", undefined],
			["labeled", "baton[bot]", "baton"],
		]);
		expect(data[1]).toMatchObject({
			assignee: { login: "keeper" },
			assigner: { login: "writer" },
		});
		expect(data[6]).toMatchObject({ state_reason: "not_planned" });
		expect(data.at(-1)).toMatchObject({
			performed_via_github_app: { slug: "baton" },
			actor: { type: "Bot" },
		});
		const ids = data.map(({ id }) => id);
		expect(ids).toEqual([...ids].sort((a, b) => a - b));
	});

	it("of the whole repository come newest first, in pages, with their issue", async () => {
		const issue = {
			...REPO,
			issue_number: await openIssue("writer", { labels: ["baton"] }),
		};
		await sample.as("sorter").issues.addLabels({ ...issue, labels: ["later"] });
		const sorter = sample.as("sorter");
		const { data, headers } = await sorter.issues.listEventsForRepo({
			...REPO,
			per_page: 2,
		});
		expect(
			data.map(({ label, issue }) => [label?.name, issue?.number]),
		).toEqual([
			["later", issue.issue_number],
			["baton", issue.issue_number],
		]);
		expect(headers.link).toContain(
			`<${sample.forge.apiUrl}/repos/acme/demo/issues/events?per_page=2&page=2>; rel="next"`,
		);
		const all = await sorter.paginate(sorter.issues.listEventsForRepo, {
			...REPO,
			per_page: 2,
		});
		const ids = all.map(({ id }) => id);
		expect(ids.length).toBeGreaterThan(2);
		expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
		const { data: one } = await sorter.issues.getEvent({
			...REPO,
			event_id: ids[0] ?? 0,
		});
		expect(one.issue?.number).toBe(issue.issue_number);
	});
});
