import type { Refusal } from "../core/errors.ts";
import { exchangedToken } from "./exchanged-token.ts";
import { identityToken } from "./identity-token.ts";

/** What a run's token is got with. */
export interface RunTokenTools {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly fetch: typeof fetch;
	/** Hides a secret in the log. */
	readonly mask: (secret: string) => void;
}

/** Proves to a server which run this is, and answers the token that it gives for that. It is good for some minutes. */
export async function runToken(
	origin: string,
	tools: RunTokenTools,
): Promise<{ readonly ok: true; readonly token: string } | Refusal> {
	const identity = await identityToken(origin, tools);
	if (!identity.ok) return identity;
	const exchanged = await exchangedToken(origin, {
		subject: identity.token,
		fetch: tools.fetch,
	});
	if (exchanged.ok) tools.mask(exchanged.token);
	return exchanged;
}
