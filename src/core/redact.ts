import type { Json } from "./errors.ts";

/**
 * What is never kept, by what it is. The shapes are the ones that are issued, so that a name like `sk-translation-files` stays.
 * Every pattern is linear: no group repeats what could also match otherwise, and none starts within a word.
 */
const SECRETS: readonly (readonly [kind: string, pattern: RegExp])[] = [
	[
		"private-key",
		/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
	],
	[
		"github-token",
		/(?<![A-Za-z0-9])gh[opsur]_(?:[0-9]{1,20}_)?(?:[A-Za-z0-9]{36,}|eyJ[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+){0,2})/g,
	],
	["github-token", /(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{20,}/g],
	["anthropic-key", /(?<![A-Za-z0-9])sk-ant-[A-Za-z0-9_-]{16,}/g],
	[
		"openai-key",
		/(?<![A-Za-z0-9])sk-(?:(?:proj|svcacct|admin|or-v1)-[A-Za-z0-9_-]{20,}|[A-Za-z0-9]{32,})/g,
	],
	["aws-key", /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g],
	["slack-token", /(?<![A-Za-z0-9])xox[abeprs]-[A-Za-z0-9-]{10,}/g],
	["google-key", /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35,}/g],
	["npm-token", /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36,}/g],
	["pypi-token", /(?<![A-Za-z0-9])pypi-Ag[A-Za-z0-9_-]{30,}/g],
	["gitlab-token", /(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20,}/g],
	["stripe-key", /(?<![A-Za-z0-9])[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/g],
	["huggingface-token", /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}/g],
	[
		"sendgrid-key",
		/(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g,
	],
	["bearer-token", /(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{16,}/g],
	[
		"jwt",
		/(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g,
	],
];

/** `scheme://user:password@host`: the password goes, the address stays readable. A password may hold `@` itself. */
const CREDENTIALS_IN_URL = /(?<=:\/\/)([^\s/@:]*):([^\s/"'<>]+)@/g;

/**
 * `password=…`, as programs print their settings: a value of some length with a digit in it. What only talks about a password
 * stays.
 */
const SETTINGS =
	/(?<![A-Za-z0-9])((?:password|passwd|secret|token|api[_-]?key)["']?\s?[=:]\s?["']|(?:password|passwd|secret|token|api[_-]?key)=)(?=[^\s"'&]{0,200}[0-9])[^\s"'&]{8,200}/gi;

/** Control characters other than tab and line feed. */
const CONTROL = /(?![\n\t])\p{Cc}/gu;
const LONE_SURROGATE =
	/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text as it may be kept: well-formed, `\n` line ends, no control characters. */
export function wellFormed(text: string): string {
	return text
		.replace(/\r\n?/g, "\n")
		.replace(LONE_SURROGATE, "\ufffd")
		.replace(CONTROL, "");
}

/** A value as it may be kept for ever: every text and key well-formed and without secrets, each replaced by `[redacted:<kind>]`. */
export function redactSecrets(value: Json): Json {
	if (typeof value === "string") return redactText(wellFormed(value));
	if (Array.isArray(value)) return value.map(redactSecrets);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [
			redactText(wellFormed(key)),
			item === undefined ? undefined : redactSecrets(item),
		]),
	);
}

function redactText(text: string): string {
	let clean = text;
	for (const [kind, pattern] of SECRETS)
		clean = clean.replace(pattern, `[redacted:${kind}]`);
	return clean
		.replace(CREDENTIALS_IN_URL, "$1:[redacted:password]@")
		.replace(SETTINGS, "$1[redacted:setting]");
}
