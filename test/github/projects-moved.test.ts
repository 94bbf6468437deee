import { expect, test } from "vitest";
import { person } from "../support/bench.ts";
import {
	type ProjectBench,
	makePlannedBench as planned,
} from "../support/graphql/project-bench.ts";

const last = async (bench: ProjectBench) => (await bench.subjects()).at(-1);

test("a card moved to Backlog moves the task, once however often it is delivered", async () => {
	const bench = await planned();
	const delivery = "moved";
	const to = { field: "Status", option: "Backlog" };
	await bench.move("alice", 1, to, { delivery });
	expect(await last(bench)).toBe("move 1: to backlog");
	await bench.restart();
	await bench.move("alice", 1, to, { delivery });
	await bench.after(120_000);
	const moves = (await bench.subjects()).filter((one) => /^move/.test(one));
	expect(moves).toHaveLength(1);
	expect(bench.world.shown(1, "Status")).toBe("Backlog");
	expect(bench.newWrites()).toEqual([]);
});

test("another priority on the card is the task's priority", async () => {
	const bench = await planned();
	await bench.move("alice", 1, { field: "Priority", option: "Urgent" });
	expect(await last(bench)).toBe("priority 1: urgent");
	await bench.after(120_000);
	expect(bench.newWrites()).toEqual([]);
});

test("who may not move a task has the card put back, and is told why once", async () => {
	const bench = await planned();
	await bench.move("guest", 1, { field: "Status", option: "Backlog" });
	await bench.after(0);
	await bench.shown();
	expect(bench.world.shown(1, "Status")).toBe("Ready");
	expect(bench.newWrites()).toEqual(["I_1 Status: Ready"]);
	const said = bench.github.said.filter(({ body }) =>
		body.includes("Status was put back"),
	);
	expect(said).toHaveLength(1);
	expect(said[0]?.body).toContain("FORBIDDEN");
});

test("a move that the board does not know is put back with the legal ones named", async () => {
	const bench = await planned();
	await bench.move("alice", 1, { field: "Status", option: "Done" });
	await bench.shown();
	expect(bench.world.shown(1, "Status")).toBe("Ready");
	expect(bench.github.said.map(({ body }) => body).join()).toContain(
		"INVALID_TRANSITION",
	);
});

test("an emptied field and a column that stands for nothing are put back with a word", async () => {
	const bench = await planned();
	await bench.move("alice", 1, { field: "Status", option: undefined });
	await bench.shown();
	expect(bench.world.shown(1, "Status")).toBe("Ready");
	await bench.move("alice", 1, { field: "Status", option: "Someday" });
	await bench.shown();
	expect(bench.world.shown(1, "Status")).toBe("Ready");
	const said = bench.github.said.map(({ body }) => body).join();
	expect(said).toContain("An empty Status says nothing.");
	expect(said).toContain("stands for no status of the board");
});

test("an option that was made a moment ago is understood, and one that means nothing is called by its name", async () => {
	const bench = await planned(
		"project: { number: 3, statuses: { backlog: Icebox } }\nreview: never\n",
	);
	const options = bench.world.projects[0]?.fields[1]?.options;
	const make = (name: string) =>
		options?.push({ id: `opt_${name}`, name, color: "GRAY", description: "" });
	make("Icebox");
	await bench.move("alice", 1, { field: "Status", option: "Icebox" });
	expect(await last(bench)).toBe("move 1: to backlog");
	make("Limbo");
	await bench.move("alice", 1, { field: "Status", option: "Limbo" });
	await bench.shown();
	expect(bench.github.said.map(({ body }) => body).join()).toContain(
		"The option Limbo stands for no status of the board.",
	);
});

test("a card that somebody moved without a webhook shows the board again, but not within the minute", async () => {
	const bench = await planned();
	bench.world.choose(1, "Status", "Backlog");
	await bench.after(30_000);
	expect(bench.world.shown(1, "Status")).toBe("Backlog");
	await bench.after(40_000);
	expect(bench.world.shown(1, "Status")).toBe("Ready");
	expect(await last(bench)).not.toContain("move");
});

test("a card that is behind the board is nobody's command", async () => {
	const bench = await planned();
	await bench.say("alice", 1, "/claim");
	// An older server names no field: Status still shows what was written before the claim.
	bench.world.choose(1, "Priority", "High");
	bench.repository().cardEdited({
		issue: 1,
		project: bench.world.projects[0]?.id ?? "",
		editor: { ...person("alice"), isBot: false },
		at: new Date(bench.bench.nowMs()).toISOString(),
		delivery: "older",
	});
	await bench.repository().settled();
	expect(await last(bench)).toBe("priority 1: high");
	await bench.after(120_000);
	expect(bench.world.shown(1, "Status")).toBe("In progress");
	expect(bench.github.said.map(({ body }) => body).join()).not.toContain(
		"put back",
	);
});

test("a webhook of another project, or of what was changed again since, is no command", async () => {
	const bench = await planned();
	const count = (await bench.subjects()).length;
	const to = { field: "Status", option: "Backlog" };
	await bench.move("alice", 1, to, { project: "PVT_other" });
	await bench.move("alice", 1, to, { to: "opt_before" });
	expect(await bench.subjects()).toHaveLength(count);
});

test("a move that GitHub could not be asked about is heard at the next sweep, and not shown over before", async () => {
	const bench = await planned();
	bench.answerer.instead = () => new Response("", { status: 502 });
	await bench.move("alice", 1, { field: "Status", option: "Backlog" });
	expect(bench.world.shown(1, "Status")).toBe("Backlog");
	bench.answerer.instead = () => undefined;
	await bench.after(120_000);
	expect(bench.world.shown(1, "Status")).toBe("Backlog");
	expect(await bench.subjects()).toContain("move 1: to backlog");
});

test("however long an edit cannot be judged, the card is not shown over before it was", async () => {
	const bench = await planned();
	const { role } = bench.github;
	bench.github.role = async () => {
		throw new Error("no answer");
	};
	await bench.move("alice", 1, { field: "Status", option: "Backlog" });
	await bench.after(120_000);
	await bench.after(120_000);
	expect(bench.world.shown(1, "Status")).toBe("Backlog");
	bench.github.role = role;
	await bench.after(120_000);
	expect(await bench.subjects()).toContain("move 1: to backlog");
	expect(bench.newWrites()).toEqual([]);
});
