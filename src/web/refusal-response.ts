import { type ErrorCode, type Refusal, refuse } from "../core/errors.ts";

/** The HTTP status of each code. */
const STATUS: Readonly<Record<ErrorCode, number>> = {
	VALIDATION: 400,
	UNAUTHENTICATED: 401,
	FORBIDDEN: 403,
	NOT_FOUND: 404,
	STALE: 409,
	CONFLICT_LOCKED: 409,
	LEASE_EXPIRED: 409,
	INVALID_TRANSITION: 409,
	WIP_EXCEEDED: 409,
	CYCLE_DETECTED: 409,
	GATE_FAILED: 409,
	QUOTA_EXCEEDED: 409,
	RATE_LIMITED: 429,
	INTERNAL: 500,
};

/** The HTTP status that a refusal is answered with. */
export function statusOf(code: ErrorCode): number {
	return STATUS[code];
}

/** What every answer of the API carries: nobody keeps it, and nobody guesses what it is. */
const HEADERS = {
	"cache-control": "no-store",
	"content-type": "application/json; charset=utf-8",
	"x-content-type-options": "nosniff",
} as const;

/** How an answer differs from the usual one. */
export interface ResponseWish {
	readonly status?: number | undefined;
	readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Plain data as an answer of the API. */
export function jsonResponse(
	value: object,
	{ status = 200, headers = {} }: ResponseWish = {},
): Response {
	return new Response(`${JSON.stringify(value)}\n`, {
		status,
		headers: { ...HEADERS, ...headers },
	});
}

/** A refusal as an answer of the API, by the status of its code unless another one fits better. One that has to do with time says when to come again. */
export function refusalResponse(
	refusal: Refusal,
	{ status = statusOf(refusal.code), headers = {} }: ResponseWish = {},
): Response {
	const seconds = refusal.data?.retryAfterSeconds;
	const again: Readonly<Record<string, string>> =
		typeof seconds === "number"
			? { "retry-after": String(Math.ceil(seconds)) }
			: {};
	return jsonResponse(refusal, { status, headers: { ...again, ...headers } });
}

/** Told of a path that leads nowhere. */
export function nothingHere(): Response {
	return refusalResponse(
		refuse(
			"NOT_FOUND",
			"There is nothing at this address.",
			"The API is below /api/v1; GET /api/v1/openapi.json describes it.",
		),
	);
}
