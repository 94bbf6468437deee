import { expect, test } from "vitest";
import { type VerbTold, verbGroups } from "../../src/page/verbs/verb-groups.ts";
import { VERBS } from "../../src/verbs/index.ts";

const TOLD: readonly VerbTold[] = VERBS.filter(({ doors }) =>
	doors.some((door) => door !== "app"),
).map(({ name, summary, role, doors, target, examples, errors, reads }) => ({
	...{ name, summary, role, doors, examples, errors, inputs: [] },
	...{ target, reads: reads === true, usage: examples[0] ?? name },
}));

const names = (filter: string) =>
	verbGroups(TOLD, filter).flatMap(({ verbs }) =>
		verbs.map(({ name }) => name),
	);

test("every verb that somebody may say is in exactly one group", () => {
	expect([...names("")].sort()).toEqual(TOLD.map(({ name }) => name).sort());
});

test("verbs that look, work, direct and keep are told apart", () => {
	const groups = new Map(
		verbGroups(TOLD, "").map(({ title, verbs }) => [
			title,
			verbs.map(({ name }) => name),
		]),
	);
	expect(groups.get("Looking at a task")).toContain("show");
	expect(groups.get("Looking at the board")).toContain("board");
	expect(groups.get("Working")).toContain("claim");
	expect(groups.get("Directing")).toContain("priority");
	expect(groups.get("Keeping the board")).toContain("recover");
	expect(groups.has("Others")).toBe(false);
});

test("the filter finds names with their slash, words and errors, and leaves no empty group", () => {
	expect(names("/claim-n")).toEqual(["claim-next"]);
	expect(names("LEASE_EXPIRED")).toContain("heartbeat");
	expect(verbGroups(TOLD, "no such thing")).toEqual([]);
});
