/** The stable codes every door answers with. They are part of the protocol (section 7): none is ever renamed or reused. */
export const ERROR_CODES = [
	"VALIDATION",
	"UNAUTHENTICATED",
	"FORBIDDEN",
	"NOT_FOUND",
	"STALE",
	"CONFLICT_LOCKED",
	"LEASE_EXPIRED",
	"INVALID_TRANSITION",
	"WIP_EXCEEDED",
	"CYCLE_DETECTED",
	"GATE_FAILED",
	"QUOTA_EXCEEDED",
	"RATE_LIMITED",
	"INTERNAL",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Plain data that survives a trip through JSON unchanged. */
export type Json =
	| null
	| boolean
	| number
	| string
	| readonly Json[]
	| JsonObject;
export interface JsonObject {
	readonly [key: string]: Json | undefined;
}

/**
 * An expected "no". `message` says what happened, `hint` the next safe step, `retryable` whether the same command may
 * succeed later without anything being corrected by the caller. Nothing was changed.
 */
export interface Refusal {
	readonly ok: false;
	readonly code: ErrorCode;
	readonly message: string;
	readonly hint: string;
	readonly retryable: boolean;
	readonly data?: JsonObject;
}

const RETRYABLE: ReadonlySet<ErrorCode> = new Set([
	"STALE",
	"CONFLICT_LOCKED",
	"WIP_EXCEEDED",
	"GATE_FAILED",
	"QUOTA_EXCEEDED",
	"RATE_LIMITED",
	"INTERNAL",
]);

/** Makes a refusal; `retryable` follows from the code. */
export function refuse(
	code: ErrorCode,
	message: string,
	hint: string,
	data?: JsonObject,
): Refusal {
	return {
		ok: false,
		code,
		message,
		hint,
		retryable: RETRYABLE.has(code),
		...(data === undefined ? {} : { data }),
	};
}
