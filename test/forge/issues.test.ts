import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkResponse } from "../support/openapi/check.ts";
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

describe("comments", () => {
	it("carry their App and look unedited until they are edited", async () => {
		const issue_number = await openIssue("writer");
		const { data } = await sample
			.as("baton")
			.issues.createComment({ ...REPO, issue_number, body: "done" });
		expect(data).toMatchObject({
			user: { login: "baton[bot]", type: "Bot" },
			performed_via_github_app: { slug: "baton" },
		});
		expect(data.updated_at).toBe(data.created_at);
		expect(data.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
		expect(data.url).toBe(
			`${sample.forge.apiUrl}/repos/acme/demo/issues/comments/${data.id}`,
		);
		const { data: byPerson } = await sample
			.as("writer")
			.issues.createComment({ ...REPO, issue_number, body: "thanks" });
		expect(byPerson).toMatchObject({
			user: { type: "User" },
			performed_via_github_app: null,
		});
	});

	it("of a repository are swept by time, oldest change first, page by page", async () => {
		let nowMs = Date.parse("2026-11-20T10:00:00Z");
		const timed = await startSample({ clock: () => nowMs });
		try {
			const writer = timed.as("writer");
			const { data: issue } = await writer.issues.create({
				...REPO,
				title: "t",
			});
			const ids: number[] = [];
			for (let n = 0; n < 5; n++) {
				nowMs += 60_000;
				const { data } = await writer.issues.createComment({
					...REPO,
					issue_number: issue.number,
					body: `${n}`,
				});
				ids.push(data.id);
			}
			nowMs += 60_000;
			await writer.issues.updateComment({
				...REPO,
				comment_id: ids[1] ?? 0,
				body: "edited",
			});
			const since = "2026-11-20T10:02:00Z";
			const query = {
				...REPO,
				since,
				sort: "updated",
				direction: "asc",
				per_page: 2,
			} as const;
			const first = await writer.issues.listCommentsForRepo(query);
			expect(first.data.map(({ body }) => body)).toEqual(["2", "3"]);
			expect(first.headers.link).toContain('rel="next"');
			const all = await writer.paginate(
				writer.issues.listCommentsForRepo,
				query,
			);
			expect(all.map(({ body }) => body)).toEqual(["2", "3", "4", "edited"]);
			const later = await writer.issues.listComments({
				...REPO,
				issue_number: issue.number,
				since: "2026-11-20T10:05:00Z",
			});
			expect(later.data.map(({ body }) => body)).toEqual(["edited", "4"]);
		} finally {
			await timed.end();
		}
	});
});

describe("reactions", () => {
	it("to a comment answer 201 once and 200 from then on, and are counted with it", async () => {
		const issue_number = await openIssue("writer");
		const writer = sample.as("writer");
		const { data: comment } = await writer.issues.createComment({
			...REPO,
			issue_number,
			body: "/claim",
		});
		const target = { ...REPO, comment_id: comment.id };
		const react = (name: string, content: "rocket" | "eyes") =>
			sample.as(name).reactions.createForIssueComment({ ...target, content });
		const first = await react("baton", "rocket");
		const again = await react("baton", "rocket");
		const other = await react("guest", "rocket");
		expect([first.status, again.status, other.status]).toEqual([201, 200, 201]);
		expect(again.data.id).toBe(first.data.id);
		expect(first.data).toMatchObject({
			content: "rocket",
			user: { login: "baton[bot]" },
		});
		await react("baton", "eyes");
		const { data: listed } = await writer.reactions.listForIssueComment({
			...target,
			content: "rocket",
		});
		expect(listed.map(({ user }) => user?.login)).toEqual([
			"baton[bot]",
			"guest",
		]);
		const { data: comments } = await writer.issues.listComments({
			...REPO,
			issue_number,
		});
		expect(comments[0]?.reactions).toMatchObject({
			total_count: 3,
			rocket: 2,
			eyes: 1,
			confused: 0,
		});
		await sample.as("baton").reactions.deleteForIssueComment({
			...target,
			reaction_id: first.data.id,
		});
		const { data: after } = await writer.issues.getComment(target);
		expect(after.reactions).toMatchObject({ total_count: 2, rocket: 1 });
		expect(after.updated_at).toBe(after.created_at);
	});

	it("to an issue work the same way", async () => {
		const target = { ...REPO, issue_number: await openIssue("writer") };
		const { status, data } = await sample
			.as("guest")
			.reactions.createForIssue({ ...target, content: "heart" });
		expect(status).toBe(201);
		expect(
			await refusedWith(
				sample
					.as("writer")
					.reactions.deleteForIssue({ ...target, reaction_id: data.id }),
			),
		).toBe(404);
		const { data: issue } = await sample.as("guest").issues.get(target);
		expect(issue.reactions).toMatchObject({ total_count: 1, heart: 1 });
		expect(
			(await sample.as("guest").reactions.listForIssue(target)).data,
		).toHaveLength(1);
	});

	it("of unknown kinds, to unknown comments and without a token are refused", async () => {
		const path = `${sample.forge.apiUrl}/repos/acme/demo/issues/comments`;
		const post = async (url: string, content: string, token?: string) => {
			const headers =
				token === undefined ? {} : { authorization: `token ${token}` };
			const answer = await fetch(url, {
				method: "POST",
				headers,
				body: JSON.stringify({ content }),
			});
			return answer.status;
		};
		const { data } = await sample.as("writer").issues.createComment({
			...REPO,
			issue_number: await openIssue("writer"),
			body: "x",
		});
		const token = sample.forge.tokens.writer;
		expect(await post(`${path}/${data.id}/reactions`, "shrug", token)).toBe(
			422,
		);
		expect(await post(`${path}/99999/reactions`, "heart", token)).toBe(404);
		expect(await post(`${path}/${data.id}/reactions`, "heart")).toBe(401);
	});
});

it("the contract check finds an answer that lacks something", () => {
	const problems = checkResponse(
		"POST",
		"/repos/acme/demo/issues/1/reactions",
		201,
		{ id: 1, content: "shrug" },
	);
	expect(problems.join()).toContain("node_id");
});
