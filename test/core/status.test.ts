import { expect, test } from "vitest";
import { legalMoves, STATUSES, shortestPath } from "../../src/core/status.ts";

test("every status but the ended ones can be left, and every status but none leads to an end", () => {
	for (const status of STATUSES) {
		expect(legalMoves(status).length, status).toBeGreaterThan(0);
		if (status !== "done")
			expect(shortestPath(status, "done"), status).toBeDefined();
	}
});

test("the shortest way from the backlog to done goes through the queue and a claim", () => {
	expect(shortestPath("backlog", "done")?.map(({ by }) => by)).toEqual([
		"move",
		"claim",
		"done",
	]);
});

test("from review one gets to done by approval alone", () => {
	expect(shortestPath("review", "done")?.map(({ by }) => by)).toEqual([
		"approve",
	]);
});

test("nobody moves a task into dead_letter by a verb of their own", () => {
	expect(
		STATUSES.flatMap((status) => legalMoves(status)).filter(
			({ to }) => to === "dead_letter",
		),
	).toEqual([]);
});
