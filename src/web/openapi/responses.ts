import type { ErrorCode, JsonObject } from "../../core/errors.ts";
import type { Verb } from "../../verbs/verb.ts";
import { statusOf } from "../refusal-response.ts";
import { shared } from "./components.ts";

/** A body of JSON. */
export function json(schema: JsonObject, example?: JsonObject): JsonObject {
	return {
		"application/json": {
			schema,
			...(example === undefined ? {} : { example }),
		},
	};
}

function refused(
	description: string,
	codes: readonly ErrorCode[],
	headers: JsonObject = {},
): JsonObject {
	return {
		description,
		...(Object.keys(headers).length === 0 ? {} : { headers }),
		content: json({
			allOf: [
				shared("schemas", "Refusal"),
				{ properties: { code: { enum: [...codes] } } },
			],
		}),
	};
}

const AGAIN: JsonObject = {
	"Retry-After": {
		description: "After how many seconds to come again.",
		schema: { type: "integer" },
	},
};

/** Failures that any request may meet, by name. */
export const FAILURES: JsonObject = {
	Validation: refused("What was said is wrong; nothing was changed.", [
		"VALIDATION",
	]),
	Unauthenticated: refused(
		"Nobody, or nobody known, spoke.",
		["UNAUTHENTICATED"],
		{
			"WWW-Authenticate": {
				description: "Where a token is to be had (RFC 9728).",
				schema: { type: "string" },
			},
		},
	),
	Forbidden: refused("Not allowed; says which role is needed.", ["FORBIDDEN"]),
	NotFound: refused(
		"There is no such board, task, step, agent, artifact, commit or command for the caller.",
		["NOT_FOUND"],
	),
	TooLarge: refused("The body is larger than 1 MB.", ["VALIDATION"]),
	OtherType: refused("The body is no application/json.", ["VALIDATION"]),
	RateLimited: refused(
		"Too many calls of this account in the last minute.",
		["RATE_LIMITED"],
		AGAIN,
	),
	Internal: refused(
		"A defect here; `correlationId` in the data names it in the log.",
		["INTERNAL"],
	),
	Unavailable: refused(
		"The board cannot be reached just now: say the same again, with the same key.",
		["INTERNAL"],
		AGAIN,
	),
};

/** What every request that names a caller may be answered when it fails, by status. */
export const COMMON: JsonObject = {
	"400": shared("responses", "Validation"),
	"401": shared("responses", "Unauthenticated"),
	"403": shared("responses", "Forbidden"),
	"404": shared("responses", "NotFound"),
	"429": shared("responses", "RateLimited"),
	"500": shared("responses", "Internal"),
	"503": shared("responses", "Unavailable"),
};

/** What a verb's state of things may stand against: its own codes of status 409. */
export function conflictsOf({ errors }: Verb): JsonObject {
	const codes = errors.filter((code) => statusOf(code) === 409);
	return codes.length === 0
		? {}
		: { "409": refused(`${codes.join(", ")}.`, codes) };
}
