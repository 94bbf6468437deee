import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
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

test("there is room for fifty newcomers", () => {
	const { forge } = sample;
	for (let n = 1; n <= 50; n++)
		expect(forge.account(`worker-${n}`, REPOSITORY)).toBeDefined();
	expect(forge.account("worker-51", REPOSITORY)).toBeUndefined();
	expect(forge.account("worker-50", REPOSITORY)).toBeDefined();
	expect(forge.account("writer", REPOSITORY)).toBeDefined();
});
