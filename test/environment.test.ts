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
		sweepEveryMs: 5_000,
	});
	expect(
		readEnvironment({
			...{ PORT: "4000", FORGE_PORT: "4001", BATON_HOME: "here" },
			BATON_SWEEP_SECONDS: "60",
		}),
	).toEqual({
		...{ kind: "embedded", port: 4000, forgePort: 4001, home: "here" },
		sweepEveryMs: 60_000,
	});
});

test("with credentials it runs against GitHub, or the server that is named", () => {
	expect(readEnvironment(credentials)).toMatchObject({
		kind: "hosted",
		appId: 7,
		apiUrl: "https://api.github.com",
		sweepEveryMs: 300_000,
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

test("agents may sign in where all of it is set that they need", () => {
	const signIn = {
		GITHUB_CLIENT_ID: "Iv23liabc",
		GITHUB_CLIENT_SECRET: "secret",
		BATON_PUBLIC_URL: "https://baton.example.com/",
	};
	expect(readEnvironment({ ...credentials, ...signIn })).toMatchObject({
		signIn: {
			clientId: "Iv23liabc",
			clientSecret: "secret",
			publicUrl: "https://baton.example.com",
		},
	});
	expect(readEnvironment(credentials)).not.toHaveProperty("signIn");
	expect(
		readEnvironment({ ...credentials, GITHUB_CLIENT_ID: "" }),
	).not.toHaveProperty("signIn");
});

test("processes that serve the same boards find each other over Redis, where one is named", () => {
	const REDIS_URL = "redis://redis.example.com:6379/1";
	expect(readEnvironment({ ...credentials, REDIS_URL })).toMatchObject({
		kind: "hosted",
		redisUrl: REDIS_URL,
	});
	expect(readEnvironment({ ...credentials, REDIS_URL: "" })).not.toHaveProperty(
		"redisUrl",
	);
});

test.each(["0", "-1", "1.5", "3601", "soon"])(
	"looks for what was missed every so many seconds, and not every %s",
	(seconds) => {
		expect(readEnvironment({ BATON_SWEEP_SECONDS: seconds })).toEqual({
			kind: "unusable",
			problem: `BATON_SWEEP_SECONDS is not a number from 1 to 3600: "${seconds}"`,
		});
	},
);

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
	[
		"an address of Redis that is none",
		{ ...credentials, REDIS_URL: "localhost:6379" },
		"REDIS_URL",
	],
	[
		"only a client id",
		{ ...credentials, GITHUB_CLIENT_ID: "Iv23liabc" },
		"GITHUB_CLIENT_SECRET and BATON_PUBLIC_URL",
	],
	[
		"a public address that is not safe",
		{
			...{ ...credentials, GITHUB_CLIENT_ID: "Iv23liabc" },
			GITHUB_CLIENT_SECRET: "secret",
			BATON_PUBLIC_URL: "http://baton.example.com",
		},
		"BATON_PUBLIC_URL does not begin with https://",
	],
	[
		"a client id that is none",
		{
			...{ ...credentials, GITHUB_CLIENT_ID: "a b" },
			GITHUB_CLIENT_SECRET: "secret",
			BATON_PUBLIC_URL: "https://baton.example.com",
		},
		"GITHUB_CLIENT_ID",
	],
	["a port that is none", { PORT: "http" }, "PORT"],
	["a port too large", { FORGE_PORT: "70000" }, "FORGE_PORT"],
])("%s is refused, saying what to set", (_, env, name) => {
	expect(readEnvironment(env)).toMatchObject({
		kind: "unusable",
		problem: expect.stringContaining(name),
	});
});
