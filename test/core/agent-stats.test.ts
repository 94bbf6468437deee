import { describe, expect, test } from "vitest";
import {
	type AgentRecord,
	newAgentRecord,
} from "../../src/core/agent-record.ts";
import { countFor, MAX_AGENTS } from "../../src/core/agent-stats.ts";
import type { BoardReader } from "../../src/core/board.ts";
import { Draft } from "../../src/core/draft.ts";

/** A board of agents' records alone; a text in place of one says why it cannot be read. */
function records(
	known: Readonly<Record<string, AgentRecord | string>>,
): BoardReader {
	const at = (name: string) =>
		Object.hasOwn(known, name) ? known[name] : undefined;
	return {
		agent: (name: string) => {
			const record = at(name);
			return typeof record === "string" ? undefined : record;
		},
		agents: () => Object.keys(known).sort(),
		damage: (document: string) => {
			const record = at(document.slice("agents/".length));
			return typeof record === "string" ? record : undefined;
		},
	} as unknown as BoardReader;
}

describe("what is measured of an agent", () => {
	test("the first thing it does begins its record", () => {
		const draft = new Draft(records({}));
		countFor(draft, "alice", { claims: 1 });
		countFor(draft, "alice", { claims: 1, tokens: { input: 5, output: 1 } });
		expect(draft.agent("alice")?.stats).toEqual({
			...newAgentRecord("alice").stats,
			claims: 2,
			tokens: { input: 5, output: 1 },
		});
	});

	test("what it stated of itself stays as it is", () => {
		const alice = { ...newAgentRecord("alice"), capabilities: ["db"] };
		const draft = new Draft(records({ alice }));
		countFor(draft, "alice", { failures: 1 });
		expect(draft.agent("alice")).toEqual({
			...alice,
			stats: { ...alice.stats, failures: 1 },
		});
	});

	test("a record that cannot be read is not written over, and not a reason to refuse", () => {
		const draft = new Draft(records({ alice: "it is no YAML" }));
		countFor(draft, "alice", { claims: 1 });
		expect(draft.changed).toBe(false);
	});

	test("there is an end to new records, not to counting for the agents that have one", () => {
		const known = Object.fromEntries(
			Array.from({ length: MAX_AGENTS }, (_, index) => [
				`agent-${index}`,
				newAgentRecord(`agent-${index}`),
			]),
		);
		const draft = new Draft(records(known));
		countFor(draft, "one-more", { claims: 1 });
		expect(draft.changed).toBe(false);
		countFor(draft, "agent-7", { claims: 1 });
		expect(draft.agent("agent-7")?.stats.claims).toBe(1);
	});
});
