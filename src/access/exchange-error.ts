/** A request for a token that is not granted, in the words of RFC 6749. */
export interface ExchangeError {
	readonly ok: false;
	readonly status: 400 | 413 | 429 | 503;
	readonly error: ExchangeErrorCode;
	readonly description: string;
	readonly retryAfterS?: number;
}

type ExchangeErrorCode =
	| "invalid_request"
	| "invalid_grant"
	| "invalid_target"
	| "unsupported_grant_type"
	| "temporarily_unavailable";

/** What was asked for is wrong and stays wrong. */
export function denied(
	error: Exclude<ExchangeErrorCode, "temporarily_unavailable">,
	description: string,
): ExchangeError {
	return { ok: false, status: 400, error, description };
}

/** Asking again later may help. */
export function unavailable(
	status: 429 | 503,
	description: string,
	retryAfterS: number,
): ExchangeError {
	const error = "temporarily_unavailable";
	return { ok: false, status, error, description, retryAfterS };
}
