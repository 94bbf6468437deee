import { ProbotOctokit } from "probot";
import { describe, expect, test } from "vitest";
import { repositoryApi } from "../../src/github/api.ts";
import { headApi } from "../../src/github/head-api.ts";
import { relationApi } from "../../src/github/relations/relation-api.ts";

const NAME = { owner: "acme", repo: "demo" };
/** So GitHub leads to the next page: the repository by its id. */
const HOME = "https://api.github.com/repositories/7";
const AT = "2026-11-20T19:00:00Z";

interface Answer {
	readonly status?: number;
	readonly body: unknown;
	/** The query of the next page. */
	readonly next?: string;
}

/** A GitHub that answers by the query of what is asked. */
function asking(answer: (query: URLSearchParams) => Answer) {
	const asked: string[] = [];
	const octokit = new ProbotOctokit({
		retry: { enabled: false },
		throttle: { enabled: false },
		log: { debug() {}, info() {}, warn() {}, error() {} },
		request: {
			fetch: async (input: string) => {
				const { pathname, searchParams } = new URL(input);
				asked.push(
					`${pathname} ${searchParams.get("after") ?? searchParams.get("page") ?? "first"}`,
				);
				const { status = 200, body, next } = answer(searchParams);
				const link = `<${HOME}/x?${next}>; rel="next", <${HOME}/x?page=1>; rel="first"`;
				return Response.json(body, {
					status,
					headers: next === undefined ? {} : { link },
				});
			},
		},
	});
	return { octokit, asked, api: repositoryApi(octokit, NAME, "baton[bot]") };
}

const issue = (number: number) => ({
	...{ number, id: number, title: "x", labels: [], state: "open" },
	...{ url: `${HOME}/issues/${number}`, updated_at: AT, closed_at: null },
});

const event = (id: number) => ({
	...{ id, event: "closed", created_at: AT, actor: { id: 5, login: "x" } },
	issue: { number: 3 },
});

async function all<T>(list: AsyncIterable<T>): Promise<readonly T[]> {
	const found: T[] = [];
	for await (const one of list) found.push(one);
	return found;
}

describe("issues of a large repository", () => {
	/** From the third page on GitHub leads on by cursor alone, and refuses a number. */
	const large = () =>
		asking((query) => {
			const cursor = query.get("after");
			const page = Number(query.get("page") ?? 1);
			if (page > 2 && cursor === null) return { status: 422, body: {} };
			if (cursor === "c2") return { body: [issue(4)] };
			if (cursor === "c1") return { body: [issue(3)], next: "after=c2" };
			return page === 2
				? { body: [issue(2)], next: "after=c1" }
				: { body: [issue(1)], next: "state=all&page=2" };
		});
	const asked = ["first", "2", "c1", "c2"].map(
		(page) => `/repos/acme/demo/issues ${page}`,
	);

	test("that changed are all found, beyond where pages are numbered", async () => {
		const on = large();
		const found = await all(on.api.changedIssues(AT));
		expect(found.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
		expect(on.asked).toEqual(asked);
	});

	test("with a label are all found", async () => {
		const on = large();
		expect(await all(on.api.labelledIssues("baton"))).toHaveLength(4);
		expect(on.asked).toEqual(asked);
	});
});

describe("events", () => {
	test("are read as far back as GitHub leads, and what it refuses beyond is the end", async () => {
		const on = asking((query) => {
			const page = Number(query.get("page") ?? 1);
			return page > 2
				? { status: 422, body: {} }
				: { body: [event(10 - page)], next: `page=${page + 1}` };
		});
		const found = await on.api.events(0);
		expect(found.map(({ id }) => id)).toEqual([8, 9]);
	});

	test("are not taken to be none where the first page is refused", async () => {
		const on = asking(() => ({ status: 422, body: {} }));
		await expect(on.api.events(0)).rejects.toMatchObject({ status: 422 });
	});

	test("fail to be read where a later page does for any other reason", async () => {
		const on = asking((query) =>
			query.has("page")
				? { status: 502, body: {} }
				: { body: [event(9)], next: "page=2" },
		);
		await expect(on.api.events(0)).rejects.toMatchObject({ status: 502 });
	});

	test("stand on a next page also where hidden ones leave a page short, and are read to the known ones only", async () => {
		const on = asking((query) => {
			const page = Number(query.get("page") ?? 1);
			return { body: [event(20 - page)], next: `page=${page + 1}` };
		});
		const found = await on.api.events(16);
		expect(found.map(({ id }) => id)).toEqual([17, 18, 19]);
		expect(on.asked).toHaveLength(4);
	});
});

test.each([
	[
		"comments of an issue",
		(octokit: ProbotOctokit) =>
			all(repositoryApi(octokit, NAME, "x").commentsOf(3, undefined)),
	],
	[
		"comments",
		(octokit: ProbotOctokit) =>
			all(repositoryApi(octokit, NAME, "x").comments(undefined)),
	],
	[
		"statuses of a commit",
		(octokit: ProbotOctokit) => headApi(octokit, NAME).statuses("f00"),
	],
	[
		"events of an issue",
		(octokit: ProbotOctokit) => relationApi(octokit, NAME).eventsOf(3, HOME),
	],
])("%s are read beyond a short page", async (_what, read) => {
	const entry = (id: number) => ({
		...event(id),
		...{ user: { id: 5, login: "x", type: "User" }, body: "hm" },
		...{ updated_at: AT, issue_url: `${HOME}/issues/3` },
		...{ context: "ci", state: "success", creator: null, target_url: null },
	});
	const on = asking((query) =>
		query.has("page")
			? { body: [entry(2)] }
			: { body: [entry(1)], next: "page=2" },
	);
	expect((await read(on.octokit)).map(({ id }) => id)).toEqual([1, 2]);
});

test("pull requests that changed are read beyond a short page", async () => {
	const pull = (number: number) => ({
		...{ number, body: "", state: "open", draft: false, updated_at: AT },
		head: { ref: "task/3-x", sha: "f00", repo: { full_name: "acme/demo" } },
		base: { repo: { full_name: "acme/demo" } },
	});
	const on = asking((query) =>
		query.has("page")
			? { body: [pull(2)] }
			: { body: [pull(1)], next: "page=2" },
	);
	const found = await headApi(on.octokit, NAME).changedPulls(AT);
	expect(found.map(({ head }) => head.pull_request)).toEqual([1, 2]);
});

describe("a comment", () => {
	const said = (home: string) => ({
		...{ id: 9, body: "/claim", created_at: AT, updated_at: AT },
		...{ user: { id: 1, login: "alice", type: "User" } },
		issue_url: `${home}/issues/5`,
	});
	const repository = { url: "https://api.github.com/repos/acme/renamed" };
	const asked = (home: string) => {
		let isFirst = true;
		return asking(() => {
			const body = isFirst ? said(home) : repository;
			isFirst = false;
			return { body };
		}).api.comment(9);
	};

	test("is one of the issue that it is on, also in a repository that was renamed", async () => {
		const home = "https://api.github.com/repos/acme/demo";
		expect((await asked(home))?.issue).toBe(5);
		expect((await asked(repository.url))?.issue).toBe(5);
	});

	test("that went to another repository with its issue is none of this one's", async () => {
		const away = "https://api.github.com/repos/other/place";
		expect(await asked(away)).toBeUndefined();
	});
});
