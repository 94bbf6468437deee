import { RemoteUnavailable } from "../remote/remote-unavailable.ts";
import { serverFault } from "../remote/server-faults.ts";

/** What an OAuth endpoint answered. */
export interface OAuthReply {
	readonly status: number;
	readonly body: Readonly<Record<string, unknown>>;
}

const TIMEOUT_MS = 30_000;
const MAX_CHARACTERS = 100_000;

/** How requests are made. */
export interface OAuthOptions {
	readonly fetch: typeof fetch;
	readonly signal?: AbortSignal;
}

/** Posts a form and reads the JSON that comes back. Throws `STORE_UNAVAILABLE` when nothing comes back, or something else. */
export function postForm(
	url: string,
	fields: Readonly<Record<string, string>>,
	options: OAuthOptions,
): Promise<OAuthReply> {
	return request(
		url,
		{ method: "POST", body: new URLSearchParams(fields) },
		options,
	);
}

/** Reads the JSON at an address. Throws as `postForm` does. */
export function getJson(
	url: string,
	options: OAuthOptions,
): Promise<OAuthReply> {
	return request(url, {}, options);
}

/** The text in a field of an answer, empty where there is none. */
export function textIn({ body }: OAuthReply, field: string): string {
	const value = body[field];
	return typeof value === "string" ? value : "";
}

/** The number in a field of an answer; undefined where there is none. */
export function numberIn(
	{ body }: OAuthReply,
	field: string,
): number | undefined {
	const value = Number(body[field] ?? Number.NaN);
	return Number.isFinite(value) && value >= 0 ? value : undefined;
}

async function request(
	address: string,
	init: RequestInit,
	{ fetch, signal }: OAuthOptions,
): Promise<OAuthReply> {
	const url = new URL(address);
	const timeout = AbortSignal.timeout(TIMEOUT_MS);
	const { status, text } = await fetch(url, {
		...init,
		headers: { accept: "application/json" },
		// What is sent is meant for this place and for no other that it points to.
		redirect: "manual",
		signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
	}).then(
		async (response) => ({
			status: response.status,
			text: (await response.text()).slice(0, MAX_CHARACTERS),
		}),
		(cause) => {
			throw serverFault(url, cause);
		},
	);
	const body = objectIn(text);
	if (body !== undefined) return { status, body };
	throw new RemoteUnavailable(
		`${url.origin} answers ${status} with no JSON`,
		"See that the address is right, and say the same again later.",
		{ isFinal: status < 500 },
	);
}

function objectIn(text: string): OAuthReply["body"] | undefined {
	try {
		const value: unknown = JSON.parse(text);
		const isObject = typeof value === "object" && value !== null;
		return isObject ? (value as OAuthReply["body"]) : undefined;
	} catch {
		return undefined;
	}
}
