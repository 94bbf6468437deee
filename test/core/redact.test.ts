import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactSecrets, wellFormed } from "../../src/core/redact.ts";

const jwt = `eyJ${"a".repeat(20)}.eyJ${"b".repeat(40)}.${"c".repeat(43)}`;

describe("is never kept:", () => {
	test.each([
		["a classic GitHub token", `ghp_${"a1B2".repeat(9)}`, "github-token"],
		["an OAuth token", `gho_${"a1B2".repeat(9)}`, "github-token"],
		[
			"an installation token of the long form",
			`ghs_123456_${jwt}`,
			"github-token",
		],
		[
			"a fine-grained token",
			`github_pat_${"a1B2_".repeat(12)}`,
			"github-token",
		],
		["an Anthropic key", `sk-ant-api03-${"x".repeat(40)}`, "anthropic-key"],
		["an OpenAI key", `sk-proj-${"x".repeat(40)}`, "openai-key"],
		["an AWS key", "AKIAIOSFODNN7EXAMPLE", "aws-key"],
		["a Slack token", "xoxb-123456789012-abcdef", "slack-token"],
		["a Google key", `AIza${"x".repeat(35)}`, "google-key"],
		["an npm token", `npm_${"x".repeat(36)}`, "npm-token"],
		["a PyPI token", `pypi-AgEIcHlwaS5vcmc${"x".repeat(40)}`, "pypi-token"],
		["an OpenRouter key", `sk-or-v1-${"ab12".repeat(16)}`, "openai-key"],
		["a JWT", jwt, "jwt"],
		["a GitLab token", `glpat-${"aB1-".repeat(5)}`, "gitlab-token"],
		["a Stripe key", `sk_${"live"}_${"aB1c".repeat(6)}`, "stripe-key"],
		["a Hugging Face token", `hf_${"aB1c".repeat(9)}`, "huggingface-token"],
		[
			"a SendGrid key",
			`SG.${"aB1c".repeat(5)}.${"aB1c".repeat(10)}`,
			"sendgrid-key",
		],
		[
			"a private key",
			`-----BEGIN RSA PRIVATE KEY-----\n${"x".repeat(64)}\n-----END RSA PRIVATE KEY-----`,
			"private-key",
		],
		[
			"a PGP private key",
			`-----BEGIN PGP PRIVATE KEY BLOCK-----\n${"x".repeat(64)}\n-----END PGP PRIVATE KEY BLOCK-----`,
			"private-key",
		],
		[
			"a private key that is cut off",
			`-----BEGIN PRIVATE KEY-----\n${"x".repeat(64)}`,
			"private-key",
		],
	])("%s", (_, secret, kind) => {
		const kept = JSON.stringify(
			redactSecrets({ note: [`before ${secret} after`] }),
		);
		expect(kept).not.toContain(secret.slice(-20));
		expect(kept).toContain(`before [redacted:${kind}]`);
		expect(redactSecrets(JSON.parse(kept))).toEqual(JSON.parse(kept));
	});
});

test("an address keeps its user and loses its password", () => {
	expect(redactSecrets("https://x-access-token:abc123@github.com/a/b")).toBe(
		"https://x-access-token:[redacted:password]@github.com/a/b",
	);
});

test("a password that holds an at sign goes as a whole", () => {
	expect(redactSecrets("postgres://app:p@ss@db.internal/x?a=b@c")).toBe(
		"postgres://app:[redacted:password]@db.internal/x?a=b@c",
	);
});

test("a secret is found behind an underscore and in the name of a field", () => {
	const token = `ghp_${"a1B2".repeat(9)}`;
	expect(redactSecrets({ [token]: `MY_${token}`, list: [`X_${jwt}`] })).toEqual(
		{
			"[redacted:github-token]": "MY_[redacted:github-token]",
			list: ["X_[redacted:jwt]"],
		},
	);
});

test.each([
	"sk-translation-files-are-missing-in-the-build",
	"pypi-publish-workflow-for-the-release-branch",
	"ghr_retry_after_secondary_limit_reached_again",
	"https://github.com/a/b/compare/x...y?expand=1 mail a@b.example",
	"task-logging-a3f9 and eyJust.eyJust.words",
	"a4d82cf0a4d82cf0a4d82cf0a4d82cf0a4d82cf0",
	"123e4567-e89b-12d3-a456-426614174000",
	"task-42 sk-1 ghp_ npm_run https://github.com/a/b:c",
	"ask-anthropic-about-it",
])("ordinary text stays: %s", (text) => {
	expect(redactSecrets(text)).toBe(text);
});

test("long hostile text is read in no time that grows faster than it", () => {
	for (const piece of [
		"ghp_",
		"ghs_1_eyJ",
		"gh",
		"sk-",
		"sk-proj-",
		"-----BEGIN PRIVATE KEY-----",
		"-----BEGIN ",
		"-----END PRIVATE KEY",
		"eyJ",
		"eyJaaaaaaaaaa.",
		"eyJaaaaaaaaaa.eyJaaaaaaaaaa",
		"https://a:",
		"://",
		":b@",
		"xoxb-",
		"pypi-Ag",
		"AKIA",
		"a@",
		"\ud800",
	]) {
		const text = piece.repeat(Math.floor(1_000_000 / piece.length));
		expect(typeof redactSecrets(text)).toBe("string");
	}
}, 10_000);

test("what was redacted once stays as it is", () => {
	const part = fc.oneof(
		fc.constantFrom(
			`ghp_${"a1B2".repeat(9)}`,
			`ghs_123456_${jwt}`,
			`github_pat_${"a1B2_".repeat(12)}`,
			`sk-proj-${"x".repeat(40)}`,
			`npm_${"x".repeat(36)}`,
			`AIza${"x".repeat(35)}`,
			jwt,
			"https://user:pass@host",
			"-----BEGIN PRIVATE KEY-----",
			"-----END PRIVATE KEY-----",
			"[redacted:jwt]",
			"\ud83d",
			"\r",
		),
		fc.constantFrom(...' _-@:/.\n"', "://"),
		fc.string({ maxLength: 5 }),
	);
	fc.assert(
		fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
			const once = redactSecrets({ [parts.join("")]: parts.join("") });
			expect(redactSecrets(once)).toEqual(once);
		}),
		{ numRuns: 3_000 },
	);
});

test("what is kept is well-formed", () => {
	expect(wellFormed("a\r\nb\rc\u0000\u0007\u007f\ttab\ud800x\udc00")).toBe(
		"a\nb\nc\ttab\ufffdx\ufffd",
	);
	expect(wellFormed("😀")).toBe("😀");
});

describe("what programs print of their settings", () => {
	test.each([
		["Authorization: Bearer abcdef0123456789xyz", "abcdef0123456789xyz"],
		["DB_PASSWORD=hunter2hunter2 in the environment", "hunter2hunter2"],
		['{"api_key": "0a1b2c3d4e5f"}', "0a1b2c3d4e5f"],
		["secret: 'abcd1234efgh'", "abcd1234efgh"],
	])("%s loses its value", (text, value) => {
		expect(redactSecrets(text)).not.toContain(value);
	});

	test.each([
		"token: the name of the field",
		"password=required",
		"tokens=1200/300 were used",
		"the secret is that token=short1",
		"bearer of good news",
	])("%s stays as it is", (text) => {
		expect(redactSecrets(text)).toBe(text);
	});
});
