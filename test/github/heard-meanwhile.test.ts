import { beforeEach, describe, expect, test } from "vitest";
import {
	makeProjectorBench,
	type ProjectorBench,
} from "../support/projector-bench.ts";

const HEAD = "a".repeat(40);
let it: ProjectorBench;

async function settle(): Promise<void> {
	for (const ms of [0, 1_000, 10_000, 10_000]) await it.after(ms);
}

/** Makes the next answer of a method one that was true before `act`, which comes while it is on its way. */
function whileAsked(
	api: object,
	method: string,
	act: () => void,
): () => boolean {
	const slots = api as Record<string, (...asked: unknown[]) => unknown>;
	const ask = slots[method]?.bind(api);
	let hasAsked = false;
	slots[method] = async (...asked) => {
		const answer = await ask?.(...asked);
		const before = Array.isArray(answer) ? [...answer] : answer;
		if (!hasAsked) act();
		hasAsked = true;
		return before;
	};
	return () => hasAsked;
}

describe("what somebody does while Baton reads is looked at again:", () => {
	beforeEach(async () => {
		it = await makeProjectorBench({}, [7]);
		await settle();
	});

	test("a label that is taken off while the issue is read", async () => {
		const hasAsked = whileAsked(it.github, "issue", () => {
			it.change(7, { labels: ["baton"] });
			it.projector().touched(7);
		});
		it.projector().touched(7);
		await settle();
		expect(hasAsked()).toBe(true);
		expect(it.issue(7).labels).toContain("baton:ready");
	});

	test("a label that is taken off while all issues are listed at a start", async () => {
		it.restart();
		it.github.labelledIssues = async function* () {
			yield it.issue(7);
			it.change(7, { labels: ["baton"] });
			it.projector().touched(7);
		};
		await settle();
		expect(it.issue(7).labels).toContain("baton:ready");
	});
});

describe("a check that turns red", () => {
	const newest = () => it.views.checks.at(-1);
	function run(conclusion: string): void {
		it.heads.runs.push({
			...{ id: it.heads.runs.length + 1, name: "test", app: "ci" },
			...{ status: "completed", conclusion, sha: HEAD },
		});
		it.projector().checksChanged(HEAD);
	}

	beforeEach(async () => {
		it = await makeProjectorBench(
			{
				review: "always",
				gates: { ci: { checks: [{ name: "test", app: "ci" }] } },
				done_gates: ["ci"],
			},
			[7],
		);
		await it.tell("alice", "claim", "7");
		const head = {
			branch: "task/7-x",
			pull_request: 57,
			sha: HEAD,
			state: "open",
		} as const;
		it.heads.pulls.set(57, { head, body: "Closes #7", isOwn: true });
		it.heads.differences.set(HEAD, {
			...{ isContained: false, paths: ["src/app.ts"] },
		});
		await it.tell("baton", "head", "7", head, "app");
		await settle();
		run("success");
		await settle();
		expect(newest()).toMatchObject({ conclusion: "success" });
	});

	test("while Baton reads the checks makes Baton's check red as well", async () => {
		const hasAsked = whileAsked(it.heads, "checks", () => run("failure"));
		it.projector().checksChanged(HEAD);
		await settle();
		expect(hasAsked()).toBe(true);
		expect(newest()).toMatchObject({ conclusion: "failure" });
	});

	test("and green again while another process of Baton's writes a newer check ends with that one green", async () => {
		const hasSaved = whileAsked(it.views, "saveCheck", () => {
			const own = it.views.checks.at(-1);
			if (own !== undefined) it.views.checks.push({ ...own, id: 4_711 });
			run("success");
		});
		run("failure");
		await settle();
		expect(hasSaved()).toBe(true);
		expect(newest()).toMatchObject({ id: 4_711, conclusion: "success" });
	});
});
