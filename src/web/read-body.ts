import {
	type Json,
	type JsonObject,
	type Refusal,
	refuse,
} from "../core/errors.ts";
import { jsonFlaw } from "../engine/json-flaw.ts";

/** No call needs more: 64 kB of JSON with every character escaped is well below. */
export const MAX_BODY_BYTES = 1_024 * 1_024;

/** A body that was not taken in, and the status to say so with. */
export interface BodyRefusal {
	readonly status: 400 | 413 | 415;
	readonly refusal: Refusal;
}

/**
 * The JSON object in a request's body; `{}` for an empty one. The type is looked at first, then the length that is announced,
 * and nothing is read beyond the limit.
 * Fields in the query are refused: they would be overlooked.
 */
export async function readBody(
	request: Request,
	query: URLSearchParams,
): Promise<{ readonly fields: JsonObject } | BodyRefusal> {
	if (query.size > 0)
		return wrong(400, "A POST has its fields in the body, not in the query.");
	const type = request.headers.get("content-type");
	const isEmpty =
		type === null && request.headers.get("content-length") === "0";
	if (isEmpty || request.body === null) return { fields: {} };
	if (!/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type ?? ""))
		return wrong(415, "The body's content type is not application/json.");
	if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES)
		return tooLarge();
	const bytes = await readUpTo(request.body, MAX_BODY_BYTES);
	if (bytes === "cut") return wrong(400, "The body ended before its end.");
	if (bytes === "too large") return tooLarge();
	return parsed(bytes);
}

async function readUpTo(
	body: NonNullable<Request["body"]>,
	maxBytes: number,
): Promise<Uint8Array | "cut" | "too large"> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	try {
		for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
			size += chunk.length;
			if (size > maxBytes) return "too large";
			chunks.push(chunk);
		}
	} catch {
		// Whoever sent it is gone, or was too slow: there is nobody to be told more.
		return "cut";
	}
	return Buffer.concat(chunks);
}

function parsed(
	bytes: Uint8Array,
): { readonly fields: JsonObject } | BodyRefusal {
	if (bytes.length === 0) return { fields: {} };
	let value: Json;
	try {
		const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
		value = JSON.parse(text) as Json;
	} catch {
		return wrong(400, "The body is not JSON.");
	}
	const flaw = jsonFlaw(value);
	if (flaw !== undefined)
		return wrong(400, `The body is refused because ${flaw}.`);
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? { fields: value as JsonObject }
		: wrong(400, "The body is not a JSON object.");
}

function tooLarge(): BodyRefusal {
	return wrong(413, `The body is larger than ${MAX_BODY_BYTES / 1_024} kB.`);
}

function wrong(status: BodyRefusal["status"], message: string): BodyRefusal {
	const hint =
		"Send one JSON object in UTF-8, at most 64 kB: the fields of the verb, `task`, `step` and `as`.";
	return { status, refusal: refuse("VALIDATION", message, hint) };
}
