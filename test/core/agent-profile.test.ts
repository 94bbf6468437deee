import { describe, expect, test } from "vitest";
import { profileOf } from "../../src/core/agent.ts";
import { newAgentRecord } from "../../src/core/agent-record.ts";
import type { BoardReader } from "../../src/core/board.ts";
import type { AgentConfig } from "../../src/core/config.ts";

interface Said {
	readonly capabilities?: readonly string[];
	readonly roles?: readonly string[];
	readonly max_leases?: number;
}

/** What counts for an agent of which config and the agent itself say these. */
function profile(config: Partial<AgentConfig> | undefined, said?: Said) {
	const agents =
		config === undefined
			? {}
			: {
					"worker-1": {
						logins: [],
						capabilities: [],
						roles: [],
						max_leases: 3,
						...config,
					},
				};
	const board = {
		board: { config: { agents } },
		agent: () =>
			said === undefined
				? undefined
				: { ...newAgentRecord("worker-1"), ...said },
	} as unknown as BoardReader;
	return profileOf(board, "worker-1");
}

describe("what an agent may take", () => {
	test("an agent of which nobody said anything offers nothing and may hold three tasks", () => {
		expect(profile(undefined)).toEqual({
			capabilities: [],
			roles: [],
			max_leases: 3,
		});
	});

	test("an agent that config does not name is what it says", () => {
		const said = { capabilities: ["db"], roles: ["tester"], max_leases: 7 };
		expect(profile(undefined, said)).toEqual(said);
	});

	test("an agent that config names and that said nothing is what config says", () => {
		const config = { capabilities: ["db"], roles: ["tester"], max_leases: 7 };
		expect(profile(config)).toEqual(config);
	});

	test("an agent that config names may offer less than config says and not more", () => {
		const config = { capabilities: ["db", "go"], roles: [], max_leases: 2 };
		const said = { capabilities: ["go", "rust"], roles: ["tester"] };
		expect(profile(config, said)).toEqual({
			capabilities: ["go"],
			roles: [],
			max_leases: 2,
		});
	});

	test.each([
		[1, 4, 1],
		[4, 1, 1],
	])("of the limits %i and %i the smaller wins", (config, said, limit) => {
		expect(
			profile({ max_leases: config }, { max_leases: said }).max_leases,
		).toBe(limit);
	});

	test("names that every object has are names like any other", () => {
		const board = {
			board: { config: { agents: {} } },
			agent: () => undefined,
		} as unknown as BoardReader;
		expect(profileOf(board, "constructor").capabilities).toEqual([]);
	});
});
