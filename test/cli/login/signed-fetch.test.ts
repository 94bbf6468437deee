import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { signedFetch } from "../../../src/cli/login/signed-fetch.ts";
import { type LoginBench, startLoginBench } from "./login-bench.ts";

describe("a token goes", () => {
	const sent: (readonly [string, string | null])[] = [];
	const signed = signedFetch(new URL("https://baton.example.com"), {
		env: { BATON_TOKEN: "our-token" },
		nowMs: () => 0,
		fetch: async (input, init) => {
			const { authorization = null } = Object.fromEntries(
				new Headers(init?.headers),
			);
			sent.push([`${input}`, authorization]);
			return new Response();
		},
	});
	beforeEach(() => {
		sent.length = 0;
	});

	test("to its server, beside what is sent there anyway", async () => {
		const url = new URL("https://baton.example.com/api/v1/me");
		await signed(url, { headers: { accept: "text/plain" } });
		expect(sent).toEqual([[url.href, "Bearer our-token"]]);
	});

	test.each([
		"https://baton.example.com.evil.example/",
		"http://baton.example.com/",
		"https://baton.example.com:444/",
	])("not to %s", async (url) => {
		await signed(url);
		expect(sent).toEqual([[url, null]]);
	});
});

describe("while it is used for hours", () => {
	let bench: LoginBench;
	beforeEach(async () => {
		bench = await startLoginBench();
	});
	afterEach(() => bench.end());

	const HOUR_MS = 3_600_000;
	const open = () =>
		signedFetch(new URL(bench.url), {
			env: bench.env,
			nowMs: bench.nowMs,
			fetch: bench.fetch,
		});

	test("a login is renewed once it ends, and looked up only then", async () => {
		await bench.login();
		const signed = open();
		const me = async () => (await signed(`${bench.url}/api/v1/me`)).status;
		bench.asked.length = 0;
		expect([await me(), await me()]).toEqual([200, 200]);
		expect(bench.asked).toEqual(["GET /api/v1/me", "GET /api/v1/me"]);
		for (let hour = 0; hour < 10; hour++) {
			bench.later(HOUR_MS);
			expect(await me()).toBe(200);
		}
	});

	test("one that has ended is answered here, and nothing is sent", async () => {
		await bench.login();
		bench.later(185 * 24 * HOUR_MS);
		bench.asked.length = 0;
		const response = await open()(`${bench.url}/api/v1/me`);
		expect(response.status).toBe(401);
		expect(await response.json()).toMatchObject({
			ok: false,
			code: "UNAUTHENTICATED",
			message: `Your login at ${bench.url} has ended.`,
		});
		expect(bench.asked).toEqual([]);
	});

	test("one that cannot be renewed just now is answered so, and tried again", async () => {
		await bench.login();
		bench.later(2 * HOUR_MS);
		await bench.sample.forge.control({
			...{ kind: "fail-requests", failure: "502-before" },
			...{ path: "/applications/", count: 1 },
		});
		const signed = open();
		const first = await signed(`${bench.url}/api/v1/me`);
		expect(first.status).toBe(503);
		expect(await first.json()).toMatchObject({ ok: false, retryable: true });
		expect((await signed(`${bench.url}/api/v1/me`)).status).toBe(200);
	});
});
