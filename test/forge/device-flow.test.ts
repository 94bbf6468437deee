import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkResponse } from "../support/openapi/check.ts";
import { type Sample, startSample } from "./sample.ts";

let sample: Sample;
let nowMs: number;
beforeEach(async () => {
	nowMs = Date.parse("2026-11-20T19:30:00Z");
	sample = await startSample({ clock: () => nowMs });
});
afterEach(() => sample.end());

const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

const clientId = () => `${sample.forge.apps.baton?.clientId}`;

async function post(
	path: string,
	fields: Record<string, string>,
	headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
	const response = await fetch(`${sample.forge.url}${path}`, {
		method: "POST",
		headers,
		body: new URLSearchParams(fields),
	});
	return (await response.json()) as Record<string, unknown>;
}

const start = () => post("/login/device/code", { client_id: clientId() });

const ask = (device_code: unknown, client_id = clientId()) =>
	post("/login/oauth/access_token", {
		...{ client_id, device_code: `${device_code}` },
		grant_type: DEVICE_GRANT,
	});

const enter = (user_code: unknown, login: string, action = "authorize") =>
	post(
		"/login/device",
		{ user_code: `${user_code}`, action },
		{ authorization: `Bearer ${sample.forge.tokens[login]}` },
	);

const renew = (refresh_token: unknown, client_id = clientId()) =>
	post("/login/oauth/access_token", {
		...{ client_id, refresh_token: `${refresh_token}` },
		grant_type: "refresh_token",
	});

async function signIn(login: string) {
	const { device_code, user_code } = await start();
	await enter(user_code, login);
	return ask(device_code);
}

/** Asks as an App whose a token is. */
async function check(token: unknown, slug = "baton", secret?: string) {
	const { clientId: id, clientSecret } = sample.forge.apps[slug] ?? {};
	const basic = Buffer.from(`${id}:${secret ?? clientSecret}`);
	const path = `/applications/${id}/token`;
	const response = await fetch(`${sample.forge.apiUrl}${path}`, {
		method: "POST",
		headers: { authorization: `Basic ${basic.toString("base64")}` },
		body: JSON.stringify({ access_token: token }),
	});
	const body = (await response.json()) as { user?: { login: string } };
	if (response.status < 300)
		expect(checkResponse("POST", path, response.status, body)).toEqual([]);
	return { status: response.status, body };
}

describe("a device", () => {
	test("is let in by a person and then acts as that person", async () => {
		const device = await start();
		expect(device).toEqual({
			device_code: expect.stringMatching(/^[0-9a-f]{40}$/),
			user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
			verification_uri: `${sample.forge.url}/login/device`,
			expires_in: 900,
			interval: 5,
		});
		expect(await ask(device.device_code)).toMatchObject({
			error: "authorization_pending",
		});
		await enter(device.user_code, "writer");
		nowMs += 5_000;
		const granted = await ask(device.device_code);
		expect(granted).toMatchObject({
			access_token: expect.stringMatching(/^ghu_/),
			refresh_token: expect.stringMatching(/^ghr_/),
			expires_in: 28_800,
			token_type: "bearer",
		});
		const { data } = await sample
			.as(`${granted.access_token}`)
			.users.getAuthenticated();
		expect(data.login).toBe("writer");
		nowMs += 5_000;
		expect(await ask(device.device_code)).toMatchObject({
			error: "incorrect_device_code",
		});
	});

	test("that asks too often has to wait longer each time", async () => {
		const { device_code } = await start();
		await ask(device_code);
		nowMs += 4_000;
		expect(await ask(device_code)).toMatchObject({
			error: "slow_down",
			interval: 10,
		});
		nowMs += 9_000;
		expect(await ask(device_code)).toMatchObject({
			error: "slow_down",
			interval: 15,
		});
		nowMs += 15_000;
		expect(await ask(device_code)).toMatchObject({
			error: "authorization_pending",
		});
	});

	test("that a person turns away stays out", async () => {
		const { device_code, user_code } = await start();
		await enter(user_code, "writer", "cancel");
		expect(await ask(device_code)).toMatchObject({ error: "access_denied" });
		expect(await enter(user_code, "writer")).toMatchObject({ status: "404" });
	});

	test("that nobody lets in within a quarter of an hour has to begin anew", async () => {
		const { device_code, user_code } = await start();
		nowMs += 900_000;
		expect(await ask(device_code)).toMatchObject({ error: "expired_token" });
		expect(await enter(user_code, "writer")).toMatchObject({ status: "404" });
	});

	test("belongs to one App, and only people let it in", async () => {
		const { device_code, user_code } = await start();
		const { clientId: other } = sample.forge.apps.ci ?? {};
		expect(await ask(device_code, other)).toMatchObject({
			error: "incorrect_device_code",
		});
		expect(await ask(device_code, "Iv23nobody")).toMatchObject({
			error: "incorrect_client_credentials",
		});
		expect(await enter(user_code, "baton")).toMatchObject({ status: "401" });
		expect(
			await post("/login/device/code", { client_id: "Iv23nobody" }),
		).toMatchObject({ status: "404" });
	});
});

describe("a user's token of an App", () => {
	test("is told of to that App, with the person's account", async () => {
		const { access_token } = await signIn("writer");
		expect(await check(access_token)).toMatchObject({
			status: 200,
			body: { user: { login: "writer" }, app: { client_id: clientId() } },
		});
	});

	test("is unknown to another App, as is a personal token to every App", async () => {
		const { access_token } = await signIn("writer");
		expect(await check(access_token, "ci")).toMatchObject({ status: 404 });
		expect(await check(sample.forge.tokens.writer)).toMatchObject({
			status: 404,
		});
		expect(await check(undefined)).toMatchObject({ status: 422 });
	});

	test("is told of to nobody without the App's secret", async () => {
		const { access_token } = await signIn("writer");
		expect(await check(access_token, "baton", "guessed")).toMatchObject({
			status: 401,
		});
	});

	test("ends after eight hours, and is renewed once by what came with it", async () => {
		const first = await signIn("writer");
		nowMs += 28_800_000;
		expect(await check(first.access_token)).toMatchObject({ status: 404 });
		expect(
			await renew(first.refresh_token, sample.forge.apps.ci?.clientId),
		).toMatchObject({ error: "bad_refresh_token" });
		const second = await renew(first.refresh_token);
		expect(await check(second.access_token)).toMatchObject({ status: 200 });
		expect(await renew(first.refresh_token)).toMatchObject({
			error: "bad_refresh_token",
		});
	});

	test("that was renewed ends at once", async () => {
		const { access_token, refresh_token } = await signIn("writer");
		await renew(refresh_token);
		expect(await check(access_token)).toMatchObject({ status: 404 });
	});
});

test("a GitHub from before client secrets gets them, and keeps them", async () => {
	const { dataDir } = sample;
	await sample.forge.close();
	const file = join(dataDir, "identities.json");
	writeFileSync(
		file,
		readFileSync(file, "utf8").replaceAll(
			/,\s*"clientSecret": "[0-9a-f]{40}"/g,
			"",
		),
	);
	expect(readFileSync(file, "utf8")).not.toContain("clientSecret");
	sample = await startSample({ dataDir });
	const { clientSecret } = sample.forge.apps.baton ?? {};
	expect(clientSecret).toMatch(/^[0-9a-f]{40}$/);
	await sample.forge.close();
	sample = await startSample({ dataDir });
	expect(sample.forge.apps.baton?.clientSecret).toBe(clientSecret);
});
