import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeClient, readDirections } from "../support/client.ts";
import { type Program, startProgram } from "../support/program.ts";

let home: string;
let program: Program | undefined;

/** Starts the program, has its board verified, ends it. Answers what the verification found. */
async function verifyOnce(): Promise<unknown> {
	program = startProgram({ BATON_HOME: home, PORT: "0", FORGE_PORT: "0" });
	await program.printed(/Ctrl-C ends it/);
	const client = makeClient(readDirections(home));
	const { answer } = await client.ask("maintainer", 2, "/verify");
	expect(await program.end()).toBe(0);
	return answer;
}

beforeAll(async () => {
	home = await mkdtemp(join(tmpdir(), "baton-"));
});

afterAll(async () => {
	await program?.end();
	await rm(home, { recursive: true, force: true });
});

test("an app that is started again verifies only what is new", async () => {
	const first = await verifyOnce();
	expect(first).toMatchObject({
		ok: true,
		data: { verification: { ok: true } },
	});
	expect(first).not.toHaveProperty("data.verification.before");
	const { commits } = (first as { data: { verification: { commits: number } } })
		.data.verification;
	expect(await verifyOnce()).toMatchObject({
		ok: true,
		data: { verification: { ok: true, before: commits } },
	});
});
