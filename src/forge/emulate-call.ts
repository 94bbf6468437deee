import type { Answer, Call } from "./call.ts";
import type { Emulator } from "./emulator.ts";

/** Headers of the emulator that are taken over; the others are of its own making. */
const KEPT_HEADERS = ["content-type", "link", "location"] as const;

/** Lets the emulator answer a call as it would a request from outside. */
export async function emulateCall(
	emulator: Emulator,
	url: string,
	call: Call,
): Promise<Answer> {
	const query = call.query.size === 0 ? "" : `?${call.query}`;
	const request = new Request(`${url}${call.path}${query}`, {
		method: call.method,
		headers: {
			"content-type": "application/json",
			...(call.accept === undefined ? {} : { accept: call.accept }),
		},
		...(call.method === "GET" || call.method === "HEAD"
			? {}
			: { body: bodyOf(call) }),
	});
	return toAnswer(await emulator.fetch(request, call.caller));
}

/** The emulator takes a missing body for broken JSON, where GitHub takes it for an empty one. */
function bodyOf(call: Call): string | Uint8Array {
	if (call.body !== undefined) return JSON.stringify(call.body);
	return call.raw.length === 0 ? "{}" : new Uint8Array(call.raw);
}

async function toAnswer(response: Response): Promise<Answer> {
	const headers: Record<string, string> = {};
	for (const name of KEPT_HEADERS) {
		const value = response.headers.get(name);
		if (value !== null) headers[name] = value;
	}
	if (response.status === 204 || response.body === null)
		return { status: response.status, headers };
	const isJson = /json/.test(headers["content-type"] ?? "");
	const body: unknown = isJson
		? await response.json()
		: Buffer.from(await response.arrayBuffer());
	return { status: response.status, body, headers };
}
