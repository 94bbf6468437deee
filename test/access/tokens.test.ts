import { createPrivateKey, hkdfSync } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, test } from "vitest";
import { createTokens } from "../../src/access/tokens.ts";
import { appKey, NOW_MS, PUBLIC_URL } from "./access-bench.ts";

const privateKey = appKey();
/** RS256 asks for 2,048 bits. */
const longKey = appKey(2_048);
const options = { publicUrl: PUBLIC_URL, privateKey, nowMs: () => NOW_MS };
const tokens = createTokens(options);
const caller = { actor: { id: 583231, login: "octocat" } };

const at = (nowMs: number) => createTokens({ ...options, nowMs: () => nowMs });

describe("a token", () => {
	test("says who speaks, for which agent and where", async () => {
		const agent = { agent: "backend-1", isBound: true };
		for (const bound of [
			caller,
			{ ...caller, ...agent },
			{ ...caller, ...agent, repositories: [7, 8] },
			{ ...caller, repositories: [7], via: "actions" as const },
		])
			expect(await tokens.read(await tokens.mint(bound, 60))).toEqual(bound);
	});

	test("is made out by us, to us, for an hour at most and never the same twice", async () => {
		const token = await tokens.mint(caller, 3_600);
		expect(decodeProtectedHeader(token)).toEqual({
			alg: "HS256",
			typ: "at+jwt",
		});
		expect(decodeJwt(token)).toEqual({
			iss: PUBLIC_URL,
			aud: PUBLIC_URL,
			sub: "583231",
			login: "octocat",
			iat: NOW_MS / 1_000,
			exp: NOW_MS / 1_000 + 3_600,
			jti: expect.any(String),
		});
		expect(await tokens.mint(caller, 3_600)).not.toBe(token);
	});

	test("is good until its time is up, and not a second longer", async () => {
		const token = await tokens.mint(caller, 60);
		expect(await at(NOW_MS + 59_000).read(token)).toEqual(caller);
		expect(await at(NOW_MS + 60_000).read(token)).toBeUndefined();
	});

	test("is known by every process with the same private key, however that is written", async () => {
		const pkcs8 = createPrivateKey(privateKey)
			.export({ type: "pkcs8", format: "pem" })
			.toString();
		const other = createTokens({ ...options, privateKey: pkcs8 });
		expect(await other.read(await tokens.mint(caller, 60))).toEqual(caller);
	});

	test("of another deployment is nobody's: another private key, or another address", async () => {
		const token = await tokens.mint(caller, 60);
		const others = [
			{ ...options, privateKey: appKey() },
			{ ...options, publicUrl: "https://baton.example.org" },
		];
		for (const other of others)
			expect(await createTokens(other).read(token)).toBeUndefined();
	});

	test.each(["", "a", "a.b.c", "..", "eyJhbGciOiJIUzI1NiJ9.e30."])(
		"is not read out of %j",
		async (text) => {
			expect(await tokens.read(text)).toBeUndefined();
		},
	);
});

describe("our signature alone is not enough:", () => {
	const exp = NOW_MS / 1_000 + 60;
	const whole = {
		...{ iss: PUBLIC_URL, aud: PUBLIC_URL, sub: "7", login: "octocat" },
		exp,
	};
	const sign = (changes: object, typ = "at+jwt") =>
		new SignJWT({ ...whole, ...changes })
			.setProtectedHeader({ alg: "HS256", typ })
			.sign(key);
	const der = createPrivateKey(privateKey).export({
		type: "pkcs8",
		format: "der",
	});
	const key = new Uint8Array(
		hkdfSync("sha256", der, "", "baton access token 2", 32),
	);

	test("a whole token is taken", async () => {
		expect(await tokens.read(await sign({}))).toMatchObject({
			actor: { id: 7 },
		});
	});

	test.each([
		["another audience", { aud: "https://other.example" }],
		["another issuer", { iss: "https://other.example" }],
		["no end", { exp: undefined }],
		["no account", { sub: undefined }],
		["an account that is no number", { sub: "octocat" }],
		["an account below one", { sub: "-7" }],
		["a login that is none", { login: "a/../b" }],
		["an agent that is none", { agent: "A B" }],
		["a way that is none", { via: "elsewhere" }],
		["no repository of a list", { repository_ids: [] }],
		["a repository that is no number", { repository_ids: ["7"] }],
	])("%s", async (_, changes) => {
		expect(await tokens.read(await sign(changes))).toBeUndefined();
	});

	test("a token of another kind", async () => {
		expect(await tokens.read(await sign({}, "JWT"))).toBeUndefined();
	});
});

describe("what somebody wrote himself is nobody's:", () => {
	const claims = { login: "octocat" };
	const exp = NOW_MS / 1_000 + 60;

	/** Changes one part of a good token, keeping the others. */
	async function forged(part: 0 | 1, change: (json: object) => object) {
		const parts = (await tokens.mint(caller, 60)).split(".");
		const json = JSON.parse(
			Buffer.from(parts[part] ?? "", "base64url").toString(),
		) as object;
		parts[part] = Buffer.from(JSON.stringify(change(json))).toString(
			"base64url",
		);
		return parts.join(".");
	}

	test("another account under our signature", async () => {
		const token = await forged(1, (found) => ({ ...found, sub: "1" }));
		expect(await tokens.read(token)).toBeUndefined();
	});

	test("a later end under our signature", async () => {
		const token = await forged(1, (found) => ({ ...found, exp: exp * 2 }));
		expect(await tokens.read(token)).toBeUndefined();
	});

	test("no algorithm", async () => {
		const none = new UnsecuredJWT(claims)
			.setIssuer(PUBLIC_URL)
			.setAudience(PUBLIC_URL)
			.setSubject("1")
			.setExpirationTime(exp)
			.encode();
		expect(await tokens.read(none)).toBeUndefined();
		const said = await forged(0, (found) => ({ ...found, alg: "none" }));
		expect(await tokens.read(said)).toBeUndefined();
	});

	test("the App's private key itself as the key", async () => {
		const token = await new SignJWT(claims)
			.setProtectedHeader({ alg: "RS256", typ: "at+jwt" })
			.setIssuer(PUBLIC_URL)
			.setAudience(PUBLIC_URL)
			.setSubject("1")
			.setExpirationTime(exp)
			.sign(createPrivateKey(longKey));
		const own = createTokens({ ...options, privateKey: longKey });
		expect(await own.read(token)).toBeUndefined();
	});
});
