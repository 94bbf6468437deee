import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { DEMO } from "../../src/demo.ts";
import { githubIdentity } from "../../src/engine/identity.ts";
import { verify } from "../../src/engine/verify.ts";
import {
	type AppOnForge,
	startAppOnForge,
	subjectsOf,
} from "../support/app-on-forge.ts";
import { until } from "../support/client.ts";

let app: AppOnForge;
let numbers: number[];

beforeAll(async () => {
	app = await startAppOnForge({
		config: "review: never\npushes_per_minute: 0\n",
	});
	await app.served.sweep();
});

afterAll(async () => {
	await app.close();
});

/** Three tasks. */
beforeEach(async () => {
	numbers = [];
	for (const title of ["Reader", "Schema", "Storage"])
		numbers.push((await open(title, ["baton"])).number);
	for (const number of numbers) await recorded(`enroll ${number}: `);
});

const as = (who: string) => app.client.as(who).rest;
const on = (issue = 0) => ({ ...DEMO, issue_number: issue });

async function open(title: string, labels: string[] = []) {
	const { data } = await as("maintainer").issues.create({
		...{ ...DEMO, title, labels },
	});
	return data;
}

const idOf = async (issue = 0) =>
	(await as("maintainer").issues.get(on(issue))).data.id;

async function recorded(subject: string): Promise<string> {
	return until(subject, async () =>
		(await subjectsOf(app.board)).find((one) => one.startsWith(subject)),
	);
}

const blockers = async (issue = 0) =>
	(await as("maintainer").issues.listDependenciesBlockedBy(on(issue))).data.map(
		({ number }) => number,
	);

const parentOf = async (issue = 0) =>
	/[0-9]+$/.exec(
		(await as("maintainer").issues.get(on(issue))).data.parent_issue_url ?? "",
	)?.[0];

async function draw(who: string, from = 0, to = 0): Promise<void> {
	await as(who).issues.addBlockedByDependency({
		...on(from),
		issue_id: await idOf(to),
	});
}

test("an edge drawn by hand is a command, and one that is said is shown", async () => {
	const [reader, schema, storage] = numbers;
	await draw("alice", reader, schema);
	await recorded(`depend ${reader}: waits for ${schema}`);
	await as("bob").issues.removeDependencyBlockedBy({
		...on(reader),
		issue_id: await idOf(schema),
	});
	await recorded(`undepend ${reader}: no longer waits for ${schema}`);
	expect(
		await app.client.tell("alice", reader ?? 0, `/depend #${storage}`),
	).toBe("rocket");
	await until("the edge on GitHub", async () =>
		(await blockers(reader)).includes(storage ?? 0) ? true : undefined,
	);
	expect(
		await app.client.tell("alice", reader ?? 0, `/undepend #${storage}`),
	).toBe("rocket");
	await until("no edge on GitHub", async () =>
		(await blockers(reader)).length === 0 ? true : undefined,
	);
});

test("a sub-issue is a child, in both directions", async () => {
	const [reader, schema, storage] = numbers;
	await as("alice").issues.addSubIssue({
		...on(schema),
		sub_issue_id: await idOf(reader),
	});
	await recorded(`parent ${reader}: below ${schema}`);
	expect(
		await app.client.tell("alice", reader ?? 0, `/parent #${storage}`),
	).toBe("rocket");
	await until("the parent on GitHub", async () =>
		(await parentOf(reader)) === String(storage) ? true : undefined,
	);
	await as("bob").issues.removeSubIssue({
		...on(storage),
		sub_issue_id: await idOf(reader),
	});
	await recorded(`unparent ${reader}: no longer below ${storage}`);
});

test("a cycle is taken off again, with the reason on the issue", async () => {
	const [reader, schema] = numbers;
	await as("alice").issues.addSubIssue({
		...on(reader),
		sub_issue_id: await idOf(schema),
	});
	await recorded(`parent ${schema}: below ${reader}`);
	await draw("alice", schema, reader);
	await recorded(`dismiss ${schema}: depend is CYCLE_DETECTED`);
	await until("the edge is gone", async () =>
		(await blockers(schema)).length === 0 ? true : undefined,
	);
	const [reason] = await until("the reason", async () => {
		const found = await app.client.replies(schema ?? 0);
		return found.length > 0 ? found : undefined;
	});
	expect(reason).toContain(
		`The mark that this waits for ${reader} was taken off again.`,
	);
	expect(await parentOf(schema)).toBe(String(reader));
});

test("a sub-issue that is moved into a loop goes back below the parent it had", async () => {
	const [reader, schema, storage] = numbers;
	const move = async (parent = 0) =>
		as("alice").issues.addSubIssue({
			...{ ...on(parent), sub_issue_id: await idOf(reader) },
			replace_parent: true,
		});
	await move(schema);
	await recorded(`parent ${reader}: below ${schema}`);
	await draw("alice", reader, storage);
	await recorded(`depend ${reader}: waits for ${storage}`);
	await move(storage);
	await recorded(`dismiss ${reader}: parent is CYCLE_DETECTED`);
	await until("the former parent", async () =>
		(await parentOf(reader)) === String(schema) ? true : undefined,
	);
	expect(await subjectsOf(app.board)).not.toContain(
		`unparent ${reader}: no longer below ${schema}`,
	);
});

test("without its webhook an edge is found by the sweep", async () => {
	const [reader, schema] = numbers;
	await app.forge.control({ kind: "lose-deliveries", as: "unseen" });
	await draw("alice", reader, schema);
	await app.forge.control({ kind: "deliver" });
	expect(await subjectsOf(app.board)).not.toContain(
		`depend ${reader}: waits for ${schema}`,
	);
	await app.served.sweep();
	expect(await subjectsOf(app.board)).toContain(
		`depend ${reader}: waits for ${schema}`,
	);
});

test("an edge to an issue that is no task stays, and counts once that is one", async () => {
	const [reader] = numbers;
	const { number } = await open("Not a task yet");
	await draw("alice", reader, number);
	await app.served.sweep();
	expect(await blockers(reader)).toEqual([number]);
	await as("maintainer").issues.addLabels({ ...on(number), labels: ["baton"] });
	await recorded(`depend ${reader}: waits for ${number}`);
	expect(await blockers(reader)).toEqual([number]);
});

test("edges drawn together with the labels survive, in whatever order", async () => {
	const first = (await open("First")).number;
	const second = (await open("Second")).number;
	await draw("maintainer", first, second);
	await as("maintainer").issues.addLabels({ ...on(first), labels: ["baton"] });
	await as("maintainer").issues.addLabels({ ...on(second), labels: ["baton"] });
	await recorded(`depend ${first}: waits for ${second}`);
	await app.served.sweep();
	expect(await blockers(first)).toEqual([second]);
	const report = await verify(app.board, {
		identity: githubIdentity({ id: 0, login: "" }),
	});
	expect(report).toMatchObject({ ok: true });
});
