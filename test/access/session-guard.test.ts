import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PUBLIC_URL } from "./access-bench.ts";
import { BOARD, type PageBench, startPageBench } from "./page-bench.ts";

const API = `/api/v1${BOARD}`;
const CLAIM = { method: "POST", body: '{"task":"7"}' } as const;
const JSON_TYPE = { "content-type": "application/json" } as const;

let bench: PageBench;
let page: Awaited<ReturnType<PageBench["signedIn"]>>;
beforeAll(async () => {
	bench = await startPageBench();
	page = await bench.signedIn("writer");
});
afterAll(() => bench.end());

const claim = (headers: Record<string, string>) =>
	page.browser.call(`${API}/claim`, {
		...CLAIM,
		headers: { ...JSON_TYPE, ...headers },
	});

test("whoever signed in reads and acts as the account, for no agent", async () => {
	expect((await page.browser.call(`${API}/list`)).status).toBe(200);
	expect((await claim({ "x-baton-csrf": page.csrf })).status).toBe(200);
	expect(bench.callers.at(-1)).toEqual({
		actor: { id: expect.any(Number), login: "writer" },
	});
});

describe("a session does not let in", () => {
	test.each([
		["without the page's word", {}],
		["with another's", { "x-baton-csrf": "A".repeat(32) }],
		["with a part of it", { "x-baton-csrf": "A" }],
	])("what changes something %s", async (_, headers) => {
		const response = await claim(headers);
		expect(response.status).toBe(403);
		expect(await response.json()).toMatchObject({ code: "FORBIDDEN" });
	});

	test.each([
		["of another origin", { origin: "https://evil.example" }],
		["of a page without origin", { origin: "null" }],
		["of another site", { "sec-fetch-site": "cross-site" }],
		["of a sibling's page", { "sec-fetch-site": "same-site" }],
	])("what comes from a page %s, whatever it says", async (_, headers) => {
		const said = { "x-baton-csrf": page.csrf, ...headers };
		expect((await claim(said)).status).toBe(403);
		const read = await page.browser.call(`${API}/list`, { headers });
		expect(read.status).toBe(403);
	});

	test("what changes something and names no origin", async () => {
		const response = await claim({ "x-baton-csrf": page.csrf, origin: "" });
		expect(response.status).toBe(403);
	});

	test("anybody at MCP", async () => {
		const response = await page.browser.call("/mcp", {
			...CLAIM,
			headers: { ...JSON_TYPE, "x-baton-csrf": page.csrf },
		});
		expect(response.status).toBe(401);
	});
});

test("neither is a session good as a bearer's token, nor a bearer's token as a session", async () => {
	const cookie = page.browser.jar.get("__Host-baton") ?? "";
	const asBearer = await bench.browser().call(`${API}/list`, {
		headers: { authorization: `Bearer ${cookie}` },
	});
	expect(asBearer.status).toBe(401);
	const userToken = await bench.access.userToken("writer");
	const { body } = await bench.access.exchange({ subject_token: userToken });
	const browser = bench.browser();
	browser.jar.set("__Host-baton", `${body.access_token}`);
	expect((await browser.call(`${API}/list`)).status).toBe(401);
});

test("what a browser keeps while signing in is no session", async () => {
	const browser = bench.browser();
	await browser.visit("/sign-in");
	const begun = browser.jar.get("__Host-baton-sign-in") ?? "";
	browser.jar.set("__Host-baton", begun);
	expect((await browser.call(`${API}/list`)).status).toBe(401);
});

test("a session that was tampered with is none", async () => {
	const [head, body = "", seal] = (
		page.browser.jar.get("__Host-baton") ?? ""
	).split(".");
	const claims = JSON.parse(Buffer.from(body, "base64url").toString());
	const forged = JSON.stringify({ ...claims, login: "boss" });
	const browser = bench.browser();
	const middle = Buffer.from(forged).toString("base64url");
	browser.jar.set("__Host-baton", [head, middle, seal].join("."));
	expect((await browser.call(`${API}/list`)).status).toBe(401);
});

test("whoever sends a token is judged by that alone", async () => {
	const response = await page.browser.call(`${API}/list`, {
		headers: { authorization: "Bearer a.b.c" },
	});
	expect(response.status).toBe(401);
	expect(response.headers.get("www-authenticate")).toContain(PUBLIC_URL);
});
