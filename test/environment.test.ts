import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { readEnvironment } from "../src/environment.ts";

const PRIVATE_KEY = generateKeyPairSync("rsa", { modulusLength: 1_024 })
	.privateKey.export({ type: "pkcs1", format: "pem" })
	.toString();
const WEBHOOK_SECRET = "0123456789abcdef0123456789abcdef";
const credentials = { APP_ID: "7", PRIVATE_KEY, WEBHOOK_SECRET };

test("without credentials everything runs on this machine", () => {
	expect(readEnvironment({})).toEqual({
		kind: "embedded",
		port: 3000,
		forgePort: 3001,
		home: ".baton",
	});
	expect(
		readEnvironment({ PORT: "4000", FORGE_PORT: "4001", BATON_HOME: "here" }),
	).toEqual({ kind: "embedded", port: 4000, forgePort: 4001, home: "here" });
});

test("with credentials it runs against GitHub, or the server that is named", () => {
	expect(readEnvironment(credentials)).toMatchObject({
		kind: "hosted",
		appId: 7,
		apiUrl: "https://api.github.com",
	});
	expect(
		readEnvironment({ ...credentials, GHE_HOST: "git.example.com" }),
	).toMatchObject({ apiUrl: "https://git.example.com/api/v3" });
	expect(
		readEnvironment({
			...credentials,
			PRIVATE_KEY: Buffer.from(PRIVATE_KEY).toString("base64"),
		}),
	).toMatchObject({ kind: "hosted", privateKey: PRIVATE_KEY });
});

test.each([
	["only an id", { APP_ID: "7" }, "PRIVATE_KEY and WEBHOOK_SECRET"],
	["no secret", { APP_ID: "7", PRIVATE_KEY }, "WEBHOOK_SECRET"],
	["an empty secret", { ...credentials, WEBHOOK_SECRET: "" }, "WEBHOOK_SECRET"],
	[
		"Probot's own default secret",
		{ ...credentials, WEBHOOK_SECRET: "development" },
		"32 bytes",
	],
	[
		"a short secret",
		{ ...credentials, WEBHOOK_SECRET: "x".repeat(31) },
		"32 bytes",
	],
	["a malformed id", { ...credentials, APP_ID: "seven" }, "APP_ID"],
	["a malformed key", { ...credentials, PRIVATE_KEY: "secret" }, "PRIVATE_KEY"],
	[
		"production without credentials",
		{ NODE_ENV: "production" },
		"APP_ID, PRIVATE_KEY and WEBHOOK_SECRET",
	],
	["a port that is none", { PORT: "http" }, "PORT"],
	["a port too large", { FORGE_PORT: "70000" }, "FORGE_PORT"],
])("%s is refused, saying what to set", (_, env, name) => {
	expect(readEnvironment(env)).toMatchObject({
		kind: "unusable",
		problem: expect.stringContaining(name),
	});
});
