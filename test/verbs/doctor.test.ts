import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { printDiagnosis } from "../../src/cli/print-diagnosis.ts";
import { EVENTS, PERMISSIONS } from "../../src/verbs/doctor/asked.ts";
import { diagnose, diagnosisData } from "../../src/verbs/doctor/diagnosis.ts";
import {
	EDGE_CODES,
	FINDING_CODES,
	PROJECT_CODES,
} from "../../src/verbs/doctor/finding-codes.ts";
import type { GitHubFacts } from "../../src/verbs/doctor/github-facts.ts";
import type { HealthFacts } from "../../src/verbs/doctor/health-facts.ts";

const HEALTH: HealthFacts = {
	quarantined: [],
	quarantined_count: 0,
	strays: [],
};
const OID = "1234567890abcdef1234567890abcdef12345678";
const FROZEN = { acknowledged: OID, branch: null };

const ALL = {
	permissions: Object.fromEntries(
		Object.entries(PERMISSIONS).map(([name, { level }]) => [name, level]),
	),
	events: Object.keys(EVENTS),
};
const INSTALLATION = {
	app: ALL,
	granted: ALL,
	settings: "https://github.com/settings/installations/7",
	has_project: false,
};
const PROTECTED = ["deletion", "non_fast_forward"].map((type) => ({
	...{ type, ruleset: "safe", owner: "acme/demo" },
	bypass: "never" as const,
}));
const RULES = { branch: "baton/board", exists: true, rules: PROTECTED };
const BRANCHES = {
	board: "baton/board",
	default_branch: "main",
	in_the_way: [],
};
const REPOSITORY = { archived: false, has_issues: true, empty: false };
const WEBHOOK = {
	url: "https://baton.example/api/github/webhooks",
	path: "/api/github/webhooks",
	content_type: "json",
	insecure_ssl: false,
	has_secret: true,
};
const CONTENT = { last_minute: 3, per_minute: 80, last_hour: 9, per_hour: 500 };
const RESET = "2026-11-20T20:00:00.000Z";
const PRIMARY = { limit: 5_000, remaining: 4_000, reset: RESET };
const FAILURE = {
	event: "issues",
	at: "2026-11-20T19:30:00Z",
	status: "Service Timeout",
	status_code: 504,
};
/** Everything was looked at and is as it should be. */
const SOUND: GitHubFacts = {
	installation: INSTALLATION,
	rules: RULES,
	branches: BRANCHES,
	repository: REPOSITORY,
	issue: { number: 42, labels: 3, comments: 5 },
	config: { differs: false },
	budgets: {
		primary: PRIMARY,
		content: CONTENT,
		pushes: { per_minute: 6, next_in_ms: 0 },
	},
	webhook: WEBHOOK,
	deliveries: { total: 20, failed: 0, failed_last: 0 },
	clock_skew_ms: 300,
	unknown: [],
};

const rule = (type: string, more: object = {}) => ({
	rules: {
		...RULES,
		rules: [
			...PROTECTED,
			{ type, ruleset: "strict", owner: "acme", bypass: "never", ...more },
		],
		...("exists" in more ? { exists: more.exists } : {}),
	} as GitHubFacts["rules"],
});
const without = (names: { permission?: string; event?: string }) => ({
	permissions: Object.fromEntries(
		Object.entries(ALL.permissions).filter(([n]) => n !== names.permission),
	),
	events: ALL.events.filter((name) => name !== names.event),
});

/** Facts that make exactly one thing wrong, what is found, and a word of what is said about it. */
const ON_GITHUB: readonly (readonly [
	string,
	Partial<GitHubFacts>,
	string,
	RegExp,
])[] = [
	[
		"an App that is not installed",
		{ installation: { app: ALL, has_project: false } },
		"error not-installed",
		/not installed/,
	],
	[
		"a suspended installation",
		{ installation: { ...INSTALLATION, suspended: "2026-11-01T00:00:00Z" } },
		"error installation-suspended",
		/2026-11-01/,
	],
	[
		"a permission that nobody asks for",
		{
			installation: {
				...INSTALLATION,
				app: without({ permission: "checks" }),
				granted: without({ permission: "checks" }),
			},
		},
		"error permission-missing",
		/no access for `checks` and needs write: gates cannot see/,
	],
	[
		"a permission that is lower than asked for",
		{
			installation: {
				...INSTALLATION,
				granted: {
					...ALL,
					permissions: { ...ALL.permissions, contents: "read" },
				},
			},
		},
		"error permission-pending",
		/has read for `contents` and needs write.*has not accepted/,
	],
	[
		"a permission that only a project needs",
		{
			installation: {
				...INSTALLATION,
				has_project: true,
				granted: { ...ALL, events: [...ALL.events, "projects_v2_item"] },
			},
		},
		"error permission-missing",
		/organization_projects/,
	],
	[
		"an event that is not subscribed to",
		{
			installation: {
				...INSTALLATION,
				app: without({ event: "issue_comment" }),
				granted: without({ event: "issue_comment" }),
			},
		},
		"warning event-missing",
		/`issue_comment`. A command in a comment is found by the next sweep, up to five minutes/,
	],
	[
		"an event that waits to be accepted",
		{ installation: { ...INSTALLATION, granted: without({ event: "push" }) } },
		"warning event-pending",
		/`push`/,
	],
	[
		"an archived repository",
		{ repository: { ...REPOSITORY, archived: true } },
		"error repository-archived",
		/only be read/,
	],
	[
		"a repository without issues",
		{ repository: { ...REPOSITORY, has_issues: false } },
		"error issues-disabled",
		/switched off/,
	],
	[
		"an empty repository",
		{ repository: { ...REPOSITORY, empty: true } },
		"warning repository-empty",
		/no commit/,
	],
	[
		"a branch in the place of a folder",
		{ branches: { ...BRANCHES, in_the_way: ["baton"] } },
		"error branch-name-taken",
		/"baton"/,
	],
	[
		"a board that everybody clones",
		{ branches: { ...BRANCHES, default_branch: "baton/board" } },
		"warning board-is-default-branch",
		/default branch/,
	],
	[
		"signatures that are asked for",
		rule("required_signatures"),
		"error ruleset-blocks",
		/`required_signatures` of the ruleset "strict" \(acme\) turns away/,
	],
	[
		"pull requests that are asked for, with a bypass that does not help",
		rule("pull_request", { bypass: "pull_requests_only" }),
		"error ruleset-blocks",
		/opens no pull requests/,
	],
	[
		"a rule of which the bypass is not told",
		rule("required_status_checks", { bypass: undefined }),
		"error ruleset-blocks",
		/is not told here/,
	],
	[
		"branches that nobody may make, before the board is there",
		rule("creation", { exists: false }),
		"error ruleset-blocks",
		/`creation`/,
	],
	[
		"branches that nobody may make, while the board is there",
		rule("creation"),
		"advice ruleset-may-block",
		/`creation`/,
	],
	[
		"addresses that are not those of GitHub",
		rule("commit_author_email_pattern", {
			pattern: { operator: "ends_with", text: "@acme.example", negate: false },
		}),
		"error ruleset-blocks",
		/`commit_author_email_pattern`/,
	],
	[
		"a pattern that is not tried here",
		rule("commit_message_pattern", {
			pattern: { operator: "regex", text: "(a+)+$", negate: false },
		}),
		"warning ruleset-may-block",
		/may turn away/,
	],
	[
		"a classic protection",
		{ rules: { ...RULES, classic: true } },
		"warning branch-protection",
		/classic/,
	],
	[
		"a branch that anybody may delete",
		{ rules: { ...RULES, rules: PROTECTED.slice(1) } },
		"advice board-unprotected",
		/\(deletion\)/,
	],
	[
		"a config with a fault",
		{ config: { invalid: ".github/baton.yml: review: Invalid option." } },
		"error config-invalid",
		/baton.yml: review/,
	],
	[
		"a config that is held",
		{ config: { differs: true } },
		"warning config-not-in-force",
		/without maintain/,
	],
	[
		"no webhook",
		{ webhook: { path: WEBHOOK.path } },
		"error webhook-absent",
		/no webhook address/,
	],
	[
		"a webhook that goes elsewhere",
		{ webhook: { ...WEBHOOK, url: "https://baton.example/" } },
		"advice webhook-address",
		/\/api\/github\/webhooks/,
	],
	[
		"a webhook that is sent as a form",
		{ webhook: { ...WEBHOOK, content_type: "form" } },
		"error webhook-form",
		/"form"/,
	],
	[
		"a webhook without a secret",
		{ webhook: { ...WEBHOOK, has_secret: false } },
		"error webhook-secret",
		/no secret/,
	],
	[
		"a webhook without certificate checks",
		{ webhook: { ...WEBHOOK, insecure_ssl: true } },
		"warning webhook-insecure",
		/certificate/,
	],
	[
		"a delivery that failed",
		{
			deliveries: {
				...{ total: 20, failed: 1, failed_last: 1 },
				newest_failure: FAILURE,
			},
		},
		"warning webhook-failing",
		/1 of the last 20.*issues at 2026-11-20T19:30:00Z: Service Timeout \(504\)/,
	],
	[
		"deliveries that fail for good",
		{
			deliveries: {
				...{ total: 20, failed: 5, failed_last: 5 },
				newest_failure: FAILURE,
			},
		},
		"error webhook-failing",
		/without exception/,
	],
	[
		"few requests that are left",
		{ budgets: { primary: { ...PRIMARY, remaining: 400 } } },
		"warning requests-low",
		/400 of 5000 requests are left until 2026-11-20T20:00/,
	],
	[
		"no requests that are left",
		{ budgets: { primary: { ...PRIMARY, remaining: 0 } } },
		"error requests-low",
		/0 of 5000/,
	],
	[
		"a pause that GitHub asked for",
		{ budgets: { breaker_until: RESET } },
		"warning breaker-open",
		/until 2026-11-20T20:00/,
	],
	[
		"writes that are used up",
		{ budgets: { content: { ...CONTENT, last_hour: 490 } } },
		"warning content-low",
		/490 of 500/,
	],
	[
		"a push that waits",
		{ budgets: { pushes: { per_minute: 6, next_in_ms: 31_000 } } },
		"advice pushes-paced",
		/waits 31 s/,
	],
	[
		"a clock that is a little off",
		{ clock_skew_ms: -12_000 },
		"warning clock-skew",
		/12 s/,
	],
	[
		"an issue full of labels",
		{ issue: { number: 42, labels: 98, comments: 5 } },
		"warning labels-full",
		/98 labels/,
	],
	[
		"an issue full of comments",
		{ issue: { number: 42, labels: 3, comments: 2_450 } },
		"warning comments-full",
		/2450 comments/,
	],
	[
		"what another part of the door has found",
		{
			more: [
				{
					code: "project-missing",
					severity: "warning",
					what: "there is no project 3",
					fix: "make one",
				},
			],
		},
		"warning project-missing",
		/^There is no project 3. Make one.$/,
	],
];

const ON_THE_BRANCH: readonly (readonly [
	string,
	Partial<HealthFacts>,
	string,
	RegExp,
])[] = [
	[
		"a deleted branch",
		{ frozen: { ...FROZEN, kind: "deleted", missing: 4 } },
		"error board-frozen",
		/deleted; 1234567890ab was acknowledged last. 4 acknowledged commits are missing/,
	],
	[
		"a damaged branch whose last commit is gone",
		{ frozen: { ...FROZEN, kind: "damaged", gone: true, reason: "no tree" } },
		"error board-frozen",
		/\(no tree\).*cannot be read here any more; `\/recover branch`/,
	],
	[
		"a board of a newer Baton",
		{ frozen: { ...FROZEN, kind: "newer", reason: "rules 2" } },
		"error board-newer",
		/rules 2.*Update Baton/,
	],
	[
		"a board that cannot be used",
		{ problem: "board.yaml is no map" },
		"error board-unusable",
		/no map/,
	],
	[
		"a task that is set apart",
		{ quarantined: [{ task: "42", reason: "why" }], quarantined_count: 1 },
		"error task-quarantined",
		/Task 42 is quarantined: why/,
	],
	[
		"a memory that cannot be read",
		{ unreadable: ["memory/shared.yaml, which cannot be read (x)"] },
		"error document-unreadable",
		/memory\/shared.yaml/,
	],
	["stray files", { strays: ['"x"'] }, "warning stray-files", /"x"/],
	[
		"edits by hand",
		{ foreign: 2 },
		"advice edits-by-hand",
		/2 commits by hand/,
	],
	[
		"a clock with which nothing is written",
		{ clock_skew_ms: 61_000 },
		"error clock-skew",
		/61 s/,
	],
];

const shown = (diagnosis: ReturnType<typeof diagnose>) =>
	diagnosis.findings.map(({ severity, code }) => `${severity} ${code}`);

test("all is well where everything is as it should be", () => {
	const diagnosis = diagnose({ health: HEALTH, github: SOUND });
	expect(diagnosis).toMatchObject({ healthy: true, findings: [], unknown: [] });
	expect(diagnosisData(diagnosis)).toMatchObject({
		said: "Everything is in order; there is nothing to do.",
		notes: [
			"4000 of 5000 requests are left until 2026-11-20T20:00:00.000Z.",
			"3 of 80 writes of this minute and 9 of 500 of this hour are used.",
			"The board pushes at most 6 times a minute.",
		],
	});
});

test.each(ON_GITHUB)("finds %s on GitHub", (_, facts, found, words) => {
	const diagnosis = diagnose({ github: { ...SOUND, ...facts } });
	expect(shown(diagnosis)).toEqual([found]);
	expect(diagnosis.healthy).toBe(!found.startsWith("error"));
	expect(diagnosisData(diagnosis).said).toMatch(words);
});

test.each(ON_THE_BRANCH)("finds %s on the branch", (_, facts, found, words) => {
	const diagnosis = diagnose({ health: { ...HEALTH, ...facts } });
	expect(shown(diagnosis)).toEqual([found]);
	expect(diagnosis.healthy).toBe(!found.startsWith("error"));
	expect(diagnosisData(diagnosis).said).toMatch(words);
});

test.each([
	["a rule that Baton may pass by", rule("update", { bypass: "always" })],
	["a rule that it is exempt from", rule("pull_request", { bypass: "exempt" })],
	["a rule that is about something else", rule("required_linear_history")],
	[
		"addresses that fit",
		rule("committer_email_pattern", {
			pattern: {
				operator: "ends_with",
				text: "@users.noreply.github.com",
				negate: false,
			},
		}),
	],
	[
		"a name of a branch that is not forbidden",
		rule("branch_name_pattern", {
			pattern: { operator: "starts_with", text: "wip/", negate: true },
		}),
	],
])("does not complain of %s", (_, facts) => {
	expect(shown(diagnose({ github: { ...SOUND, ...facts } }))).toEqual([]);
});

describe("an answer", () => {
	test("names the worst first, and the clock once", () => {
		const diagnosis = diagnose({
			health: { ...HEALTH, foreign: 1, clock_skew_ms: 20_000 },
			github: {
				...SOUND,
				clock_skew_ms: 20_000,
				repository: { ...REPOSITORY, archived: true },
			},
		});
		expect(shown(diagnosis)).toEqual([
			"error repository-archived",
			"warning clock-skew",
			"advice edits-by-hand",
		]);
	});

	test("never takes what could not be looked at for healthy without saying so", () => {
		const { rules: _rules, webhook: _webhook, ...rest } = SOUND;
		const unknown = [{ part: "webhook deliveries", why: "404" }];
		const data = diagnosisData(diagnose({ github: { ...rest, unknown } }));
		expect(data).toMatchObject({ unknown, findings: [] });
		expect(data.said).toBe("webhook deliveries: not known here (404).");
	});

	test.each(["installation", "repository", "config"] as const)(
		"does not say whether all is well where nothing is known of the %s",
		(part) => {
			const { [part]: _missing, ...rest } = SOUND;
			const unknown = [{ part, why: "the server answered 503" }];
			const github = { ...rest, unknown };
			expect(diagnose({ github }).healthy).toBe("unknown");
			const branches = { ...BRANCHES, in_the_way: ["baton"] };
			expect(diagnose({ github: { ...github, branches } }).healthy).toBe(false);
		},
	);

	test("does not take a day without a delivery for a webhook that works", () => {
		const deliveries = { total: 0, failed: 0, failed_last: 0 };
		const diagnosis = diagnose({ github: { ...SOUND, deliveries } });
		expect(diagnosis).toMatchObject({ healthy: true, findings: [] });
		expect(diagnosisData(diagnosis).said).toMatch(/^webhook deliveries: not/);
	});

	test("holds nothing that a terminal obeys or that turns text around", () => {
		const evil = "a\u001b[2J\u009b31m\u0007b\u202ec\nd\u2028e";
		const lines: string[] = [];
		const diagnosis = diagnose({
			health: HEALTH,
			github: { ...SOUND, config: { invalid: evil } },
		});
		const out = (text: string) => lines.push(text);
		printDiagnosis({ out }, diagnosis, { place: "p", json: false });
		expect(lines.join("\n")).toMatch(/a\[2J31mbc d e/);
		expect(lines.join("").replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
	});

	test("ends a command line with 3 where it cannot say whether all is well", () => {
		const code = (github: GitHubFacts) =>
			printDiagnosis({ out: () => undefined }, diagnose({ github }), {
				place: "p",
				json: true,
			});
		const nothing = { unknown: [{ part: "all", why: "503" }] };
		const archived = { ...REPOSITORY, archived: true };
		expect(
			[SOUND, { ...SOUND, repository: archived }, nothing].map(code),
		).toEqual([0, 1, 3]);
	});

	test("is bounded, whatever is found", () => {
		const quarantined = Array.from({ length: 40 }, (_, at) => ({
			task: `${at}`,
			reason: "x".repeat(5_000),
		}));
		const diagnosis = diagnose({
			health: { ...HEALTH, quarantined, quarantined_count: 40 },
		});
		expect(diagnosis.findings).toHaveLength(30);
		expect(diagnosis.more).toBe(10);
		expect(JSON.stringify(diagnosisData(diagnosis)).length).toBeLessThan(
			40_000,
		);
	});
});

describe("what is asked for", () => {
	const manifest = parse(
		readFileSync(new URL("../../app.yml", import.meta.url), "utf8"),
	) as { default_permissions: object; default_events: string[] };

	test("is what app.yml asks for, permission by permission", () => {
		expect(ALL.permissions).toEqual(manifest.default_permissions);
	});

	test("is what app.yml subscribes to, event by event", () => {
		expect(ALL.events.toSorted()).toEqual(manifest.default_events.toSorted());
	});
});

test("every finding is made by a test here, and explained in a section of docs/operating.md", () => {
	const tried = new Set(
		[...ON_GITHUB, ...ON_THE_BRANCH].map(([, , found]) => found.split(" ")[1]),
	);
	expect(FINDING_CODES.filter((code) => !tried.has(code))).toEqual([]);
	const page = readFileSync(
		new URL("../../docs/operating.md", import.meta.url),
		"utf8",
	);
	const sections = new Set(
		[...page.matchAll(/^### (\S+)$/gm)].map(([, name]) => name),
	);
	expect(
		[...FINDING_CODES, ...PROJECT_CODES, ...EDGE_CODES].filter(
			(code) => !sections.has(code),
		),
	).toEqual([]);
});
