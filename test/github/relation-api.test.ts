import { ProbotOctokit } from "probot";
import { expect, test } from "vitest";
import { toEvent, toIssue } from "../../src/github/records.ts";
import { edgeFindings } from "../../src/github/relations/edge-findings.ts";
import {
	type RelationApi,
	relationApi,
} from "../../src/github/relations/relation-api.ts";

const HOME = "https://api.github.com/repos/acme/demo";
const AWAY = "https://api.github.com/repos/acme/other";

/** The relations on a GitHub that answers by method and path: a number is a status without more. */
function withAnswers(answer: (call: string) => unknown) {
	const asked: string[] = [];
	const octokit = new ProbotOctokit({
		throttle: { enabled: false },
		log: { debug() {}, info() {}, warn() {}, error() {} },
		request: {
			fetch: async (input: string, init: { method: string }) => {
				const call = `${init.method} ${new URL(input).pathname.replace("/repos/acme/demo/issues/", "")}`;
				asked.push(call);
				const body = answer(call);
				const status = typeof body === "number" ? body : 200;
				return new Response(
					JSON.stringify(status === 200 ? body : { message: "no" }),
					{ status, headers: { "content-type": "application/json" } },
				);
			},
		},
	});
	const api = relationApi(octokit, { owner: "acme", repo: "demo" });
	return { ...api, asked };
}

test("blockers of other repositories are counted and left out", async () => {
	const api = withAnswers(() => [
		{ id: 51, url: `${HOME}/issues/1` },
		{ id: 52, url: `${AWAY}/issues/1` },
	]);
	expect(await api.blockers(7, HOME)).toEqual({
		here: [{ number: 1, id: 51 }],
		total: 2,
	});
});

test("a server that does not know of edges is asked again only when that is wanted", async () => {
	const api = withAnswers((call) => (call === "GET 7" ? {} : 404));
	expect(await api.blockers(7, HOME)).toBeUndefined();
	expect(await api.blockers(7, HOME)).toBeUndefined();
	expect(await api.addBlocker(7, 51)).toBe(false);
	const list = "GET 7/dependencies/blocked_by";
	expect(api.asked.splice(0)).toEqual([list, list, "GET 7"]);
	expect(api.lacks("blocked_by")).toBe(true);
	expect(edgeFindings(api).map(({ code }) => code)).toEqual([
		"edges-unsupported",
	]);
	expect(api.lacks("parent")).toBe(false);
	expect(await api.addChild(7, 51)).toBe(false);
	expect(await api.addChild(7, 51)).toBe(false);
	expect(api.asked.splice(0)).toEqual([
		"POST 7/sub_issues",
		"GET 7/sub_issues",
		"GET 7",
	]);
	expect(edgeFindings(api)).toHaveLength(2);
	api.askAgain();
	expect(edgeFindings(api)).toEqual([]);
	await api.blockers(7, HOME);
	expect(api.asked).toHaveLength(3);
});

test.each([
	{
		what: "a blocker",
		add: (api: RelationApi) => api.addBlocker(7, 51),
		path: "7/dependencies/blocked_by",
	},
	{
		what: "a sub-issue",
		add: (api: RelationApi) => api.addChild(7, 51),
		path: "7/sub_issues",
	},
])(
	"$what that is gone says nothing about the server",
	async ({ add, path }) => {
		let isGone = true;
		const api = withAnswers((call) =>
			call === `POST ${path}` && isGone ? 404 : [],
		);
		await expect(add(api)).rejects.toMatchObject({ status: 404 });
		expect(api.asked).toEqual([`POST ${path}`, `GET ${path}`]);
		isGone = false;
		expect(await add(api)).toBe(true);
		expect(edgeFindings(api)).toEqual([]);
	},
);

test("that something is gone already says nothing about the server", async () => {
	const api = withAnswers((call) => (call === "GET 7" ? {} : 404));
	expect(await api.removeBlocker(7, 51)).toBe(true);
	expect(await api.blockers(7, HOME)).toBeUndefined();
});

test("an issue that is gone says nothing about the server", async () => {
	const api = withAnswers((call) => (call.includes(" 7") ? 410 : []));
	await expect(api.blockers(7, HOME)).rejects.toMatchObject({ status: 410 });
	expect(await api.blockers(8, HOME)).toEqual({ here: [], total: 0 });
	await expect(api.blockers(7, HOME)).rejects.toMatchObject({ status: 410 });
});

test("what is gone already is taken away", async () => {
	const api = withAnswers(() => 404);
	expect(await api.removeBlocker(7, 51)).toBe(true);
	expect(await api.removeChild(7, 51)).toBe(true);
});

test("what creates an edge is not said again when its answer is lost", async () => {
	const api = withAnswers(() => 502);
	await expect(api.addBlocker(7, 51)).rejects.toMatchObject({ status: 502 });
	await expect(api.addChild(7, 51)).rejects.toMatchObject({ status: 502 });
	expect(api.asked).toEqual([
		"POST 7/dependencies/blocked_by",
		"POST 7/sub_issues",
	]);
});

const event = {
	...{ id: 9, event: "blocked_by_added", created_at: "2026-11-20T19:00:00Z" },
	actor: { id: 2, login: "alice" },
	issue: { number: 7, repository_url: HOME },
};
const reference = (home: string) => ({ number: 1, repository: { url: home } });

test("an event tells of the other issue where that is in the same repository", () => {
	const related = (more: object) => toEvent({ ...event, ...more })?.related;
	expect(related({ blocked_by: reference(HOME) })).toBe(1);
	expect(related({ parent_issue: reference(HOME) })).toBe(1);
	expect(related({ blocked_by: reference(AWAY) })).toBeUndefined();
	expect(related({ blocked_by: null })).toBeUndefined();
	expect(related({})).toBeUndefined();
});

test("an issue tells of its relations, as far as the server knows of them", () => {
	const raw = {
		...{ number: 7, title: "Seven", labels: [], state: "open" },
		...{ closed_at: null, id: 57, url: `${HOME}/issues/7` },
	};
	expect(toIssue(raw).relations).toEqual({ id: 57, home: HOME });
	const summary = { total_blocked_by: 2 };
	expect(
		toIssue({
			...raw,
			issue_dependencies_summary: summary,
			parent_issue_url: `${HOME}/issues/3`,
		}).relations,
	).toEqual({ id: 57, home: HOME, blockers: 2, parent: 3 });
	expect(
		toIssue({ ...raw, parent_issue_url: `${AWAY}/issues/3` }).relations,
	).toEqual({ id: 57, home: HOME, parent: "elsewhere" });
	expect(toIssue({ ...raw, parent_issue_url: null }).relations).toEqual({
		id: 57,
		home: HOME,
	});
});
