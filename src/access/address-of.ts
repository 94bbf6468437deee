import type { Context } from "hono";

/** Where a request comes from, as far as Node knows: what a header says of it, anybody could have written. */
export function addressOf({ env }: Context): string {
	const { incoming } = (env ?? {}) as {
		incoming?: { socket?: { remoteAddress?: string } };
	};
	return incoming?.socket?.remoteAddress ?? "unknown";
}
