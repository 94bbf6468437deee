import type { Json } from "./errors.ts";

/** What is never kept, by what it is. Every pattern is linear: no group repeats what could also match otherwise. */
const SECRETS: readonly (readonly [kind: string, pattern: RegExp])[] = [
	[
		"private-key",
		/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g,
	],
	["github-token", /\bgh[opsur]_[A-Za-z0-9_.-]{20,}/g],
	["github-token", /\bgithub_pat_[A-Za-z0-9_]{20,}/g],
	["anthropic-key", /\bsk-ant-[A-Za-z0-9_-]{16,}/g],
	["openai-key", /\bsk-[A-Za-z0-9_-]{20,}/g],
	["aws-key", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
	["slack-token", /\bxox[abeprs]-[A-Za-z0-9-]{10,}/g],
	["google-key", /\bAIza[A-Za-z0-9_-]{35}/g],
	["npm-token", /\bnpm_[A-Za-z0-9]{36}/g],
	["pypi-token", /\bpypi-[A-Za-z0-9_-]{32,}/g],
	["jwt", /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g],
];

/** `scheme://user:password@host`: the password goes, the address stays readable. */
const CREDENTIALS_IN_URL =
	/\b([a-z][a-z0-9+.-]{1,20}:\/\/)([^\s/@:]{0,200}):([^\s/@]{1,500})@/gi;

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

/** A value as it may be kept for ever: every text well-formed and without secrets, each replaced by `[redacted:<kind>]`. */
export function redactSecrets(value: Json): Json {
	if (typeof value === "string") return redactText(wellFormed(value));
	if (Array.isArray(value)) return value.map(redactSecrets);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [
			key,
			item === undefined ? undefined : redactSecrets(item),
		]),
	);
}

function redactText(text: string): string {
	let clean = text;
	for (const [kind, pattern] of SECRETS)
		clean = clean.replace(pattern, `[redacted:${kind}]`);
	return clean.replace(CREDENTIALS_IN_URL, "$1$2:[redacted:password]@");
}
