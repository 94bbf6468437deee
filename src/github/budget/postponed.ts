/** A request that was not sent, because there is no room for it for a while: whoever shows views comes back then. */
export class PostponedError extends Error {
	readonly code = "POSTPONED";
	/** As of a refusal for too many requests: nothing that was wrong with this one. */
	readonly status = 429;
	readonly atMs: number;

	constructor(what: string, atMs: number) {
		super(`rate limit: ${what}`);
		this.atMs = atMs;
	}
}

/** From when on something is worth trying again, where an error tells that. */
export function postponedUntil(error: unknown): number | undefined {
	const { code, atMs } = Object(error) as { code?: unknown; atMs?: unknown };
	return code === "POSTPONED" && typeof atMs === "number" ? atMs : undefined;
}
