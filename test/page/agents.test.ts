import { expect, test } from "vitest";
import { type AgentTold, agentRows } from "../../src/page/agents/agent-rows.ts";
import type { Card } from "../../src/page/state/card.ts";

function agent(name: string, more: Partial<AgentTold> = {}): AgentTold {
	return {
		...{ name, capabilities: [], roles: [], max_leases: 3, leases: [] },
		...{ last_seen: null, waiting: false, ...more },
	};
}

const UNTIL = "2026-11-20T19:40:00.000Z";
const CARDS: readonly Card[] = [
	{
		...{ key: "42", title: "Rotate the logs", status: "in_progress" },
		...{ priority: "high", version: 7 },
		plan: {
			...{ run: "running", steps: 3, done: 0, out: 2 },
			holders: [
				{ step: "1.1", agent: "backend-1", until: UNTIL },
				{ step: "1.2", agent: "tester-1", until: UNTIL },
			],
		},
	},
];

test("whoever works comes first, then who waits, then who was seen last", () => {
	const rows = agentRows(
		[
			agent("idle-b"),
			agent("idle-a", { last_seen: "2026-11-20T10:00:00.000Z" }),
			agent("idle-c", { last_seen: "2026-11-20T11:00:00.000Z" }),
			agent("waits", { waiting: true }),
			agent("works", { leases: [{ task: "42", until: UNTIL }] }),
		],
		[],
		"",
	);
	expect(rows.map(({ name, presence }) => [name, presence])).toEqual([
		["works", "working"],
		["waits", "waiting"],
		["idle-c", "idle"],
		["idle-a", "idle"],
		["idle-b", "idle"],
	]);
});

test("steps of a plan are told with the ends of their leases, each by its own holder", () => {
	const [row] = agentRows(
		[agent("backend-1", { leases: [{ task: "42" }] })],
		CARDS,
		"",
	);
	expect(row?.holds).toEqual([
		{ task: "42", title: "Rotate the logs", step: "1.1", until: UNTIL },
	]);
});

test("a task that is not on the board as it is known is held without a title", () => {
	const [row] = agentRows(
		[agent("backend-1", { leases: [{ task: "7" }] })],
		CARDS,
		"",
	);
	expect(row?.holds).toEqual([{ task: "7" }]);
});

test("the filter is part of a name, a role or a capability", () => {
	const told = [
		agent("backend-1", { roles: ["backend-engineer--Node"] }),
		agent("tester-1", { capabilities: ["node"] }),
		agent("writer-1"),
	];
	const names = (filter: string) =>
		agentRows(told, [], filter).map(({ name }) => name);
	expect(names(" NODE ")).toEqual(["backend-1", "tester-1"]);
	expect(names("writer")).toEqual(["writer-1"]);
	expect(names("nobody")).toEqual([]);
});
