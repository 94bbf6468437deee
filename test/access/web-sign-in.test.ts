import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PUBLIC_URL } from "./access-bench.ts";
import { BOARD, type PageBench, SHELL, startPageBench } from "./page-bench.ts";

const CALLBACK = `${PUBLIC_URL}/sign-in/callback`;

let bench: PageBench;
beforeAll(async () => {
	bench = await startPageBench();
});
afterAll(() => bench.end());

/** Leaves for GitHub from a page, and comes back as somebody. */
async function leave(login: string, to = BOARD) {
	const browser = bench.browser();
	const begun = await browser.visit(`/sign-in?to=${encodeURIComponent(to)}`);
	const asked = new URL(begun.headers.get("location") ?? "");
	const back = await bench.github(asked.href, login);
	return { browser, begun, asked, back: back.replace(PUBLIC_URL, "") };
}

test("whoever signs in goes on where he was, and the page is told who he is", async () => {
	const { browser, back } = await leave("writer", `${BOARD}/task/7?at=now`);
	const ended = await browser.visit(back, "cross-site");
	expect(ended.status).toBe(302);
	expect(ended.headers.get("location")).toBe(`${BOARD}/task/7?at=now`);
	expect([...browser.jar.keys()]).toEqual(["__Host-baton"]);
	const told = await (await browser.call("/session")).json();
	expect(told).toEqual({
		form: "hosted",
		user: { id: expect.any(Number), login: "writer" },
		csrf: expect.stringMatching(/^[\w-]{32}$/),
		git: expect.stringMatching(/^https?:.*[^/]$/),
	});
});

test("before that the page is told that nobody is there", async () => {
	const told = await (await bench.browser().call("/session")).json();
	expect(told).toMatchObject({ form: "hosted", user: null, csrf: null });
});

test("GitHub is asked with a state and a challenge that only this browser can answer", async () => {
	const { asked, begun, browser } = await leave("writer");
	const { state, code_challenge, ...fixed } = Object.fromEntries(
		asked.searchParams,
	);
	expect(`${asked.origin}${asked.pathname}`).toBe(
		`${bench.access.sample.forge.url}/login/oauth/authorize`,
	);
	expect(fixed).toEqual({
		client_id: bench.access.options.clientId,
		redirect_uri: CALLBACK,
		code_challenge_method: "S256",
	});
	const kept = browser.jar.get("__Host-baton-sign-in")?.split(".")[1] ?? "";
	const { verifier, ...known } = JSON.parse(
		Buffer.from(kept, "base64url").toString(),
	);
	expect(known).toMatchObject({ state, to: BOARD });
	expect(code_challenge).toBe(
		createHash("sha256").update(verifier).digest("base64url"),
	);
	expect(begun.headers.getSetCookie()).toEqual([
		expect.stringMatching(
			/^__Host-baton-sign-in=[\w.-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
		),
	]);
});

test("the session's cookie is for this server alone, for eight hours and for no script", async () => {
	const { browser, back } = await leave("writer");
	const ended = await browser.visit(back, "cross-site");
	expect(ended.headers.getSetCookie()).toContainEqual(
		expect.stringMatching(
			/^__Host-baton=[\w.-]+; Max-Age=28800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
		),
	);
});

test("the token that GitHub gave is ended at once", async () => {
	const { forge, dataDir } = bench.access.sample;
	const { browser, back } = await leave("writer");
	await browser.visit(back, "cross-site");
	const journal = readFileSync(join(dataDir, "state.jsonl"), "utf8");
	const given = new Set(journal.match(/ghu_\w+/g));
	expect(given.size).toBeGreaterThan(0);
	for (const token of given) {
		const headers = { authorization: `Bearer ${token}` };
		const response = await fetch(`${forge.apiUrl}/user`, { headers });
		expect(response.status).toBe(401);
	}
});

describe("nobody signs in", () => {
	test("with the state of another browser", async () => {
		const { back } = await leave("writer");
		const other = await leave("guest");
		const ended = await other.browser.visit(back, "cross-site");
		expect(ended.status).toBe(400);
		expect(await ended.text()).toContain("begun in another tab or browser");
		expect(other.browser.jar.has("__Host-baton")).toBe(false);
	});

	test("without having left from here", async () => {
		const { back } = await leave("writer");
		const browser = bench.browser();
		expect((await browser.visit(back, "cross-site")).status).toBe(400);
		expect(browser.jar.size).toBe(0);
	});

	test("twice with one code", async () => {
		const { browser, back } = await leave("writer");
		const kept = new Map(browser.jar);
		await browser.visit(back, "cross-site");
		for (const [name, value] of kept) browser.jar.set(name, value);
		browser.jar.delete("__Host-baton");
		const again = await browser.visit(back, "cross-site");
		expect(again.status).toBe(400);
		expect(browser.jar.has("__Host-baton")).toBe(false);
	});

	test("who tells GitHub not to", async () => {
		const { browser, asked } = await leave("writer");
		asked.searchParams.set("action", "cancel");
		const back = await bench.github(asked.href);
		const ended = await browser.visit(back.replace(PUBLIC_URL, ""));
		expect(ended.status).toBe(400);
		expect(await ended.text()).toContain(
			`/sign-in?to=${encodeURIComponent(BOARD)}`,
		);
		expect(browser.jar.size).toBe(0);
	});

	test("who comes back after ten minutes", async () => {
		const { browser, back } = await leave("writer");
		bench.access.later(601_000);
		expect((await browser.visit(back, "cross-site")).status).toBe(400);
	});
});

test.each([
	"https://evil.example/boards/a/b/c",
	"//evil.example/boards/a",
	"/boards/\\\\evil.example",
	"/boards/../../evil",
	"/sign-out",
	"javascript:alert(1)",
	"/boards/a\r\nset-cookie: x=y",
])("nobody is led on to %j", async (to) => {
	const { browser, back } = await leave("writer", to);
	const ended = await browser.visit(back, "cross-site");
	expect(ended.headers.get("location")).toBe("/");
});

test("a session ends after eight hours", async () => {
	const { browser } = await bench.signedIn("writer");
	bench.access.later(8 * 3_600_000 - 1_000);
	expect(await (await browser.call("/session")).json()).toMatchObject({
		user: { login: "writer" },
	});
	bench.access.later(2_000);
	expect(await (await browser.call("/session")).json()).toMatchObject({
		user: null,
	});
});

test("signing out takes the page's own word, and ends the session", async () => {
	const { browser, csrf } = await bench.signedIn("writer");
	const forged = await browser.call("/sign-out", { method: "POST" });
	expect(forged.status).toBe(403);
	const ended = await browser.call("/sign-out", {
		method: "POST",
		headers: { "x-baton-csrf": csrf },
	});
	expect(ended.status).toBe(204);
	expect(browser.jar.size).toBe(0);
	expect((await browser.call("/sign-out", { method: "POST" })).status).toBe(
		204,
	);
});

test("a board has the same bytes for everybody, and 404 for whoever does not see it", async () => {
	const stranger = bench.browser();
	const { browser } = await bench.signedIn("writer");
	const shown = await browser.visit(BOARD, "cross-site");
	expect([shown.status, await shown.text()]).toEqual([200, SHELL]);
	for (const response of [
		await browser.visit("/boards/acme/secret/board"),
		await browser.visit("/boards/acme/none/board/graph"),
		await stranger.visit(BOARD),
	])
		expect([response.status, await response.text()]).toEqual([404, SHELL]);
});

test("what GitHub says is wrong with the App is told to whoever runs this, never the secret", async () => {
	const wrong = await startPageBench((options) => ({
		...options,
		clientSecret: "0".repeat(40),
	}));
	try {
		const browser = wrong.browser();
		const begun = await browser.visit("/sign-in");
		const back = await wrong.github(
			begun.headers.get("location") ?? "",
			"writer",
		);
		const ended = await browser.visit(back.replace(PUBLIC_URL, ""));
		expect(ended.status).toBe(503);
		expect(browser.jar.size).toBe(0);
		expect(`${wrong.access.errors}`).toContain("incorrect_client_credentials");
		expect(`${wrong.access.errors}`).not.toContain("0".repeat(40));
	} finally {
		await wrong.end();
	}
});

test("a development server on http has cookies without what only https can have", async () => {
	const plain = await startPageBench((options) => ({
		...options,
		publicUrl: "http://localhost:3000",
	}));
	try {
		const begun = await plain.browser().visit("/sign-in");
		expect(begun.headers.getSetCookie()).toEqual([
			expect.stringMatching(
				/^baton-sign-in=[\w.-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
			),
		]);
	} finally {
		await plain.end();
	}
});
