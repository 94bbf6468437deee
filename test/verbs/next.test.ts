import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/errors.ts";
import { type Bench, makeBench } from "../support/bench.ts";
import { openBoard, say } from "../support/speak.ts";

async function ask(
	bench: Bench,
	verb: string,
	input: JsonObject = {},
	task?: string,
): Promise<JsonObject> {
	const said = say(bench, "alice", verb, {
		input,
		...(task === undefined ? {} : { task }),
	});
	const [answer] = await bench.engine.perform([said]);
	if (answer?.ok !== true) throw new Error(JSON.stringify(answer));
	return answer.data;
}

const keys = ({ candidates }: JsonObject) =>
	(candidates as readonly JsonObject[]).map(({ key }) => key);

test("whoever names its roles is offered tasks of those roles, and those that ask for none", async () => {
	const bench = makeBench();
	await openBoard(bench);
	for (const [task, labels] of [
		["1", ["role:frontend"]],
		["2", ["role:backend", "role:frontend"]],
		["3", ["urgent-looking"]],
	] as const)
		await bench.engine.perform([
			say(bench, "maintainer", "enroll", {
				task,
				role: "admin",
				input: { title: `Task ${task}`, labels },
			}),
		]);
	expect(keys(await ask(bench, "next"))).toEqual(["1", "2", "3"]);
	expect(keys(await ask(bench, "next", { roles: ["backend"] }))).toEqual([
		"2",
		"3",
	]);
	expect(keys(await ask(bench, "next", { labels: ["role:frontend"] }))).toEqual(
		["1", "2"],
	);
});

test("asked to explain, it tells what is full and which ready tasks were passed over", async () => {
	const bench = makeBench();
	await openBoard(bench, { wip: { in_progress: 1 } }, ["1", "2"]);
	const needy = { title: "Needs python", capabilities: ["python"] };
	await bench.engine.perform([
		say(bench, "maintainer", "enroll", {
			task: "3",
			role: "admin",
			input: needy,
		}),
	]);
	await ask(bench, "claim", {}, "1");
	expect(await ask(bench, "next", { explain: true })).toMatchObject({
		task: null,
		limits: [{ why: "wip", status: "in_progress", limit: 1, count: 1 }],
		passed_over: [
			{ key: "3", obstacles: [{ why: "capabilities", missing: ["python"] }] },
		],
	});
	expect(await ask(bench, "explain", {}, "3")).toMatchObject({
		eligible: false,
		obstacles: [{ why: "capabilities" }, { why: "wip" }],
		ranking: { priority: "normal", unblocks: 0 },
	});
});

test("an agent that holds as many tasks as it may is told so", async () => {
	const bench = makeBench();
	await openBoard(
		bench,
		{ agents: { alice: { logins: ["alice"], max_leases: 1 } } },
		["1", "2"],
	);
	await ask(bench, "claim", {}, "1");
	expect(await ask(bench, "explain", {}, "2")).toMatchObject({
		eligible: false,
		obstacles: [{ why: "max_leases", limit: 1 }],
	});
	bench.advance(12 * 60_000);
	expect(await ask(bench, "explain", {}, "2")).toMatchObject({
		eligible: true,
		// Behind the task that was abandoned, which is as free by now and older.
		ranking: { place: 2 },
	});
});

test("what there is no room for is not offered, and what is full is said unasked", async () => {
	const bench = makeBench();
	const agents = { alice: { logins: ["alice"], max_leases: 1 } };
	await openBoard(bench, { agents, wip: { in_progress: 2 } }, ["1", "2", "3"]);
	expect(await ask(bench, "next")).not.toHaveProperty("limits");
	await ask(bench, "claim", {}, "1");
	expect(await ask(bench, "next")).toMatchObject({
		task: null,
		candidates: [],
		count: 0,
		limits: [
			{ why: "max_leases", limit: 1, until: [expect.stringMatching(/Z$/)] },
		],
	});
});

test("a full board still offers what somebody abandoned", async () => {
	const bench = makeBench();
	await openBoard(bench, { wip: { in_progress: 1 } }, ["1", "2"]);
	await bench.engine.perform([say(bench, "bob", "claim", { task: "1" })]);
	bench.advance(20 * 60_000);
	const offered = await ask(bench, "next");
	expect(keys(offered)).toEqual(["1"]);
	expect(offered).toMatchObject({ count: 1, limits: [{ why: "wip" }] });
	expect((await ask(bench, "claim", {}, "1")).fence).toBe(2);
});
