import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Sample, startSample } from "./sample.ts";

const REPOSITORY = "acme/demo";

let dataDir: string;
let sample: Sample;

beforeEach(async () => {
	dataDir = mkdtempSync(join(tmpdir(), "forge-"));
	sample = await startSample({ dataDir });
});

afterEach(async () => {
	await sample.forge.close();
	await rm(dataDir, { recursive: true, force: true });
});

const roleOf = async (username: string) => {
	const { data } = await sample
		.as("keeper")
		.repos.getCollaboratorPermissionLevel({
			...{ owner: "acme", repo: "demo", username },
		});
	return [data.role_name, data.user?.login];
};

test("who is there already stays who he is", async () => {
	const { data } = await sample.as("keeper").users.getByUsername({
		username: "guest",
	});
	expect(sample.forge.account("guest", REPOSITORY)).toEqual({
		id: data.id,
		login: "guest",
	});
	expect(await roleOf("guest")).toEqual(["read", "guest"]);
});

test("a newcomer may write, is the same the next time, and after a restart", async () => {
	const account = sample.forge.account("worker-7", REPOSITORY);
	expect(account).toMatchObject({ login: "worker-7" });
	expect(await roleOf("worker-7")).toEqual(["write", "worker-7"]);
	expect(sample.forge.account("worker-7", REPOSITORY)).toEqual(account);
	await sample.forge.close();
	sample = await startSample({ dataDir });
	expect(sample.forge.account("worker-7", REPOSITORY)).toEqual(account);
	expect(await roleOf("worker-7")).toEqual(["write", "worker-7"]);
});

test("no person can be called like an organization or a bot, or by what is no name", () => {
	const { forge } = sample;
	for (const name of [
		"acme",
		"baton[bot]",
		"-x",
		"x-",
		"a--b",
		"",
		"x".repeat(40),
	])
		expect([name, forge.account(name, REPOSITORY)]).toEqual([name, undefined]);
	expect(() => forge.account("worker", "acme/nothing")).toThrow(
		"there is no repository acme/nothing",
	);
});

describe("fifty newcomers have room at a time", () => {
	const called = (from: number, to: number) => {
		const some = [];
		for (let n = from; n <= to; n++)
			some.push(sample.forge.account(`worker-${n}`, REPOSITORY));
		return some;
	};
	const isThere = async (username: string) =>
		sample
			.unchecked("keeper")
			.users.getByUsername({ username })
			.then(
				() => true,
				() => false,
			);

	test("and whoever was not heard of for longest gives way to the next", async () => {
		called(1, 50);
		called(1, 1);
		expect(called(51, 51)).toEqual([
			{ id: expect.any(Number), login: "worker-51" },
		]);
		expect(await isThere("worker-2")).toBe(false);
		for (const login of ["worker-1", "worker-3", "worker-51", "writer"])
			expect([login, await isThere(login)]).toEqual([login, true]);
		expect(await roleOf("worker-51")).toEqual(["write", "worker-51"]);
	});

	test("also those who were there before a restart", async () => {
		called(1, 50);
		await sample.forge.close();
		sample = await startSample({ dataDir });
		called(1, 1);
		called(51, 51);
		expect(await isThere("worker-1")).toBe(true);
		expect(await isThere("worker-2")).toBe(false);
	});

	test("and is who he was when he comes back", async () => {
		const [first] = called(1, 100);
		expect(await isThere("worker-1")).toBe(false);
		expect(called(1, 1)).toEqual([first]);
		expect(await roleOf("worker-1")).toEqual(["write", "worker-1"]);
	});

	test("but nobody whose issue there is, or who was given another role", async () => {
		called(1, 50);
		await sample.as("writer").issues.create({
			...{ owner: "acme", repo: "demo", title: "A task" },
			assignees: ["worker-1"],
		});
		await sample.unchecked("boss").repos.addCollaborator({
			...{ owner: "acme", repo: "demo", username: "worker-2" },
			permission: "triage",
		});
		called(51, 100);
		expect(await roleOf("worker-1")).toEqual(["write", "worker-1"]);
		expect(await roleOf("worker-2")).toEqual(["triage", "worker-2"]);
		expect(await isThere("worker-3")).toBe(false);
	});

	test("and where all of them have one there is room for nobody else", async () => {
		called(1, 50);
		const names = Array.from({ length: 50 }, (_, n) => `worker-${n + 1}`);
		for (let from = 0; from < 50; from += 10)
			await sample.as("writer").issues.create({
				...{ owner: "acme", repo: "demo", title: "A task" },
				assignees: names.slice(from, from + 10),
			});
		expect(called(51, 51)).toEqual([undefined]);
		expect(called(50, 50)).toEqual([
			{ id: expect.any(Number), login: "worker-50" },
		]);
	});
});
