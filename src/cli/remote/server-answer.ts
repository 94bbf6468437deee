import { type ErrorCode, type JsonObject, refuse } from "../../core/errors.ts";
import type { Answer } from "../../engine/answer.ts";
import { RemoteUnavailable } from "./remote-unavailable.ts";
import { noBaton, type ServerReply } from "./server-request.ts";

/** What a server replied, as an answer. Throws `STORE_UNAVAILABLE` when it could not do anything just now, or is no
 * server of Baton's. */
export function answerOf(
	reply: ServerReply,
	{ verb, url }: { readonly verb: string; readonly url: URL },
): Answer {
	const { status, body, retryAfterS } = reply;
	if (body.ok === true) {
		if (!isObject(body.data)) throw noBaton(url, reply);
		return { verb, opId: "", ...body } as unknown as Answer;
	}
	const { message, hint } = body;
	if (status === 503)
		throw new RemoteUnavailable(
			`${url.origin}: ${text(message)}`,
			text(hint) || "Say the same again later.",
		);
	const code = text(body.code) as ErrorCode;
	const wait =
		retryAfterS === undefined ? {} : { retryAfterSeconds: retryAfterS };
	const data = { ...wait, ...(body.data as JsonObject | undefined) };
	const refusal = refuse(
		code,
		text(message),
		code === "UNAUTHENTICATED" ? loginHint(url, text(hint)) : text(hint),
		Object.keys(data).length === 0 ? undefined : data,
	);
	const { retryable = refusal.retryable } = body;
	return {
		...refusal,
		retryable: retryable === true,
		verb: text(body.verb) || verb,
		opId: text(body.opId),
	};
}

/** On this machine an agent's name is all that is asked for. */
function loginHint({ origin, protocol }: URL, hint: string): string {
	return protocol === "http:" && hint !== ""
		? hint
		: `\`baton login --url ${origin}\` proves who you are; BATON_TOKEN stands above it.`;
}

function isObject(value: unknown): boolean {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
	return typeof value === "string" ? value : "";
}
