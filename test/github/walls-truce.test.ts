import { beforeEach, expect, test } from "vitest";
import type { IssueRecord } from "../../src/github/api.ts";
import {
	makeRepositoryBench,
	type RepositoryBench,
} from "../support/repository-bench.ts";

const MINUTE_MS = 60_000;
const RIVAL = "rival[bot]";

let it: RepositoryBench;

beforeEach(async () => {
	it = await makeRepositoryBench("review: never\n");
	await it.enroll(7);
	await it.shown();
	it.github.said.length = 0;
});

const labels = (): readonly string[] => it.github.issues.get(7)?.labels ?? [];

function setLabels(to: readonly string[]): void {
	const issue = it.github.issues.get(7) as IssueRecord;
	it.github.issues.set(7, { ...issue, labels: to });
}

/** The other bot undoes what it sees, as soon as it sees it, for so long. Answers how often. */
async function fight(
	event: "labeled" | "unlabeled",
	label: string,
	minutes: number,
): Promise<number> {
	let rounds = 0;
	for (let second = 0; second < minutes * 60; second += 5) {
		const isThere = labels().includes(label);
		if (isThere === (event === "unlabeled")) {
			rounds += 1;
			setLabels(
				isThere
					? labels().filter((one) => one !== label)
					: [...labels(), label],
			);
			it.github.happen(RIVAL, 7, event, {
				createdAt: new Date(it.bench.nowMs()).toISOString(),
				label,
				isByBot: true,
			});
			it.repository().issueEvent();
		}
		await it.repository().settled();
		it.bench.advance(5_000);
		it.repository().issueEvent();
		await it.repository().settled();
	}
	return rounds;
}

const truces = () =>
	it.github.said.filter(({ body }) => body.includes("more and more rarely"));

test.each([
	["unlabeled", "baton:ready"],
	["labeled", "baton:done"],
] as const)(
	"a label that another bot keeps changing (%s) is put back 3 times, then rarely, and that is said once",
	async (event, label) => {
		expect(await fight(event, label, 9)).toBe(4);
		expect(truces()).toHaveLength(1);
		const [said] = truces();
		expect(said?.body).toContain("rival");
		expect(said?.body).toContain(`\`${label}\``);
		expect(said?.body).toContain(".github/baton.yml");
		// One reason when it began, and one word about the truce.
		expect(it.github.said).toHaveLength(2);
		const rounds = await fight(event, label, 24 * 60);
		expect(rounds).toBeGreaterThan(10);
		expect(rounds).toBeLessThan(30);
		expect(it.github.said).toHaveLength(2);
	},
	60_000,
);

test("a change of the board ends the truce, and a new fight is told of anew", async () => {
	await fight("unlabeled", "baton:ready", 5);
	expect(labels()).not.toContain("baton:ready");
	await it.say("alice", 7, "/priority high");
	await it.shown();
	expect(labels()).toContain("baton:ready");
	expect(labels()).toContain("priority:high");
	expect(await fight("unlabeled", "baton:ready", 5)).toBe(4);
	expect(truces()).toHaveLength(2);
});

test("a process that starts in the middle of a truce says nothing again", async () => {
	await fight("unlabeled", "baton:ready", 5);
	expect(truces()).toHaveLength(1);
	await it.restart();
	it.bench.advance(MINUTE_MS);
	await fight("unlabeled", "baton:ready", 5);
	expect(truces()).toHaveLength(1);
});
