import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkSchema } from "../support/openapi/check.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { REPO, refusedWith, type Sample, SEED, startSample } from "./sample.ts";

const seed = {
	...SEED,
	apps: SEED.apps.map((app) =>
		app.slug === "baton"
			? {
					...app,
					permissions: { pull_requests: "write" as const },
					events: ["pull_request_review"],
				}
			: { ...app, events: ["pull_request_review"] },
	),
};

type Event = "APPROVE" | "REQUEST_CHANGES" | "COMMENT";
interface Pull {
	readonly number: number;
	readonly sha: string;
}

let sample: Sample;
let receiver: Receiver;
let other: Receiver;
beforeAll(async () => {
	sample = await startSample({ seed });
	receiver = await startReceiver(sample.forge.apps.baton?.webhookSecret ?? "");
	other = await startReceiver(sample.forge.apps.ci?.webhookSecret ?? "");
	sample.forge.addReceiver("baton", receiver.url);
	sample.forge.addReceiver("ci", other.url);
});
afterAll(async () => {
	await sample.end();
	await receiver.close();
	await other.close();
});
beforeEach(() => heard());

/** A pull request of writer's, with one file in its own branch. */
async function openPull(branch: string): Promise<Pull> {
	const { repos, git, pulls } = sample.as("writer");
	const main = await repos.getBranch({ ...REPO, branch: "main" });
	const { sha } = main.data.commit;
	await git.createRef({ ...REPO, ref: `refs/heads/${branch}`, sha });
	const file = { path: `${branch}.txt`, content: "eA==", message: "x" };
	await repos.createOrUpdateFileContents({ ...REPO, ...file, branch });
	const change = { title: branch, head: branch, base: "main" };
	const { data } = await pulls.create({ ...REPO, ...change });
	return { number: data.number, sha: data.head.sha };
}

async function review(
	name: string,
	pull: Pull,
	event: Event | undefined,
	more: { body?: string; commit_id?: string; comments?: [] } = {},
) {
	const { data } = await sample.as(name).pulls.createReview({
		...REPO,
		pull_number: pull.number,
		...(event === undefined ? {} : { event }),
		...(event === "APPROVE" || event === undefined ? {} : { body: "Because." }),
		...more,
	});
	return data;
}

function dismiss(name: string, pull: Pull, review_id: number, message = "Old") {
	const target = { ...REPO, pull_number: pull.number, review_id };
	return sample.as(name).pulls.dismissReview({ ...target, message });
}

async function states(pull: Pull, name = "guest"): Promise<string[]> {
	const { data } = await sample
		.as(name)
		.pulls.listReviews({ ...REPO, pull_number: pull.number });
	return data.map((row) => `${row.user?.login} ${row.state}`);
}

async function heard(): Promise<Receiver["received"]> {
	await sample.forge.settled();
	return receiver.received.splice(0);
}

describe("a review", () => {
	it("approves, asks for changes or comments, each with the head it is of", async () => {
		const pull = await openPull("task/1");
		const approval = await review("guest", pull, "APPROVE");
		expect(approval).toMatchObject({
			state: "APPROVED",
			body: "",
			commit_id: pull.sha,
			user: { login: "guest" },
		});
		await review("keeper", pull, "REQUEST_CHANGES");
		await review("writer", pull, "COMMENT");
		expect(await states(pull)).toEqual([
			"guest APPROVED",
			"keeper CHANGES_REQUESTED",
			"writer COMMENTED",
		]);
		const target = { ...REPO, pull_number: pull.number };
		const { data } = await sample
			.as("guest")
			.pulls.getReview({ ...target, review_id: approval.id });
		expect(data).toEqual(approval);
	});

	it("is told of in small letters, with its pull request, to Apps that may read those", async () => {
		const pull = await openPull("task/2");
		const { id } = await review("keeper", pull, "REQUEST_CHANGES");
		await dismiss("writer", pull, id, "Done since");
		const all = await heard();
		expect(
			all.map(({ event, payload }) => [
				event,
				payload.action,
				payload.review.state,
			]),
		).toEqual([
			["pull_request_review", "submitted", "changes_requested"],
			["pull_request_review", "dismissed", "dismissed"],
		]);
		for (const { payload } of all) {
			expect(payload).toMatchObject({
				review: {
					id,
					body: "Because.",
					commit_id: pull.sha,
					user: { login: "keeper" },
				},
				pull_request: { number: pull.number, head: { sha: pull.sha } },
				repository: { full_name: "acme/demo" },
				organization: { login: "acme" },
			});
			const schema = `webhook-pull-request-review-${payload.action}`;
			expect(checkSchema(schema, payload)).toEqual([]);
		}
		expect(all.map(({ payload }) => payload.sender.login)).toEqual([
			"keeper",
			"writer",
		]);
		expect(other.names()).not.toContain("pull_request_review.submitted");
	});

	it("of one's own pull request can only be a comment", async () => {
		const pull = await openPull("task/3");
		expect(await refusedWith(review("writer", pull, "APPROVE"))).toBe(422);
		expect(await refusedWith(review("writer", pull, "REQUEST_CHANGES"))).toBe(
			422,
		);
		expect(await states(pull)).toEqual([]);
		expect(await heard()).toEqual([]);
	});

	it("says why, unless it approves", async () => {
		const pull = await openPull("task/4");
		const say = (event: Event) =>
			refusedWith(review("keeper", pull, event, { body: " " }));
		expect(await say("COMMENT")).toBe(422);
		expect(await say("REQUEST_CHANGES")).toBe(422);
		expect(await say("APPROVE")).toBe(0);
	});

	it("may be of an earlier commit of the pull request, and of no other", async () => {
		const pull = await openPull("task/5");
		const { repos } = sample.as("writer");
		const file = { path: "second.txt", content: "eA==", message: "x" };
		const branch = "task/5";
		await repos.createOrUpdateFileContents({ ...REPO, ...file, branch });
		const of = (commit_id: string) =>
			refusedWith(review("keeper", pull, "APPROVE", { commit_id }));
		expect(await of(pull.sha)).toBe(0);
		expect(await of((await openPull("task/6")).sha)).toBe(422);
		expect(await of("0".repeat(40))).toBe(422);
		const main = await repos.getBranch({ ...REPO, branch: "main" });
		expect(await of(main.data.commit.sha)).toBe(422);
		const target = { ...REPO, pull_number: pull.number };
		const { data } = await sample.as("guest").pulls.listReviews(target);
		expect(data.map((row) => row.commit_id)).toEqual([pull.sha]);
		const later = await review("keeper", pull, "APPROVE");
		expect(later.commit_id).not.toBe(pull.sha);
	});

	it("without a verdict is its author's alone until it is submitted", async () => {
		const pull = await openPull("task/7");
		const pending = await review("keeper", pull, undefined);
		expect(pending.state).toBe("PENDING");
		expect(pending).not.toHaveProperty("submitted_at");
		expect(await states(pull)).toEqual([]);
		expect(await states(pull, "keeper")).toEqual(["keeper PENDING"]);
		expect(await refusedWith(review("keeper", pull, undefined))).toBe(422);
		expect(await heard()).toEqual([]);
		const target = { ...REPO, pull_number: pull.number };
		const submit = (name: string) =>
			sample.unchecked(name).pulls.submitReview({
				...target,
				review_id: pending.id,
				event: "APPROVE",
			});
		expect(await refusedWith(submit("boss"))).toBe(404);
		expect(await refusedWith(submit("keeper"))).toBe(0);
		expect(await refusedWith(submit("keeper"))).toBe(422);
		expect(await states(pull)).toEqual(["keeper APPROVED"]);
		expect((await heard()).length).toBe(1);
	});

	it("carries remarks on lines", async () => {
		const pull = await openPull("task/8");
		const { pulls } = sample.unchecked("keeper");
		const target = { ...REPO, pull_number: pull.number };
		const say = (comment: { path: string; body: string; line?: number }) =>
			pulls.createReview({ ...target, event: "COMMENT", comments: [comment] });
		const { data } = await say({ path: "task/8.txt", body: "Hm", line: 1 });
		const { data: comments } = await pulls.listCommentsForReview({
			...target,
			review_id: data.id,
		});
		expect(comments.map(({ path, body }) => [path, body])).toEqual([
			["task/8.txt", "Hm"],
		]);
		expect(await refusedWith(say({ path: "task/8.txt", body: "Hm" }))).toBe(
			422,
		);
		expect(await states(pull)).toEqual(["keeper COMMENTED"]);
	});

	it("is for readers and for Apps that may write pull requests", async () => {
		const pull = await openPull("task/9");
		const { sha } = pull;
		expect(await refusedWith(review("ci", pull, "APPROVE"))).toBe(403);
		expect(await refusedWith(review("baton", pull, "APPROVE"))).toBe(0);
		expect(await states(pull)).toEqual(["baton[bot] APPROVED"]);
		expect(
			await refusedWith(review("guest", { number: 9999, sha }, "APPROVE")),
		).toBe(404);
		const nobody = fetch(
			`${sample.forge.apiUrl}/repos/acme/demo/pulls/${pull.number}/reviews`,
			{ method: "POST" },
		);
		expect((await nobody).status).toBe(401);
	});
});

describe("dismissing a review", () => {
	it("keeps its text and is an event with the reason", async () => {
		const pull = await openPull("task/10");
		const { id } = await review("keeper", pull, "REQUEST_CHANGES");
		const { data } = await dismiss("writer", pull, id, "Done since");
		expect(data).toMatchObject({ state: "DISMISSED", body: "Because." });
		expect(await states(pull)).toEqual(["keeper DISMISSED"]);
		const target = { ...REPO, issue_number: pull.number };
		const { data: events } = await sample.as("guest").issues.listEvents(target);
		expect(events).toMatchObject([
			{
				event: "review_dismissed",
				actor: { login: "writer" },
				dismissed_review: {
					state: "changes_requested",
					review_id: id,
					dismissal_message: "Done since",
				},
			},
		]);
		const { data: all } = await sample
			.as("guest")
			.issues.listEventsForRepo(REPO);
		expect(all[0]?.issue).toMatchObject({
			number: pull.number,
			pull_request: { merged_at: null },
		});
		const { data: timeline } = await sample
			.as("guest")
			.issues.listEventsForTimeline(target);
		expect(timeline.map(({ event }) => event).sort()).toEqual([
			"review_dismissed",
			"reviewed",
		]);
	});

	it("takes write access, a reason, and a verdict that still counts", async () => {
		const pull = await openPull("task/11");
		const { id } = await review("keeper", pull, "APPROVE");
		const comment = await review("keeper", pull, "COMMENT");
		const refused = (name: string, review_id: number, message?: string) =>
			refusedWith(dismiss(name, pull, review_id, message));
		expect(await refused("guest", id)).toBe(403);
		expect(await refused("ci", id)).toBe(403);
		expect(await refused("writer", id, " ")).toBe(422);
		expect(await refused("writer", comment.id)).toBe(422);
		expect(await refused("writer", 999_999)).toBe(404);
		expect(await refused("writer", id)).toBe(0);
		expect(await refused("writer", id)).toBe(422);
	});
});

describe("a branch that is protected by reviews", () => {
	const merge = ({ number }: Pull) =>
		refusedWith(
			sample.as("writer").pulls.merge({ ...REPO, pull_number: number }),
		);
	beforeAll(async () => {
		await sample.unchecked("boss").repos.updateBranchProtection({
			...REPO,
			branch: "main",
			required_status_checks: null,
			enforce_admins: true,
			required_pull_request_reviews: { required_approving_review_count: 1 },
			restrictions: null,
		});
	});

	it("counts the last verdict of each who may write, and no dismissed one", async () => {
		const pull = await openPull("task/12");
		await review("guest", pull, "APPROVE");
		expect(await merge(pull)).toBe(405);
		const approval = await review("keeper", pull, "APPROVE");
		await dismiss("boss", pull, approval.id);
		expect(await merge(pull)).toBe(405);
		await review("boss", pull, "APPROVE");
		await review("keeper", pull, "REQUEST_CHANGES");
		await review("keeper", pull, "COMMENT");
		expect(await merge(pull)).toBe(405);
		await review("keeper", pull, "APPROVE");
		expect(await merge(pull)).toBe(0);
	});

	it("lets only admins dismiss", async () => {
		const pull = await openPull("task/13");
		const { id } = await review("keeper", pull, "APPROVE");
		expect(await refusedWith(dismiss("writer", pull, id))).toBe(403);
		expect(await refusedWith(dismiss("boss", pull, id))).toBe(0);
	});
});

it("reviews outlive a restart", async () => {
	const dataDir = sample.dataDir;
	const pull = await openPull("task/14");
	await review("keeper", pull, "REQUEST_CHANGES");
	await sample.forge.settled();
	await sample.forge.close();
	sample = await startSample({ seed, dataDir });
	expect(await states(pull)).toEqual(["keeper CHANGES_REQUESTED"]);
});
