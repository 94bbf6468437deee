import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

it("a comment is told the same alone and in every list", async () => {
	const issue_number = await openIssue("writer");
	for (const name of ["baton", "guest", "stranger"]) {
		await sample
			.as(name)
			.issues.createComment({ ...REPO, issue_number, body: `by ${name}` });
	}
	const guest = sample.as("guest").issues;
	const { data: listed } = await guest.listComments({ ...REPO, issue_number });
	const { data: newest } = await guest.listCommentsForRepo({
		...REPO,
		sort: "created",
		direction: "desc",
		per_page: 3,
	});
	expect(newest).toEqual([...listed].reverse());
	const alone = await Promise.all(
		listed.map(({ id }) => guest.getComment({ ...REPO, comment_id: id })),
	);
	expect(alone.map(({ data }) => data)).toEqual(listed);
	expect(listed.map((comment) => comment.author_association)).toEqual([
		"NONE",
		"COLLABORATOR",
		"MEMBER",
	]);
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
			const headers = new Headers();
			if (token !== undefined) headers.set("authorization", `token ${token}`);
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
