import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDirections } from "../support/client.ts";
import { startProgram } from "../support/program.ts";

let scratch: string;
const PRIVATE_KEY = generateKeyPairSync("rsa", { modulusLength: 1_024 })
	.privateKey.export({ type: "pkcs1", format: "pem" })
	.toString();

beforeAll(async () => {
	scratch = await mkdtemp(join(tmpdir(), "baton-"));
});

afterAll(async () => {
	await rm(scratch, { recursive: true, force: true });
});

/** Starts and expects it to end by itself, in one line that names what to do. */
async function fails(
	env: Readonly<Record<string, string>>,
	says: RegExp,
): Promise<void> {
	const program = startProgram({
		PORT: "0",
		FORGE_PORT: "0",
		BATON_HOME: join(scratch, "home"),
		...env,
	});
	expect(await program.ended()).toBe(1);
	expect(program.output()).toMatch(says);
	expect(program.output().trim().split("\n")).toHaveLength(1);
}

test("incomplete credentials are named", () =>
	fails({ APP_ID: "1" }, /^baton: set PRIVATE_KEY and WEBHOOK_SECRET/));

test("a weak webhook secret is refused", () =>
	fails(
		{ APP_ID: "1", PRIVATE_KEY, WEBHOOK_SECRET: "development" },
		/^baton: WEBHOOK_SECRET is shorter than 32 bytes/,
	));

test("production never falls back to the open embedded form", () =>
	fails({ NODE_ENV: "production" }, /^baton: NODE_ENV is production/));

test("a missing git is named", () =>
	fails({ PATH: join(scratch, "nothing") }, /^baton: git is missing/));

test("a home that cannot be written is named", async () => {
	const file = join(scratch, "file");
	await writeFile(file, "");
	await fails(
		{ BATON_HOME: join(file, "home") },
		/^baton: cannot write to .*BATON_HOME/,
	);
});

test.each(["PORT", "FORGE_PORT"])("a taken port is named: %s", async (name) => {
	const squatter = createServer().listen(0, "127.0.0.1");
	await once(squatter, "listening");
	const { port } = squatter.address() as AddressInfo;
	await fails(
		{ [name]: String(port), BATON_HOME: join(scratch, name) },
		new RegExp(`^baton: port ${port} is taken.*\\b${name}\\b`),
	);
	squatter.close();
});

test("a second start in the same home is refused, and leaves the first one's directions alone", async () => {
	const home = join(scratch, "shared");
	const first = startProgram({ PORT: "0", FORGE_PORT: "0", BATON_HOME: home });
	await first.printed(/Ctrl-C ends it/);
	const directions = readDirections(home);
	await fails(
		{ BATON_HOME: home },
		new RegExp(`^baton: already running as process ${first.process.pid}`),
	);
	expect(readDirections(home)).toEqual(directions);
	expect(await first.end("SIGKILL")).toBeNull();
	const second = startProgram({ PORT: "0", FORGE_PORT: "0", BATON_HOME: home });
	await second.printed(/Ctrl-C ends it/);
	expect(readDirections(home).tokens).toEqual(directions.tokens);
	expect(await second.end("SIGTERM")).toBe(0);
});

test("a home where nothing can be made is named at once", () =>
	fails({ BATON_HOME: "/proc/baton/home" }, /^baton: cannot write to/));

test("a cut-off private key is named", () =>
	fails(
		{
			APP_ID: "1",
			PRIVATE_KEY: PRIVATE_KEY.split("\n").slice(0, 3).join("\n"),
			WEBHOOK_SECRET: "0123456789abcdef0123456789abcdef",
		},
		/^baton: PRIVATE_KEY/,
	));

test("a home that is a file, or that holds something else under its names, is named", async () => {
	const file = join(scratch, "plain-file");
	await writeFile(file, "");
	await fails({ BATON_HOME: file }, /^baton: cannot write to/);
	const odd = join(scratch, "odd");
	await mkdir(join(odd, "pid"), { recursive: true });
	await fails({ BATON_HOME: odd }, /^baton: cannot use/);
});

test("of several starts at once over a dead process's lock exactly one runs", async () => {
	const home = join(scratch, "raced");
	await mkdir(home);
	await writeFile(join(home, "pid"), "999999 1");
	const programs = [1, 2, 3, 4].map(() =>
		startProgram({ PORT: "0", FORGE_PORT: "0", BATON_HOME: home }),
	);
	const outcomes = await Promise.all(
		programs.map((program) =>
			Promise.race([
				program.printed(/Ctrl-C ends it/).then(() => "runs"),
				program.ended().then(() => "refused"),
			]).catch(() => "refused"),
		),
	);
	expect(outcomes.filter((outcome) => outcome === "runs")).toHaveLength(1);
	await Promise.all(programs.map((program) => program.end()));
});
