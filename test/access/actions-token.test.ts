import { generateKeyPairSync } from "node:crypto";
import { SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actionsTokens } from "../../src/access/actions-token.ts";
import { EXCHANGE_GRANT, ID_TOKEN } from "../../src/access/exchange-request.ts";
import {
	type AccessBench,
	guardedApp,
	PUBLIC_URL,
	startAccessBench,
} from "./access-bench.ts";

let bench: AccessBench;
beforeAll(async () => {
	bench = await startAccessBench();
});
afterAll(() => bench.end());

const run = (
	claims: Readonly<Record<string, unknown>> = {},
	audience = PUBLIC_URL,
) =>
	bench.sample.forge.actionsToken({
		...{ repository: "acme/demo", actor: "writer" },
		...{ audience, claims },
	});

const refused = { status: 400, body: { error: "invalid_grant" } };

test("a job's identity token is exchanged for one of ours, for its actor and its repository alone", async () => {
	const { data: repo } = await bench.sample
		.as("writer")
		.repos.get({ owner: "acme", repo: "demo" });
	const { data: user } = await bench.sample
		.as("writer")
		.users.getAuthenticated();
	const { status, body } = await bench.exchangeId(run());
	expect(status).toBe(200);
	expect(body).toMatchObject({ token_type: "Bearer", expires_in: 600 });
	expect((await bench.me(`${body.access_token}`)).body).toEqual({
		actor: { id: user.id, login: "writer" },
		repositories: [repo.id],
		via: "actions",
	});
});

describe("what is given for it", () => {
	const me = async (exchanged: { body: Readonly<Record<string, unknown>> }) =>
		(await bench.me(`${exchanged.body.access_token}`)).body;

	test("speaks for one agent alone where one was named", async () => {
		const exchanged = await bench.exchange({
			...{ subject_token: run(), subject_token_type: ID_TOKEN },
			agent: "backend-1",
		});
		expect(await me(exchanged)).toMatchObject({
			...{ agent: "backend-1", isBound: true, via: "actions" },
		});
		expect(await me(await bench.exchangeId(run()))).not.toHaveProperty(
			"isBound",
		);
	});

	test("never lasts longer than a quarter of an hour after the proof was made out", async () => {
		const nowS = Math.floor(bench.options.nowMs() / 1_000);
		const made = (agoS: number) => run({ iat: nowS - agoS, exp: nowS + 60 });
		const { body } = await bench.exchangeId(made(600));
		expect(body).toMatchObject({ expires_in: 300 });
		expect(await bench.exchangeId(made(899))).toMatchObject({
			body: { expires_in: 1 },
		});
		expect(await bench.exchangeId(made(900))).toMatchObject({
			...refused,
			body: { error_description: expect.stringContaining("ended") },
		});
		const ahead = run({ iat: nowS + 3_000, exp: nowS + 3_600 });
		expect(await bench.exchangeId(ahead)).toMatchObject({
			body: { expires_in: 600 },
		});
	});
});

test("a repository that asks for too many does not take the others' share, and forged tokens take nobody's", async () => {
	const app = guardedApp(bench.options);
	const ask = async (subject_token: string) =>
		(
			await app.request("/api/v1/token", {
				method: "POST",
				body: new URLSearchParams({
					...{ grant_type: EXCHANGE_GRANT, subject_token },
					subject_token_type: ID_TOKEN,
				}),
			})
		).status;
	const [header, payload] = run().split(".");
	for (let asked = 0; asked < 700; asked++)
		expect(await ask(`${header}.${payload}.AAAA`)).toBe(400);
	const token = run();
	for (let asked = 0; asked < 120; asked++) expect(await ask(token)).toBe(200);
	expect(await ask(token)).toBe(429);
	expect(await ask(run({ repository_id: "987654" }))).toBe(200);
});

test("a bot is the actor of its runs", async () => {
	const { body } = await bench.exchangeId(
		bench.sample.forge.actionsToken({
			...{ repository: "acme/demo", actor: "ci[bot]" },
			audience: PUBLIC_URL,
		}),
	);
	expect((await bench.me(`${body.access_token}`)).body).toMatchObject({
		actor: { login: "ci[bot]" },
	});
});

describe("it is not exchanged when", () => {
	test.each([
		"https://other.example",
		`${PUBLIC_URL}/`,
		`${PUBLIC_URL}.evil.example`,
		"https://github.com/acme",
	])("it is made out to %s", async (audience) => {
		expect(await bench.exchangeId(run({}, audience))).toMatchObject(refused);
	});

	test("it is made out to others as well", async () => {
		const aud = [PUBLIC_URL, "https://other.example"];
		expect(await bench.exchangeId(run({ aud }))).toMatchObject(refused);
	});

	test("it comes from another issuer", async () => {
		const iss = "https://token.actions.githubusercontent.com";
		expect(await bench.exchangeId(run({ iss }))).toMatchObject(refused);
	});

	test("its time is up, or has not come", async () => {
		const nowS = bench.options.nowMs() / 1_000;
		expect(await bench.exchangeId(run({ exp: nowS - 31 }))).toMatchObject({
			...refused,
			body: { error_description: expect.stringContaining("ended") },
		});
		expect(await bench.exchangeId(run({ nbf: nowS + 60 }))).toMatchObject(
			refused,
		);
		expect(await bench.exchangeId(run({ exp: undefined }))).toMatchObject(
			refused,
		);
	});

	test.each(["repository_id", "repository", "actor_id", "actor"])(
		"%s is missing or of a wrong type",
		async (name) => {
			for (const value of [undefined, 7, "", "-1 x", null, ["7"]])
				expect(await bench.exchangeId(run({ [name]: value }))).toMatchObject(
					refused,
				);
		},
	);

	test("somebody else signed it, or nobody", async () => {
		const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
		const token = run();
		const [header = "", payload = ""] = token.split(".");
		const claims = JSON.parse(
			Buffer.from(payload, "base64url").toString(),
		) as Record<string, unknown>;
		const { kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as {
			kid: string;
		};
		const sign = (id: string) =>
			new SignJWT(claims)
				.setProtectedHeader({ alg: "RS256", kid: id })
				.sign(privateKey);
		const others = [
			await sign(kid),
			await sign("another"),
			new UnsecuredJWT(claims).encode(),
			`${header}.${payload}.`,
		];
		for (const other of others)
			expect(await bench.exchangeId(other)).toMatchObject(refused);
		expect(await bench.exchangeId(token)).toMatchObject({ status: 200 });
	});

	test.each(["x", "a.b.c", "ghs_0123456789", "eyJhbGciOiJSUzI1NiJ9.e30.x"])(
		"it is none: %s",
		async (token) => {
			expect(await bench.exchangeId(token)).toMatchObject(refused);
		},
	);
});

test("while the issuer's keys cannot be read it says so, and that asking again later may help", async () => {
	const prove = actionsTokens({
		...bench.options,
		apiUrl: "http://127.0.0.1:9/api/v3",
	});
	expect(await prove(run(), () => undefined)).toMatchObject({
		ok: false,
		status: 503,
		retryAfterS: expect.any(Number),
	});
});
