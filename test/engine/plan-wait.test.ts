import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import type { Answer } from "../../src/engine/answer.ts";
import {
	makeWaitBench,
	type WaitBench,
	waitOf,
} from "../support/wait-bench.ts";
import {
	aPhase,
	aPlan,
	aStep,
	openPlanned,
	type PlannedBoard,
	TESTS,
} from "../verbs/plan/planned-board.ts";

/** The address of the step that an answer shows, or the key of the task; null when it shows none. */
function shown(answer: Answer): string | null {
	if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
	const task = answer.data.task as {
		key: string;
		step?: { address: string };
	} | null;
	return task === null ? null : (task.step?.address ?? task.key);
}

async function waiting(
	plan: JsonObject,
	config: JsonObject = {},
): Promise<{
	board: PlannedBoard;
	bench: WaitBench;
	parked(
		...request: Parameters<typeof waitOf>
	): Promise<() => Promise<unknown>>;
}> {
	const bench = makeWaitBench();
	const board = await openPlanned({ bench, plan, config });
	return {
		board,
		bench,
		async parked(...request) {
			let result: unknown = "waits";
			void bench.engine.wait(waitOf(...request)).then((answer) => {
				result = shown(answer);
			});
			const now = async () => {
				await bench.engine.inspect(() => undefined);
				await new Promise((resolve) => setImmediate(resolve));
				return result;
			};
			await now();
			return now;
		},
	};
}

const chain = aPlan([
	aPhase([aStep(), aStep("next", { depends_on: ["1.1"] })]),
]);

describe("a wait is woken when a step", () => {
	test("comes with the start of its plan", async () => {
		const bench = makeWaitBench();
		const board = await openPlanned({ bench, plan: chain, isStarted: false });
		const answer = bench.engine.wait(waitOf("bob"));
		await bench.engine.inspect(() => undefined);
		await board.done("start");
		expect(shown(await answer)).toBe("42/1.1");
	});

	test("has lost the last step that it waited for", async () => {
		const { board, parked } = await waiting(chain);
		await board.done("claim", { step: "1.1" });
		const now = await parked("bob");
		expect(await now()).toBe("waits");
		await board.done("record", { step: "1.1", input: { status: "complete" } });
		expect(await now()).toBe("42/1.2");
	});

	test("has its phase's gate and approval behind it", async () => {
		const { board, parked } = await waiting(
			aPlan([
				aPhase([aStep()], { gate: TESTS, approval: { reason: "Look" } }),
				aPhase([aStep()]),
			]),
		);
		await board.works("1.1");
		const now = await parked("bob");
		await board.done("gate", {
			input: { facts: { command: TESTS.command, exit_code: 0 } },
		});
		expect(await now()).toBe("waits");
		await board.done("approve", { who: "maintainer" });
		expect(await now()).toBe("42/2.1");
	});

	test("is given back, or retried", async () => {
		const { board, parked } = await waiting(chain);
		await board.done("claim", { step: "1.1" });
		const first = await parked("bob");
		await board.done("release", { step: "1.1" });
		expect(await first()).toBe("42/1.1");
		await board.done("claim", { step: "1.1" });
		await board.done("record", { step: "1.1", input: { status: "failed" } });
		const second = await parked("bob");
		expect(await second()).toBe("waits");
		await board.done("retry", { step: "1.1" });
		expect(await second()).toBe("42/1.1");
	});

	test("has a lease whose grace is over, which only the clock tells", async () => {
		const { board, bench, parked } = await waiting(chain, {
			lease: { default: "1m", grace: "20s" },
		});
		await board.done("claim", { step: "1.1" });
		await bench.pass(45_000);
		const now = await parked("bob");
		await bench.pass(34_999);
		expect(await now()).toBe("waits");
		await bench.pass(1);
		expect(await now()).toBe("42/1.1");
		expect(bench.timers()).toBe(0);
	});

	test("is free again because its task is", async () => {
		const { board, parked } = await waiting(chain);
		await board.done("block", { input: { reason: "the vendor" } });
		const now = await parked("bob");
		await board.done("unblock");
		expect(await now()).toBe("waits");
		await board.done("start");
		expect(await now()).toBe("42/1.1");
	});

	test("is for its role, and for nobody whose leases are full", async () => {
		const { board, parked } = await waiting(
			aPlan([aPhase([aStep("painter"), aStep("painter"), aStep("writer")])]),
			{
				agents: {
					bob: { logins: ["bob"], roles: ["writer"] },
					alice: { logins: ["alice"], max_leases: 1 },
				},
			},
		);
		const writer = await parked("bob");
		expect(await writer()).toBe("42/1.3");
		await board.done("claim", { step: "1.1" });
		const full = await parked("alice");
		expect(await full()).toBe("waits");
		await board.done("record", { step: "1.1", input: { status: "complete" } });
		expect(await full()).toBe("42/1.2");
	});
});

test("several who wait are shown different steps of one task", async () => {
	const { board, parked } = await waiting(
		aPlan([
			aPhase([aStep()], { approval: { reason: "Look" } }),
			aPhase([aStep(), aStep(), aStep()]),
		]),
	);
	await board.works("1.1");
	const waits = [];
	for (const agent of ["bob", "agent-1", "agent-2"])
		waits.push(await parked(agent));
	await board.done("approve", { who: "maintainer" });
	const shownTo = [];
	for (const now of waits) shownTo.push(await now());
	expect(shownTo.sort()).toEqual(["42/2.1", "42/2.2", "42/2.3"]);
});
