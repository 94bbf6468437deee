import { expect, test } from "vitest";
import { json } from "../support/graphql/answerer.ts";
import { makeProjectBench } from "../support/graphql/project-bench.ts";
import { selectField } from "../support/graphql/project-world.ts";

const config = "project: { number: 3 }\nreview: never\n";

test("a project that is not there is told once, and everything else goes on", async () => {
	const bench = await makeProjectBench("project: { number: 9 }\n");
	await bench.put(1);
	await bench.after(300_000);
	await bench.after(300_000);
	expect(bench.errors).toEqual([]);
	const told = bench.refusals.filter((what) =>
		what.includes("Project 9 of acme"),
	);
	expect(told).toHaveLength(1);
	expect(bench.repository().findings).toMatchObject([
		{ code: "project-missing", severity: "warning" },
	]);
	expect((await bench.say("alice", 1, "/claim")).code).toBe("ok");
	expect(bench.github.issues.get(1)?.labels).toContain("baton:in_progress");
	expect(bench.errors).toEqual([]);
});

test("a project that comes to be there is used from the next sweep on, and nothing is found amiss", async () => {
	const bench = await makeProjectBench(config, (world) => {
		for (const project of world.projects) project.closed = true;
	});
	await bench.put(1);
	expect(bench.repository().findings).toMatchObject([
		{ code: "project-closed" },
	]);
	for (const project of bench.world.projects) project.closed = false;
	await bench.after(300_000);
	expect(bench.world.shown(1, "Status")).toBe("Todo");
	expect(bench.repository().findings).toEqual([]);
});

test("a field that holds something else is left alone, and the other one is kept", async () => {
	const bench = await makeProjectBench(config, (world) => {
		world.projects[0]?.fields.push({
			...{ id: world.nextId("PVTF"), name: "Priority", dataType: "TEXT" },
		});
	});
	await bench.put(1);
	expect(bench.newWrites()).toEqual(["add I_1", "I_1 Status: Todo"]);
	expect(bench.repository().findings).toMatchObject([
		{ code: "project-field" },
	]);
	expect(bench.repository().findings[0]?.what).toContain("holds TEXT");
});

test("options that are missing are named and none is made; what would be untrue is taken out", async () => {
	const bench = await makeProjectBench(config, (world) => {
		world.projects[0]?.fields.splice(
			1,
			1,
			selectField(world, "Status", ["Ready", "Done"]),
		);
	});
	await bench.put(1);
	expect(bench.world.shown(1, "Status")).toBe("Ready");
	const [found] = bench.repository().findings;
	expect(found?.code).toBe("project-options");
	expect(found?.what).toContain("In progress (in_progress)");
	expect(found?.what).not.toContain("(ready)");
	bench.newWrites();
	await bench.say("alice", 1, "/claim");
	await bench.after(6_000);
	expect(bench.newWrites()).toEqual(["I_1 Status emptied"]);
	const status = bench.world.projects[0]?.fields[1];
	expect(status?.options?.map(({ name }) => name)).toEqual(["Ready", "Done"]);
});

test("a field of which nothing means anything to the board keeps what people put there", async () => {
	const bench = await makeProjectBench(config, (world) => {
		world.projects[0]?.fields.push(selectField(world, "Priority", ["A", "B"]));
	});
	await bench.put(1);
	await bench.move("alice", 1, { field: "Priority", option: "A" });
	await bench.after(300_000);
	expect(bench.world.shown(1, "Priority")).toBe("A");
	expect(bench.github.said).toEqual([]);
});

test("without the permission it is told once what to grant", async () => {
	const bench = await makeProjectBench(config, (_world, answerer) => {
		answerer.instead = ({ query }) =>
			query.startsWith("mutation")
				? json({
						data: null,
						errors: [
							{
								type: "FORBIDDEN",
								path: ["createProjectV2Field"],
								message: "Resource not accessible by integration",
							},
						],
					})
				: undefined;
	});
	await bench.put(1);
	await bench.after(300_000);
	const told = bench.refusals.filter((what) => what.includes("may not change"));
	expect(told).toHaveLength(1);
	expect(bench.repository().findings).toMatchObject([
		{ code: "project-permission" },
	]);
	expect(bench.errors).toEqual([]);
});

test("while GitHub wants to be left alone nothing is asked, and then all is caught up", async () => {
	const bench = await makeProjectBench();
	await bench.put(1);
	const resetAt = Math.ceil(bench.bench.nowMs() / 1_000) + 1_800;
	bench.answerer.instead = () =>
		json(
			{
				errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }],
			},
			{
				headers: {
					"x-ratelimit-remaining": "0",
					"x-ratelimit-reset": `${resetAt}`,
				},
			},
		);
	await bench.say("alice", 1, "/priority high");
	await bench.after(6_000);
	const before = bench.answerer.asked.length;
	await bench.after(300_000);
	expect(bench.answerer.asked.length).toBe(before);
	bench.answerer.instead = () => undefined;
	await bench.after(1_800_000);
	expect(bench.world.shown(1, "Priority")).toBe("High");
});

test("the last points of GraphQL's hour are left to others", async () => {
	const bench = await makeProjectBench();
	await bench.put(1);
	bench.world.remaining = 100;
	bench.world.resetAt = new Date(bench.bench.nowMs() + 3_000_000).toISOString();
	await bench.after(6_000);
	await bench.say("alice", 1, "/priority high");
	await bench.after(600_000);
	expect(bench.world.shown(1, "Priority")).toBe("Normal");
	bench.world.remaining = 5_000;
	await bench.after(3_000_000);
	expect(bench.world.shown(1, "Priority")).toBe("High");
});

test("while requests are short cards alone wait, and then show how the board stands by then", async () => {
	let until: number | undefined;
	const bench = await makeProjectBench(config, undefined, {
		mayWrite: (kind) =>
			until === undefined || kind !== "fields" ? "now" : { atMs: until },
	});
	await bench.put(1);
	const before = bench.answerer.asked.length;
	until = bench.bench.nowMs() + 400_000;
	await bench.say("alice", 1, "/priority high");
	await bench.after(200_000);
	await bench.say("alice", 1, "/priority low");
	await bench.after(10_000);
	expect(bench.answerer.asked.length).toBe(before);
	expect(bench.github.issues.get(1)?.labels).toContain("priority:low");
	bench.newWrites();
	until = undefined;
	await bench.after(300_000);
	expect(bench.newWrites()).toEqual(["I_1 Priority: Low"]);
});

test("a field whose making got no answer is looked for before it is made again", async () => {
	let lost = 0;
	const bench = await makeProjectBench(config, (world, answerer) => {
		const answered = answerer.fetch;
		answerer.fetch = async (url, init) => {
			const response = await answered(url, init);
			const isCreation = String(init?.body).includes("createProjectV2Field");
			if (!isCreation || world.writes.length === 0 || lost > 0) return response;
			lost += 1;
			return new Response("", { status: 502 });
		};
	});
	await bench.put(1);
	await bench.after(60_000);
	expect(lost).toBe(1);
	expect(bench.world.writes.filter((what) => /^make/.test(what))).toEqual([
		"make field Priority",
	]);
	expect(bench.world.shown(1, "Priority")).toBe("Normal");
});

test("a card that GitHub will not change keeps back no other one", async () => {
	const bench = await makeProjectBench();
	await bench.put(1, 2);
	const item = bench.world.item(1);
	bench.answerer.instead = ({ query }) => {
		// Archived after it was read.
		if (item !== undefined) item.isArchived = query.startsWith("mutation");
		return undefined;
	};
	await bench.say("alice", 1, "/claim");
	await bench.say("bob", 2, "/claim");
	await bench.after(6_000);
	expect(bench.world.shown(1, "Status")).toBe("Todo");
	expect(bench.world.shown(2, "Status")).toBe("In Progress");
	expect(bench.errors).toHaveLength(1);
});
