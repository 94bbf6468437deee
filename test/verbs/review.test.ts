import { describe, expect, test } from "vitest";
import type { Role } from "../../src/core/actor.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

const HEAD = { pull_request: 57, branch: "x", sha: "a".repeat(40) };
const PR = { kind: "pr", ref: "57" };

async function tell(
	bench: Bench,
	who: string,
	verb: string,
	input: JsonObject = {},
	role: Role = "write",
) {
	const [answer] = await bench.engine.perform([
		say(bench, who, verb, { task: "1", input, role }),
	]);
	if (answer === undefined) throw new Error(`${verb} was not answered`);
	return answer;
}

async function headIs(bench: Bench, head: JsonObject): Promise<void> {
	const [answer] = await bench.engine.perform([
		bench.appSays("head", head, "1"),
	]);
	if (answer?.ok !== true) throw new Error(answer?.message);
}

async function claimed(config: JsonObject = {}): Promise<Bench> {
	const bench = makeBench();
	await openBoard(bench, config, ["1"]);
	await tell(bench, "alice", "claim");
	return bench;
}

const ends = (status: string) => ({ ok: true, data: { task: { status } } });

describe("a review where there is a pull request", () => {
	test("an open one at the head asks for it, linked by hand or not", async () => {
		const bench = await claimed();
		await headIs(bench, { ...HEAD, state: "open" });
		expect(await tell(bench, "alice", "done")).toMatchObject(ends("review"));
	});

	test("taking the link back changes nothing about the head", async () => {
		const bench = await claimed();
		await tell(bench, "alice", "artifact", PR);
		await headIs(bench, { ...HEAD, state: "open" });
		await tell(bench, "alice", "retract", PR);
		expect(await tell(bench, "alice", "done")).toMatchObject(ends("review"));
	});

	test.each(["closed", "merged"])(
		"one that is %s asks for none",
		async (state) => {
			const bench = await claimed();
			await tell(bench, "alice", "artifact", PR);
			await headIs(bench, { ...HEAD, state });
			expect(await tell(bench, "alice", "done")).toMatchObject(ends("done"));
		},
	);

	test("the head that comes with the command counts before the one that is kept", async () => {
		const bench = await claimed();
		await headIs(bench, { ...HEAD, state: "closed" });
		const facts = { head: { ...HEAD, state: "open" }, checks: [] };
		expect(await tell(bench, "alice", "done", { facts })).toMatchObject(
			ends("review"),
		);
	});

	test("without a head what was linked by hand counts", async () => {
		const bench = await claimed();
		await tell(bench, "alice", "artifact", PR);
		expect(await tell(bench, "alice", "done")).toMatchObject(ends("review"));
	});
});

describe("nobody accepts their own work", () => {
	test("not by closing its issue, unless it was merged", async () => {
		const bench = await claimed({ review: "always" });
		await tell(bench, "alice", "done");
		const completed = { reason: "completed" };
		expect(await tell(bench, "alice", "close", completed)).toMatchObject({
			code: "FORBIDDEN",
			data: { completed_by: "alice" },
		});
		await headIs(bench, { ...HEAD, state: "merged" });
		expect(await tell(bench, "alice", "close", completed)).toMatchObject(
			ends("done"),
		);
	});

	test("somebody else may close it, and its worker may give it up", async () => {
		for (const [who, reason, status] of [
			["bob", "completed", "done"],
			["alice", "not_planned", "cancelled"],
		] as const) {
			const bench = await claimed({ review: "always" });
			await tell(bench, "alice", "done");
			expect(await tell(bench, who, "close", { reason })).toMatchObject(
				ends(status),
			);
		}
	});

	test("not as the reviewer that was named before", async () => {
		const bench = await claimed({ review: "always" });
		await tell(bench, "bob", "edit", { reviewer: "alice" });
		expect(await tell(bench, "alice", "done")).toMatchObject({
			code: "VALIDATION",
			data: { field: "reviewer" },
		});
		expect(
			await tell(bench, "alice", "done", { reviewer: "bob" }),
		).toMatchObject(ends("review"));
	});

	test("where nobody reviews, a reviewer named before is no obstacle", async () => {
		const bench = await claimed({ review: "never" });
		await tell(bench, "bob", "edit", { reviewer: "alice" });
		expect(await tell(bench, "alice", "done")).toMatchObject(ends("done"));
	});
});

test("work that was looked at is accepted although something new blocks the task", async () => {
	const bench = await claimed({ review: "always" });
	await tell(bench, "alice", "done");
	await bench.engine.perform([
		say(bench, "bob", "enroll", { task: "2", input: { title: "New" } }),
	]);
	await tell(bench, "bob", "depend", { on: ["2"] });
	expect(await tell(bench, "bob", "approve")).toMatchObject(ends("done"));
});
