import { expect, test } from "vitest";
import { person } from "../support/bench.ts";
import {
	makePlannedBench,
	type ProjectBench,
} from "../support/graphql/project-bench.ts";

const DONE = { field: "Status", option: "Done" };
const config = "project: { number: 3 }\nreview: never\n";

/** Somebody insists so many times. Answers what the card showed after each. */
async function insists(
	bench: ProjectBench,
	rounds: number,
	move: () => Promise<void>,
): Promise<readonly (string | undefined)[]> {
	const shown: (string | undefined)[] = [];
	for (let round = 1; round <= rounds; round++) {
		await move();
		await bench.after(11_000);
		shown.push(bench.world.shown(1, "Status"));
	}
	await bench.shown();
	return shown;
}

const saidOf = (bench: ProjectBench, what: string) =>
	bench.github.said.filter(({ body }) => body.includes(what));

const YIELDED = ["Ready", "Ready", "Ready", "Done", "Done", "Done"];

test("a bot that config does not name is put back without a word, and yielded to with one", async () => {
	const bench = await makePlannedBench();
	const editor = { ...person("robot"), isBot: true };
	const shown = await insists(bench, 6, () =>
		bench.move("robot", 1, DONE, { editor }),
	);
	expect(shown).toEqual(YIELDED);
	expect(bench.github.said).toHaveLength(1);
	expect(saidOf(bench, "left alone now for an hour")).toHaveLength(1);
	await bench.after(3_700_000);
	expect(bench.world.shown(1, "Status")).toBe("Ready");
});

test("a bot that config names is yielded to as well, and the refusal is told once", async () => {
	const bench = await makePlannedBench(
		`${config}agents: { r: { logins: [bob] } }\n`,
	);
	const editor = { ...person("bob"), isBot: true };
	const shown = await insists(bench, 6, () =>
		bench.move("bob", 1, DONE, { editor }),
	);
	expect(shown).toEqual(YIELDED);
	expect(saidOf(bench, "INVALID_TRANSITION")).toHaveLength(1);
	expect(saidOf(bench, "left alone now for an hour")).toHaveLength(1);
	expect(bench.github.said).toHaveLength(2);
});

test("a person who may not move the task is yielded to until the board changes", async () => {
	const bench = await makePlannedBench();
	const to = { field: "Status", option: "Backlog" };
	const shown = await insists(bench, 5, () => bench.move("guest", 1, to));
	expect(shown).toEqual(["Ready", "Ready", "Ready", "Backlog", "Backlog"]);
	expect(saidOf(bench, "FORBIDDEN")).toHaveLength(1);
	expect(saidOf(bench, "left alone now for an hour")).toHaveLength(1);
	await bench.say("alice", 1, "/claim");
	await bench.after(60_000);
	expect(bench.world.shown(1, "Status")).toBe("In progress");
	await bench.move("guest", 1, to);
	await bench.after(11_000);
	expect(bench.world.shown(1, "Status")).toBe("In progress");
});

test("of what is let be nobody is told that it was put back", async () => {
	const bench = await makePlannedBench();
	await insists(bench, 3, () => bench.move("guest", 1, DONE));
	const to = { field: "Status", option: "Someday" };
	const shown = await insists(bench, 1, () => bench.move("guest", 1, to));
	expect(shown).toEqual(["Someday"]);
	expect(saidOf(bench, "stands for no status")).toEqual([]);
	expect(saidOf(bench, "left alone now for an hour")).toHaveLength(1);
});

test("who insists where the board shows no option is yielded to as well", async () => {
	const bench = await makePlannedBench(
		"project: { number: 3, statuses: { ready: Next } }\nreview: never\n",
	);
	const shown = await insists(bench, 6, () => bench.move("guest", 1, DONE));
	expect(shown).toEqual([
		...[undefined, undefined, undefined, undefined],
		...["Done", "Done"],
	]);
});
