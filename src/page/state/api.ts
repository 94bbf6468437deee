import type { ErrorCode, Json, JsonObject } from "../../core/errors.ts";
import { type Place, pathOf } from "./place.ts";
import { speakerHeaders } from "./session.ts";

/** What a verb answered where it did what was asked. */
export interface Told<T> {
	readonly ok: true;
	readonly verb: string;
	readonly task?: string;
	readonly version?: number;
	readonly commit?: string;
	readonly data: T;
}

/** Why it did not; `UNREACHABLE` where no answer came at all. */
export interface Refused {
	readonly ok: false;
	readonly code: ErrorCode | "UNREACHABLE";
	readonly message: string;
	readonly hint?: string;
	readonly retryable?: boolean;
	readonly data?: JsonObject;
}

export type Answer<T> = Told<T> | Refused;

type Fields = Readonly<Record<string, Json | undefined>>;

/** The address of something of a board at the server. */
export function apiPath(place: Place, what: string): string {
	return `/api/v1${pathOf(place, `/${what}`)}`;
}

/** Asks a verb that only reads. Never throws. */
export function ask<T>(
	place: Place,
	verb: string,
	fields: Fields = {},
): Promise<Answer<T>> {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(fields))
		if (Array.isArray(value)) query.set(name, value.join(","));
		else if (value !== undefined) query.set(name, String(value));
	const search = query.size === 0 ? "" : `?${query}`;
	return answerOf<T>(`${apiPath(place, verb)}${search}`, {
		headers: speakerHeaders(false),
	});
}

/**
 * Says a verb that changes something. An answer that got lost is asked for once more under the same key, which makes it the same
 * command. Never throws.
 */
export async function say<T = JsonObject>(
	place: Place,
	verb: string,
	fields: Fields = {},
): Promise<Answer<T>> {
	const request: RequestInit = {
		method: "POST",
		headers: {
			...speakerHeaders(true),
			"content-type": "application/json",
			"idempotency-key": `page-${crypto.randomUUID()}`,
		},
		body: JSON.stringify(fields),
	};
	const url = apiPath(place, verb);
	const first = await answerOf<T>(url, request);
	return !first.ok && first.code === "UNREACHABLE"
		? answerOf<T>(url, request)
		: first;
}

async function answerOf<T>(
	url: string,
	request: RequestInit,
): Promise<Answer<T>> {
	try {
		const response = await fetch(url, { cache: "no-store", ...request });
		return (await response.json()) as Answer<T>;
	} catch {
		return {
			ok: false,
			code: "UNREACHABLE",
			message: "The server did not answer.",
			hint: "It is tried again as soon as the server is there.",
			retryable: true,
		};
	}
}
