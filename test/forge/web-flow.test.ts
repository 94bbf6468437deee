import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkResponse } from "../support/openapi/check.ts";
import { type Sample, startSample } from "./sample.ts";

const BACK = "http://127.0.0.1:9/sign-in/callback";
const VERIFIER = "v".repeat(43);
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

let sample: Sample;
let nowMs: number;
beforeEach(async () => {
	nowMs = Date.parse("2026-11-20T19:30:00Z");
	sample = await startSample({ clock: () => nowMs });
});
afterEach(() => sample.end());

type Fields = Readonly<Record<string, string>>;

const client = (slug = "baton") => ({
	client_id: `${sample.forge.apps[slug]?.clientId}`,
	client_secret: `${sample.forge.apps[slug]?.clientSecret}`,
});

function authorize(fields: Fields = {}): Promise<Response> {
	const query = new URLSearchParams({
		...{ client_id: client().client_id, redirect_uri: BACK, state: "s1" },
		...{ code_challenge: CHALLENGE, code_challenge_method: "S256" },
		...fields,
	});
	const url = `${sample.forge.url}/login/oauth/authorize?${query}`;
	return fetch(url, { redirect: "manual" });
}

async function codeOf(login: string): Promise<string> {
	const to = (await authorize({ login })).headers.get("location") ?? "";
	return new URL(to).searchParams.get("code") ?? "";
}

async function redeem(fields: Fields): Promise<Record<string, unknown>> {
	const response = await fetch(`${sample.forge.url}/login/oauth/access_token`, {
		method: "POST",
		body: new URLSearchParams({
			...{ ...client(), code_verifier: VERIFIER, redirect_uri: BACK },
			...fields,
		}),
	});
	return (await response.json()) as Record<string, unknown>;
}

test("a person is sent back with a code, which becomes a token of his", async () => {
	const response = await authorize({ login: "writer" });
	expect(response.status).toBe(302);
	const to = new URL(response.headers.get("location") ?? "");
	expect(`${to.origin}${to.pathname}`).toBe(BACK);
	expect(to.searchParams.get("state")).toBe("s1");
	const { access_token, token_type } = await redeem({
		code: to.searchParams.get("code") ?? "",
	});
	expect(token_type).toBe("bearer");
	const user = await fetch(`${sample.forge.apiUrl}/user`, {
		headers: { authorization: `Bearer ${access_token}` },
	});
	expect(await user.json()).toMatchObject({ login: "writer" });
});

test("where nobody is named the page asks who is there, by name", async () => {
	const response = await authorize();
	expect(response.headers.get("content-type")).toContain("text/html");
	const text = await response.text();
	expect(text).toContain(">writer</a>");
	expect(text).not.toContain("baton[bot]");
	const href = /href="([^"]+)">writer</.exec(text)?.[1] ?? "";
	const path = href.replaceAll("&#38;", "&");
	const chosen = await fetch(`${sample.forge.url}${path}`, {
		redirect: "manual",
	});
	expect(chosen.headers.get("location")).toContain(`${BACK}?code=`);
});

test("who lets nobody in is sent back with that", async () => {
	const response = await authorize({ action: "cancel" });
	expect(response.headers.get("location")).toBe(
		`${BACK}?error=access_denied&state=s1`,
	);
});

test.each([
	["an unknown App", { client_id: "Iv23liNobody" }, 404],
	["a place that is none", { redirect_uri: "javascript:alert(1)" }, 422],
	["a plain challenge", { code_challenge_method: "plain" }, 422],
])("%s is turned away", async (_, fields, status) => {
	expect((await authorize({ login: "writer", ...fields })).status).toBe(status);
});

describe("a code is worth nothing", () => {
	test.each([
		["with another verifier", { code_verifier: "w".repeat(43) }],
		["for another place", { redirect_uri: "http://127.0.0.1:9/other" }],
	])("%s, and not afterwards either", async (_, fields) => {
		const code = await codeOf("writer");
		const refused = { error: "bad_verification_code" };
		expect(await redeem({ code, ...fields })).toMatchObject(refused);
		expect(await redeem({ code })).toMatchObject(refused);
	});

	test("twice", async () => {
		const code = await codeOf("writer");
		expect(await redeem({ code })).toHaveProperty("access_token");
		expect(await redeem({ code })).toMatchObject({
			error: "bad_verification_code",
		});
	});

	test("after ten minutes", async () => {
		const code = await codeOf("writer");
		nowMs += 601_000;
		expect(await redeem({ code })).toMatchObject({
			error: "bad_verification_code",
		});
	});

	test("to another App", async () => {
		const code = await codeOf("writer");
		expect(await redeem({ code, ...client("ci") })).toMatchObject({
			error: "bad_verification_code",
		});
	});

	test("without the App's secret", async () => {
		const code = await codeOf("writer");
		expect(await redeem({ code, client_secret: "0".repeat(40) })).toMatchObject(
			{ error: "incorrect_client_credentials" },
		);
	});
});

test("an App ends a token that it was given, and only such a one", async () => {
	const { access_token } = await redeem({ code: await codeOf("writer") });
	const end = async (slug: string) => {
		const { client_id, client_secret } = client(slug);
		const path = `/applications/${client_id}/token`;
		const basic = Buffer.from(`${client_id}:${client_secret}`);
		const response = await fetch(`${sample.forge.apiUrl}${path}`, {
			method: "DELETE",
			headers: { authorization: `Basic ${basic.toString("base64")}` },
			body: JSON.stringify({ access_token }),
		});
		const { status } = response;
		if (status === 204)
			expect(checkResponse("DELETE", path, status, undefined)).toEqual([]);
		return status;
	};
	expect(await end("ci")).toBe(404);
	expect(await end("baton")).toBe(204);
	const user = await fetch(`${sample.forge.apiUrl}/user`, {
		headers: { authorization: `Bearer ${access_token}` },
	});
	expect(user.status).toBe(401);
});
