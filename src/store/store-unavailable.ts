/** Thrown when the place a board lives in could not be reached, or answered nothing that can be trusted. */
export class StoreUnavailable extends Error {
	readonly code = "STORE_UNAVAILABLE";
	/** The HTTP status, when an HTTP answer is what was wrong. */
	readonly status: number | undefined;
	/** How long the remote asked us to stay away, in milliseconds, when it said so. */
	readonly retryAfterMs: number | undefined;

	constructor(
		message: string,
		details: {
			cause?: unknown;
			status?: number | undefined;
			retryAfterMs?: number | undefined;
		} = {},
	) {
		super(message, { cause: details.cause });
		this.name = "StoreUnavailable";
		this.status = details.status;
		this.retryAfterMs = details.retryAfterMs;
	}
}

/** The `code` of anything that was thrown, undefined when it has none. */
export function codeOf(thrown: unknown): unknown {
	return typeof thrown === "object" && thrown !== null && "code" in thrown
		? thrown.code
		: undefined;
}

/** What a failed read means to a caller of a store that has no second place to read from. */
export function unreadable(cause: unknown): StoreUnavailable {
	const what =
		codeOf(cause) === "OBJECT_MISSING"
			? "does not hold what was asked for"
			: "cannot be read";
	return new StoreUnavailable(
		`the repository ${what}: ${cause instanceof Error ? cause.message : "unknown"}`,
		{ cause },
	);
}
