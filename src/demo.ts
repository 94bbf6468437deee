import type { Octokit } from "@octokit/rest";
import type { ForgeSeed } from "./forge/seed.ts";

/** The repository that the embedded GitHub starts with. */
export const DEMO = { owner: "acme", repo: "demo" } as const;

/** Who is there, and what they may do in the repository. */
const PEOPLE = {
	maintainer: "admin",
	alice: "write",
	bob: "write",
	"agent-1": "write",
	"agent-2": "write",
	"agent-3": "write",
	guest: "read",
} as const;

const BATON_YML = `# The board's config. What is not said here has its default: see docs/protocol.md, section 12.
review: auto
pushes_per_minute: 0
gates:
  ci: { checks: [{ name: test, app: ci }] }
done_gates: [ci]
`;

const README = `# span

Durations as people write them: \`1h30m\` is 5400 seconds.

    node --test
`;

const PACKAGE = `{
  "name": "span",
  "version": "0.1.0",
  "type": "module",
  "exports": "./src/span.js",
  "scripts": { "test": "node --test" }
}
`;

const SOURCE = `const SECONDS = { s: 1, m: 60, h: 3600 };

/** Seconds of a duration of one unit, such as "90s" or "2h"; NaN when it is none. */
export function seconds(text) {
  const match = /^(\\d+)([smh])$/.exec(text);
  return match === null ? Number.NaN : Number(match[1]) * SECONDS[match[2]];
}
`;

const TEST = `import assert from "node:assert/strict";
import { test } from "node:test";
import { seconds } from "../src/span.js";

test("one unit", () => {
  assert.equal(seconds("90s"), 90);
  assert.equal(seconds("2h"), 7200);
});

test("no duration", () => {
  assert.ok(Number.isNaN(seconds("soon")));
});
`;

/** A small code base of its own, so that there is something to work on. */
const FILES: Readonly<Record<string, string>> = {
	".github/baton.yml": BATON_YML,
	"README.md": README,
	"package.json": PACKAGE,
	"src/span.js": SOURCE,
	"test/span.test.js": TEST,
};

/** What the local GitHub starts with: the people, the repository, the App, and a second App that runs checks. */
export function demoSeed(): ForgeSeed {
	const { owner, repo } = DEMO;
	const repositories = [`${owner}/${repo}`];
	return {
		users: Object.keys(PEOPLE).map((login) => ({ login })),
		orgs: [{ login: owner, name: "Acme" }],
		repositories: [
			{
				owner,
				name: repo,
				defaultBranch: "main",
				collaborators: PEOPLE,
				files: FILES,
			},
		],
		apps: [
			{
				slug: "baton",
				name: "Baton",
				permissions: {
					issues: "write",
					contents: "write",
					checks: "write",
					pull_requests: "read",
					statuses: "read",
					metadata: "read",
				},
				events: [
					"issues",
					"issue_comment",
					"sub_issues",
					"issue_dependencies",
					"pull_request",
					"pull_request_review",
					"check_run",
					"check_suite",
					"status",
					"push",
					"repository",
				],
				repositories,
			},
			{
				slug: "ci",
				name: "CI",
				permissions: {
					checks: "write",
					statuses: "write",
					contents: "read",
					metadata: "read",
				},
				events: [],
				repositories,
			},
		],
	};
}

const ISSUES: readonly {
	readonly title: string;
	readonly body: string;
	readonly labels: string[];
	/** What the maintainer says on it, by the numbers of all of them. */
	readonly comment?: (numbers: readonly number[]) => string;
}[] = [
	{
		title: "Read durations of several units",
		body: '`seconds("1h30m")` should be 5400. Units go from large to small, each at most once; anything else stays `NaN`.',
		labels: ["baton", "priority:high"],
	},
	{
		title: "Write durations for people",
		body: "A new function `format(5400)` answers `1h30m`. Zero is `0s`.",
		labels: ["baton"],
	},
	{
		title: "Release 1.0",
		body: "Version 1.0.0 in package.json and a CHANGELOG.md that says what is new. Waits for durations of several units.",
		labels: ["baton"],
		comment: ([first]) => `/depend #${first}`,
	},
];

/** How long the app may take to put the first issues on the board. */
const READY_WITHIN_MS = 30_000;

/**
 * Opens those of the demo's issues that are missing, as its maintainer would, unless somebody has begun something else, and waits
 * until the app has heard what was said on them. A start that was cut short is gone on with. `pause` waits some milliseconds.
 */
export async function openDemoIssues(
	maintainer: Octokit,
	pause: (ms: number) => Promise<void>,
): Promise<void> {
	const { data: present } = await maintainer.rest.issues.listForRepo({
		...{ ...DEMO, state: "all", per_page: ISSUES.length + 1 },
	});
	const numbers = present.map(({ number }) => number).sort((a, b) => a - b);
	const titles = new Map(present.map((one) => [one.number, one.title]));
	if (numbers.some((number, at) => titles.get(number) !== ISSUES[at]?.title))
		return;
	for (const { comment: _said, ...issue } of ISSUES.slice(numbers.length)) {
		const { data } = await maintainer.rest.issues.create({ ...DEMO, ...issue });
		numbers.push(data.number);
	}
	for (const [at, { comment }] of ISSUES.entries()) {
		const on = { ...DEMO, issue_number: numbers[at] as number };
		const body = comment?.(numbers);
		if (body === undefined) continue;
		const { data: said } = await maintainer.rest.issues.listComments(on);
		if (said.some((one) => one.body === body)) continue;
		const { data } = await maintainer.rest.issues.createComment({
			...on,
			body,
		});
		await untilHeard(maintainer, data.id, pause);
	}
}

async function untilHeard(
	maintainer: Octokit,
	commentId: number,
	pause: (ms: number) => Promise<void>,
): Promise<void> {
	for (let waitedMs = 0; waitedMs < READY_WITHIN_MS; waitedMs += 100) {
		const { data } = await maintainer.rest.reactions.listForIssueComment({
			...DEMO,
			comment_id: commentId,
		});
		if (data.some(({ content }) => content === "rocket")) return;
		if (data.some(({ content }) => content === "confused"))
			throw new Error("the demo's first command was refused");
		await pause(100);
	}
	throw new Error(
		`the app did not hear the demo's first command within ${READY_WITHIN_MS / 1_000} s`,
	);
}
