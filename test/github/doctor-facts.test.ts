import nock from "nock";
import { ProbotOctokit } from "probot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
	type Attempt,
	countDeliveries,
} from "../../src/github/doctor/delivery-facts.ts";
import type { DoctorDoor } from "../../src/github/doctor/doctor-door.ts";
import { gatherGitHubFacts } from "../../src/github/doctor/gather-github-facts.ts";
import { lookAtGitHub } from "../../src/github/doctor/look-at-github.ts";
import { EVENTS, PERMISSIONS } from "../../src/verbs/doctor/asked.ts";
import { diagnose } from "../../src/verbs/doctor/diagnosis.ts";
import { makeFakeGitHub } from "../support/fake-github.ts";
import { checkedFetch } from "../support/openapi/check.ts";
import { replyTo } from "../support/openapi/reply.ts";

const NOW = Date.parse("2026-11-20T19:30:00.000Z");
const REPO = "/repos/{owner}/{repo}";
const HERE = "/repos/acme/demo";
const GRANTED = {
	permissions: Object.fromEntries(
		Object.entries(PERMISSIONS).map(([name, { level }]) => [name, level]),
	),
	events: Object.keys(EVENTS),
};
const { statuses: _statuses, ...WITHOUT_STATUSES } = GRANTED.permissions;
const ACCOUNT = replyTo("GET /users/{username}", { login: "acme" });
const SAFE = ["deletion", "non_fast_forward"].map((type) => ({
	type,
	ruleset_id: 5,
}));

/** What GitHub says, by operation and path; a number is a refusal with that status. */
type Says = Record<string, readonly [string, unknown]>;

function sound(): Says {
	return {
		"/app": ["GET /app", { ...GRANTED, owner: ACCOUNT }],
		[`${HERE}/installation`]: [
			`GET ${REPO}/installation`,
			{ ...GRANTED, id: 7, account: ACCOUNT, suspended_at: null },
		],
		[HERE]: [
			`GET ${REPO}`,
			{ archived: false, has_issues: true, default_branch: "main" },
		],
		[`${HERE}/git/ref/heads%2Fmain`]: [
			`GET ${REPO}/git/ref/{ref}`,
			{ ref: "refs/heads/main" },
		],
		[`${HERE}/git/ref/heads%2Fbaton`]: ["", 404],
		[`${HERE}/git/matching-refs/heads%2Fbaton%2Fboard%2F`]: [
			`GET ${REPO}/git/matching-refs/{ref}`,
			[],
		],
		[`${HERE}/rules/branches/baton%2Fboard?per_page=100`]: [
			`GET ${REPO}/rules/branches/{branch}`,
			SAFE,
		],
		[`${HERE}/rulesets/5`]: [
			`GET ${REPO}/rulesets/{ruleset_id}`,
			{ id: 5, name: "safe", current_user_can_bypass: "never" },
		],
		[`${HERE}/branches/baton%2Fboard`]: ["", 404],
		"/app/hook/config": [
			"GET /app/hook/config",
			{
				url: "https://baton.example/api/github/webhooks",
				content_type: "json",
				insecure_ssl: "0",
				secret: "********",
			},
		],
		"/app/hook/deliveries?per_page=100": ["GET /app/hook/deliveries", []],
		"/rate_limit": [
			"GET /rate_limit",
			{
				resources: {
					core: {
						limit: 5_000,
						remaining: 4_000,
						used: 1_000,
						reset: NOW / 1e3,
					},
				},
			},
		],
		[`${HERE}/issues/42`]: [
			`GET ${REPO}/issues/{issue_number}`,
			{ number: 42, comments: 5, labels: ["baton", "bug"] },
		],
	};
}

function answer(says: Says): nock.Scope {
	const scope = nock("https://api.github.com").defaultReplyHeaders({
		date: new Date(NOW).toUTCString(),
	});
	for (const [path, [operation, given]] of Object.entries(says)) {
		if (typeof given === "number")
			scope.get(path).times(2).reply(given, { message: "no" });
		else scope.get(path).times(2).reply(200, replyTo(operation, given));
	}
	return scope;
}

let door: DoctorDoor;
const github = makeFakeGitHub();
beforeEach(() => {
	nock.disableNetConnect();
	const octokit = new ProbotOctokit({
		throttle: { enabled: false },
		request: { fetch: checkedFetch(fetch) },
		log: { debug() {}, info() {}, warn() {}, error() {} },
	} as never);
	door = {
		app: async () => octokit,
		octokit,
		name: { owner: "acme", repo: "demo" },
		api: github,
		branch: "baton/board",
		nowMs: () => NOW + 500,
	};
});
afterEach(() => {
	nock.abortPendingRequests();
	nock.cleanAll();
	nock.enableNetConnect();
});

/** What is found when GitHub says something else than where all is well. */
async function found(says: Says) {
	answer({ ...sound(), ...says });
	const facts = await lookAtGitHub(door)({ issue: 42 });
	const { findings } = diagnose({ github: facts });
	return {
		facts,
		codes: findings.map(({ severity, code }) => `${severity} ${code}`),
	};
}

test("nothing is found where GitHub says that all is well", async () => {
	const { facts, codes } = await found({});
	expect(codes).toEqual([]);
	expect(facts.unknown).toEqual([]);
	expect(facts).toMatchObject({
		installation: { granted: GRANTED, has_project: false },
		rules: { exists: false },
		issue: { number: 42, labels: 2, comments: 5 },
		webhook: { has_secret: true, insecure_ssl: false },
		budgets: {
			primary: { remaining: 4_000, reset: new Date(NOW).toISOString() },
		},
		clock_skew_ms: 0,
	});
	expect(JSON.stringify(facts)).not.toContain("***");
});

test.each<[string, Says, string[]]>([
	[
		"an App that is not installed on the repository",
		{ [`${HERE}/installation`]: ["", 404] },
		["error not-installed"],
	],
	[
		"a permission that waits to be accepted",
		{
			[`${HERE}/installation`]: [
				`GET ${REPO}/installation`,
				{
					...GRANTED,
					permissions: WITHOUT_STATUSES,
					...{ id: 7, account: ACCOUNT, suspended_at: null },
				},
			],
		},
		["error permission-pending"],
	],
	[
		"a suspended installation",
		{
			[`${HERE}/installation`]: [
				`GET ${REPO}/installation`,
				{
					...GRANTED,
					...{ id: 7, account: ACCOUNT },
					suspended_at: "2026-11-01T00:00:00Z",
				},
			],
		},
		["error installation-suspended"],
	],
	[
		"an archived repository without issues and commits",
		{
			[HERE]: [
				`GET ${REPO}`,
				{ archived: true, has_issues: false, default_branch: "main" },
			],
			[`${HERE}/git/ref/heads%2Fmain`]: ["", 404],
		},
		[
			"error repository-archived",
			"error issues-disabled",
			"warning repository-empty",
		],
	],
	[
		"branches in the way, above and below",
		{
			[`${HERE}/git/ref/heads%2Fbaton`]: [
				`GET ${REPO}/git/ref/{ref}`,
				{ ref: "refs/heads/baton" },
			],
			[`${HERE}/git/matching-refs/heads%2Fbaton%2Fboard%2F`]: [
				`GET ${REPO}/git/matching-refs/{ref}`,
				[{ ref: "refs/heads/baton/board/mine" }],
			],
		},
		["error branch-name-taken", "error branch-name-taken"],
	],
	[
		"a rule in the way",
		{
			[`${HERE}/rules/branches/baton%2Fboard?per_page=100`]: [
				`GET ${REPO}/rules/branches/{branch}`,
				[...SAFE, { type: "required_signatures", ruleset_id: 5 }],
			],
		},
		["error ruleset-blocks"],
	],
	[
		"a rule of a ruleset that is not shown",
		{
			[`${HERE}/rules/branches/baton%2Fboard?per_page=100`]: [
				`GET ${REPO}/rules/branches/{branch}`,
				[...SAFE, { type: "update", ruleset_id: 9, ruleset_source: "acme" }],
			],
			[`${HERE}/rulesets/9`]: ["", 404],
		},
		["error ruleset-blocks"],
	],
	[
		"a classic protection",
		{
			[`${HERE}/branches/baton%2Fboard`]: [
				`GET ${REPO}/branches/{branch}`,
				{ name: "baton/board", protected: true, protection: { enabled: true } },
			],
		},
		["warning branch-protection"],
	],
	[
		"a webhook as a form, without a secret, to elsewhere",
		{
			"/app/hook/config": [
				"GET /app/hook/config",
				{
					url: "https://me:pw@baton.example/?token=abc",
					content_type: "form",
					insecure_ssl: 1,
				},
			],
		},
		[
			"error webhook-form",
			"error webhook-secret",
			"warning webhook-insecure",
			"advice webhook-address",
		],
	],
	[
		"no webhook",
		{ "/app/hook/config": ["GET /app/hook/config", {}] },
		["error webhook-absent"],
	],
	["a clock that is off", {}, ["error clock-skew"]],
])("%s is found by what GitHub says", async (what, says, codes) => {
	const offMs = what.startsWith("a clock") ? 90_000 : 0;
	door = { ...door, nowMs: () => NOW + 500 + offMs };
	const { facts, codes: told } = await found(says);
	expect(told).toEqual(codes);
	expect(facts.unknown).toEqual([]);
	expect(JSON.stringify(facts)).not.toMatch(/pw|token=/);
});

test("an issue at the wall is found", async () => {
	const labels = Array.from({ length: 99 }, (_, at) => `label ${at}`);
	const { codes } = await found({
		[`${HERE}/issues/42`]: [
			`GET ${REPO}/issues/{issue_number}`,
			{ number: 42, comments: 2_499, labels },
		],
	});
	expect(codes).toEqual(["warning labels-full", "warning comments-full"]);
});

test("a config that cannot be taken in, or is not in force, is found", async () => {
	answer(sound());
	github.files.set(".github/baton.yml", "review: sometimes\n");
	const bad = await gatherGitHubFacts(door, {});
	expect(bad.config).toEqual({ invalid: expect.stringContaining("review") });
	github.files.set(".github/baton.yml", "review: never\n");
	answer(sound());
	const held = await gatherGitHubFacts(door, { config: { review: "always" } });
	expect(held.config).toEqual({ differs: true });
});

test("budgets that Baton keeps itself, the pace of pushes and what other parts found go along", async () => {
	const content = {
		...{ last_minute: 80, per_minute: 80 },
		...{ last_hour: 90, per_hour: 500 },
	};
	const breaker_until = "2026-11-20T19:31:00.000Z";
	const more = {
		...{ code: "project-closed", severity: "warning" as const },
		...{ what: "Project 3 is closed.", fix: "Open it." },
	};
	answer(sound());
	const facts = await gatherGitHubFacts(
		{
			...door,
			budgets: () => ({ content, breaker_until }),
			pushWaitMs: (perMinute) => 120_000 / perMinute,
			more: () => [more],
		},
		{ config: { pushes_per_minute: 3 } },
	);
	expect(facts.budgets).toMatchObject({
		...{ content, breaker_until, primary: { limit: 5_000 } },
		pushes: { per_minute: 3, next_in_ms: 40_000 },
	});
	expect(diagnose({ github: facts }).findings.map(({ code }) => code)).toEqual([
		"config-not-in-force",
		"breaker-open",
		"content-low",
		"project-closed",
		"pushes-paced",
	]);
});

test("a repository without a commit is empty, and not unknown", async () => {
	const { facts, codes } = await found({
		[`${HERE}/git/ref/heads%2Fmain`]: ["", 409],
		[`${HERE}/git/ref/heads%2Fbaton`]: ["", 409],
		[`${HERE}/git/matching-refs/heads%2Fbaton%2Fboard%2F`]: ["", 409],
	});
	expect(facts.unknown).toEqual([]);
	expect(facts.branches?.in_the_way).toEqual([]);
	expect(codes).toEqual(["warning repository-empty"]);
});

test("what a server does not offer, refuses or fails at is not known, and the rest is", async () => {
	const { facts, codes } = await found({
		"/app/hook/config": ["", 404],
		"/app/hook/deliveries?per_page=100": ["", 404],
		"/rate_limit": ["", 404],
		[`${HERE}/rules/branches/baton%2Fboard?per_page=100`]: ["", 403],
		[`${HERE}/issues/42`]: ["", 502],
	});
	expect(codes).toEqual([]);
	expect(facts.unknown).toEqual([
		{
			part: "rules for the board's branch",
			why: "the App may not ask for it: 403",
		},
		{
			part: "the webhook's settings",
			why: "the server does not offer it: 404",
		},
		{ part: "webhook deliveries", why: "the server does not offer it: 404" },
		{ part: "requests left", why: "the server does not offer it: 404" },
		{ part: "the issue", why: "the server answered 502" },
	]);
	expect(facts.repository).toEqual({
		archived: false,
		has_issues: true,
		empty: false,
	});
});

test("a server that does not answer leaves nothing known, and no address is told", async () => {
	const facts = await gatherGitHubFacts(door, {});
	expect(facts.unknown.map(({ why }) => why)).toEqual(
		Array.from({ length: 6 }, () => expect.stringMatching(/^the server/)),
	);
	expect(diagnose({ github: facts }).healthy).toBe("unknown");
	expect(facts).toMatchObject({ config: {} });
});

describe("who asks again at once", () => {
	let asked: number;
	let elapsedMs: number;
	let look: ReturnType<typeof lookAtGitHub>;

	beforeEach(() => {
		asked = 0;
		elapsedMs = 0;
		answer({
			...sound(),
			[`${HERE}/issues/43`]: [
				`GET ${REPO}/issues/{issue_number}`,
				{ number: 43, comments: 1, labels: [] },
			],
		});
		const api = { ...github, file: async () => `# ${++asked}` };
		look = lookAtGitHub({ ...door, api }, () => elapsedMs);
	});

	test("gets the same answer for ten seconds, on whatever issue, and then a new one", async () => {
		const first = await look({ issue: 42 });
		elapsedMs = 9_999;
		const second = await look({ issue: 43 });
		expect([first.issue, second.issue]).toEqual([
			{ number: 42, labels: 2, comments: 5 },
			{ number: 43, labels: 0, comments: 1 },
		]);
		expect(second.config).toBe(first.config);
		expect(asked).toBe(1);
		elapsedMs = 10_000;
		await look({ issue: 43 });
		expect(asked).toBe(2);
	});

	test("gets a new answer when the config in force is another one", async () => {
		await look({ config: { review: "always", gates: {} } });
		await look({ config: { gates: {}, review: "always" } });
		expect(asked).toBe(1);
		await look({ config: { review: "never" } });
		expect(asked).toBe(2);
	});
});

describe("deliveries", () => {
	const attempt = (guid: string, status_code: number): Attempt => ({
		...{ guid, status_code, event: "issues", installation_id: 7 },
		...{ status: "x", delivered_at: "2026-11-20T19:30:00Z" },
	});

	test("are counted by event: one that arrived in the end did not fail", () => {
		expect(
			countDeliveries([
				attempt("c", 504),
				attempt("a", 200),
				attempt("b", 502),
				attempt("a", 502),
			]),
		).toEqual({
			total: 3,
			failed: 2,
			failed_last: 1,
			newest_failure: {
				event: "issues",
				at: "2026-11-20T19:30:00Z",
				status: "x",
				status_code: 504,
			},
		});
	});

	test("of other installations and of days ago do not count", async () => {
		const { facts, codes } = await found({
			"/app/hook/deliveries?per_page=100": [
				"GET /app/hook/deliveries",
				[
					{ ...attempt("a", 502), installation_id: 8 },
					{ ...attempt("b", 502), delivered_at: "2026-11-18T00:00:00Z" },
					attempt("c", 502),
				],
			],
		});
		expect(facts.deliveries).toMatchObject({ total: 1, failed: 1 });
		expect(codes).toEqual(["error webhook-failing"]);
	});
});
