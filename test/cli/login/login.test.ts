import { readFile, stat, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loginFile, readLogins } from "../../../src/cli/login/kept-logins.ts";
import { type LoginBench, startLoginBench } from "./login-bench.ts";

let bench: LoginBench;
beforeEach(async () => {
	bench = await startLoginBench();
});
afterEach(() => bench.end());

const HOUR_MS = 3_600_000;

const kept = async () => (await readLogins(bench.env))[bench.url];
const whoami = (...argv: readonly string[]) => bench.run("whoami", ...argv);

describe("baton login", () => {
	test("shows a code and where to enter it, and keeps what the server gives", async () => {
		const { code, out, err } = await bench.login();
		expect(err).toMatch(/\/login\/device and enter [A-Z]{4}-[A-Z]{4}$/m);
		expect(err).toContain(bench.url);
		expect(out).toBe(
			`Signed in at ${bench.url} as writer, until 2027-05-23 at the latest.`,
		);
		expect(code).toBe(0);
		const found = await whoami();
		expect(found.code).toBe(0);
		expect(found.out).toMatch(/^writer \(\d+\) at http:\/\/127\.0\.0\.1/);
	});

	test("keeps it in a file that is its owner's alone", async () => {
		await bench.login();
		const file = loginFile(bench.env);
		expect(file).toBe(`${bench.env.HOME}/.config/baton/logins.json`);
		expect((await stat(file)).mode & 0o777).toBe(0o600);
		expect(loginFile({ HOME: "/h", XDG_CONFIG_HOME: "/x" })).toBe(
			"/x/baton/logins.json",
		);
	});

	test("prints no token, also as JSON", async () => {
		const { out, err } = await bench.login(["--json"]);
		expect(JSON.parse(out)).toEqual({
			...{ ok: true, server: bench.url, login: "writer" },
			until: expect.stringMatching(/^2027-05-/),
		});
		const { server, github, refresh } = (await kept()) ?? {};
		for (const secret of [server, github, refresh])
			expect(`${out}${err}`).not.toContain(secret?.token ?? "?");
	});

	test("binds the login to a worker where one is named", async () => {
		await bench.login(["--agent-as", "backend-1"]);
		expect((await whoami()).out).toContain("speaking for backend-1");
		bench.later(2 * HOUR_MS);
		expect((await whoami()).out).toContain("speaking for backend-1");
		const wrong = await bench.login(["--agent-as", "Backend 1"]);
		expect(wrong.code).toBe(1);
	});

	test("asks no more often than it may", async () => {
		const pauses: number[] = [];
		let lastMs = bench.nowMs();
		const { code } = await bench.login([], async (shown, pause) => {
			pauses.push(bench.nowMs() - lastMs);
			lastMs = bench.nowMs();
			// The clock of the other side may be slower than ours.
			if (pause === 2) bench.later(-4_000);
			if (pause === 4) await bench.enter(shown, "writer");
		});
		expect(code).toBe(0);
		expect(pauses).toEqual([5_000, 5_000, 6_000, 10_000]);
	});

	test("takes a no for an answer", async () => {
		const { code, err } = await bench.login([], (shown) =>
			bench.enter(shown, "writer", "cancel"),
		);
		expect(code).toBe(1);
		expect(err).toContain("did not let the App in");
		expect(await kept()).toBeUndefined();
	});

	test("ends when nobody enters the code", async () => {
		const { code, err } = await bench.login([], async () => undefined);
		expect(code).toBe(1);
		expect(err).toContain("in time");
		const questions = bench.asked.filter((one) => one.includes("oauth"));
		expect(questions.length).toBeLessThanOrEqual(180);
	});

	test("needs a server, by an address that can be trusted", async () => {
		delete bench.env.BATON_URL;
		expect((await bench.login()).code).toBe(2);
		expect((await bench.login(["--url", "http://evil.example"])).err).toContain(
			"unencrypted",
		);
		expect((await bench.login(["--url", "baton"])).code).toBe(2);
	});
});

describe("a login lasts:", () => {
	test("the server's token is renewed by GitHub's, without a question to the person", async () => {
		await bench.login();
		const before = await kept();
		bench.later(2 * HOUR_MS);
		expect((await whoami()).code).toBe(0);
		const after = await kept();
		expect(after?.github).toEqual(before?.github);
		expect(after?.server).not.toEqual(before?.server);
	});

	test("GitHub's token is renewed by what came with it", async () => {
		await bench.login();
		const before = await kept();
		bench.later(9 * HOUR_MS);
		expect((await whoami()).code).toBe(0);
		const after = await kept();
		expect(after?.github).not.toEqual(before?.github);
		expect(after?.refresh).not.toEqual(before?.refresh);
		bench.later(9 * HOUR_MS);
		expect((await whoami()).code).toBe(0);
	});

	test("commands that renew it at the same time do so once", async () => {
		await bench.login();
		bench.later(9 * HOUR_MS);
		bench.asked.length = 0;
		const all = await Promise.all(
			Array.from({ length: 5 }, () => bench.whoami()),
		);
		expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
		expect(bench.asked.filter((one) => one.startsWith("POST"))).toEqual([
			"POST /login/oauth/access_token",
			"POST /api/v1/token",
		]);
	});

	test("after half a year it has ended, and says how to sign in anew", async () => {
		await bench.login();
		bench.later(185 * 24 * HOUR_MS);
		const { code, err } = await whoami();
		expect(code).toBe(1);
		expect(err).toContain(`Your login at ${bench.url} has ended.`);
		expect(err).toContain(`baton login --url ${bench.url}`);
	});

	test("a server that does not answer takes nothing of it away", async () => {
		await bench.login();
		bench.later(9 * HOUR_MS);
		await bench.sample.forge.control({
			...{ kind: "fail-requests", failure: "502-before" },
			path: "/applications/",
		});
		const failed = await whoami();
		expect(failed.code).toBe(3);
		await bench.sample.forge.control({ kind: "answer" });
		expect((await whoami()).code).toBe(0);
	});
});

describe("who speaks", () => {
	test("is nobody without a login, and is told how to sign in", async () => {
		const { code, err } = await whoami();
		expect(code).toBe(1);
		expect(err).toContain("`baton login`");
	});

	test("is whoever BATON_TOKEN says, whatever was kept", async () => {
		await bench.login();
		const token = (await kept())?.server.token ?? "";
		await bench.run("logout");
		bench.env.BATON_TOKEN = token;
		expect((await whoami()).out).toContain("writer");
		bench.env.BATON_TOKEN = `ghp_${"a".repeat(36)}`;
		const { code, err } = await whoami();
		expect(code).toBe(1);
		expect(err).toContain("token of GitHub's");
	});

	test("is kept for each server apart", async () => {
		await bench.login();
		bench.env.BATON_URL = bench.url.replace("127.0.0.1", "localhost");
		expect((await whoami()).code).toBe(1);
	});

	test("is forgotten by logout, which may be said twice", async () => {
		await bench.login();
		expect((await bench.run("logout")).out).toContain("Signed out");
		expect((await whoami()).code).toBe(1);
		const again = await bench.run("logout", "--json");
		expect(again.code).toBe(0);
		expect(JSON.parse(again.out)).toMatchObject({ signedOut: false });
		expect(await readFile(loginFile(bench.env), "utf8")).not.toContain("ghu_");
	});

	test.each(["", "{", "[]", '{"format":2}', '{"format":1,"servers":{"x":1}}'])(
		"is nobody when the file holds %j, and a login mends it",
		async (text) => {
			await bench.login();
			await writeFile(loginFile(bench.env), text);
			expect((await whoami()).code).toBe(1);
			await bench.login();
			expect((await whoami()).code).toBe(0);
		},
	);
});
