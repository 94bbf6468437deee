import { expect, test } from "vitest";
import { makeProjectBench } from "../support/graphql/project-bench.ts";

test("a task gets a card with its status and priority, and the field that was missing", async () => {
	const bench = await makeProjectBench();
	await bench.put(1);
	expect(bench.newWrites()).toEqual([
		"make field Priority",
		"add I_1",
		"I_1 Status: Todo",
		"I_1 Priority: Normal",
	]);
	const priority = bench.world.projects[0]?.fields.at(-1);
	expect(priority?.options?.map(({ name }) => name)).toEqual([
		"Urgent",
		"High",
		"Normal",
		"Low",
	]);
	await bench.after(600_000);
	expect(bench.newWrites()).toEqual([]);
	expect(bench.errors).toEqual([]);
});

test("what happens to a task is shown once it has settled, and only what is other than before", async () => {
	const bench = await makeProjectBench();
	await bench.put(1);
	bench.newWrites();
	await bench.say("alice", 1, "/claim");
	await bench.say("alice", 1, "/priority high");
	expect(bench.newWrites()).toEqual([]);
	await bench.after(6_000);
	expect(bench.newWrites()).toEqual([
		"I_1 Status: In Progress",
		"I_1 Priority: High",
	]);
	await bench.say("alice", 1, "/done");
	await bench.after(6_000);
	expect(bench.newWrites()).toEqual(["I_1 Status: Done"]);
	expect(bench.errors).toEqual([]);
});

test("fifty cards are read with one request and written twenty at a time", async () => {
	const bench = await makeProjectBench();
	const issues = [...Array(50).keys()].map((n) => n + 1);
	await bench.put(...issues);
	bench.world.projects[0]?.items.splice(0);
	await bench.restart();
	const before = bench.answerer.asked.length;
	await bench.after(6_000);
	const asked = bench.answerer.asked.slice(before).map(({ query }) => query);
	const count = (what: string) =>
		asked.filter((query) => query.includes(what)).length;
	expect(count("projectItems")).toBe(1);
	expect(count("addProjectV2ItemById")).toBe(3);
	expect(count("updateProjectV2ItemFieldValue")).toBe(5);
	for (const issue of issues)
		expect(bench.world.shown(issue, "Status")).toBe("Todo");
});

test("another process takes over without writing anything that is right", async () => {
	const bench = await makeProjectBench();
	await bench.put(1, 2);
	bench.newWrites();
	await bench.restart();
	await bench.after(6_000);
	expect(bench.newWrites()).toEqual([]);
});

test("config names the fields and the options, and those alone", async () => {
	const bench = await makeProjectBench(`
project:
  owner: acme
  number: 3
  fields: { status: Stage, priority: Rank }
  statuses: { ready: Next, in_progress: Now }
  priorities: { normal: B }
review: never
`);
	await bench.put(1);
	expect(bench.world.shown(1, "Stage")).toBe("Next");
	expect(bench.world.shown(1, "Rank")).toBe("B");
	expect(bench.world.shown(1, "Status")).toBe(undefined);
	await bench.say("alice", 1, "/claim");
	await bench.after(6_000);
	expect(bench.world.shown(1, "Stage")).toBe("Now");
});

test("without `project:` nothing is asked of GitHub's projects", async () => {
	const bench = await makeProjectBench("review: never\n");
	await bench.put(1);
	expect(bench.answerer.asked).toEqual([]);
});

test("a board tells in which projects its cards may be", async () => {
	const bench = await makeProjectBench();
	const id = bench.world.projects[0]?.id ?? "";
	expect(bench.repository().mayShowIn("PVT_other")).toBe(true);
	await bench.put(1);
	expect(bench.repository().mayShowIn(id)).toBe(true);
	expect(bench.repository().mayShowIn("PVT_other")).toBe(false);
	const without = await makeProjectBench("review: never\n");
	await without.put(1);
	expect(without.repository().mayShowIn(id)).toBe(false);
});

test("an archived card is left alone", async () => {
	const bench = await makeProjectBench();
	await bench.put(1);
	const item = bench.world.item(1);
	if (item !== undefined) item.isArchived = true;
	bench.newWrites();
	await bench.say("alice", 1, "/claim");
	await bench.after(6_000);
	expect(bench.newWrites()).toEqual([]);
	expect(bench.errors).toEqual([]);
});

test("a card that was taken out comes back while its task is open", async () => {
	const bench = await makeProjectBench();
	await bench.put(1);
	bench.world.projects[0]?.items.splice(0);
	await bench.after(300_000);
	expect(bench.world.shown(1, "Status")).toBe("Todo");
	await bench.say("maintainer", 1, "/cancel");
	await bench.after(6_000);
	bench.world.projects[0]?.items.splice(0);
	await bench.after(300_000);
	expect(bench.world.item(1)).toBe(undefined);
});

test("an issue that is gone keeps back no other card", async () => {
	const bench = await makeProjectBench();
	await bench.enroll(1);
	await bench.put(2);
	expect(bench.world.shown(2, "Status")).toBe("Todo");
	expect(bench.errors).toEqual([]);
});

test("options that got other ids are found again", async () => {
	const bench = await makeProjectBench();
	await bench.put(1);
	const status = bench.world.projects[0]?.fields.find(
		({ name }) => name === "Status",
	);
	const options = status?.options ?? [];
	options.splice(
		0,
		options.length,
		...options.map((option) => ({ ...option, id: `${option.id}-new` })),
	);
	await bench.say("alice", 1, "/claim");
	await bench.after(6_000);
	await bench.after(300_000);
	expect(bench.world.shown(1, "Status")).toBe("In Progress");
});
