import { type Refusal, refuse } from "../../core/errors.ts";
import type { Lasting } from "./kept-logins.ts";
import { type RenewOptions, renewedLogin } from "./renewed-login.ts";

/** Tokens are looked up again that long before they end. */
const EARLY_MS = 60_000;

/**
 * A `fetch` for one server that proves who speaks: by BATON_TOKEN, else by what `baton login` got there, which is renewed for as
 * long as it is used. Where there is neither, requests go out as they are. A login that has ended is answered with a 401 that
 * says so, and nothing is sent; one that cannot be renewed just now with a 503.
 */
export function signedFetch(
	{ origin }: URL,
	options: Omit<RenewOptions, "fetch"> & { readonly fetch?: typeof fetch },
): typeof fetch {
	const { env, nowMs } = options;
	const send = options.fetch ?? fetch;
	const given = (env.BATON_TOKEN ?? "").trim();
	let known: Lasting | undefined =
		given === "" ? undefined : { token: given, endsMs: Infinity };
	const lookUp = async () => {
		if (known !== undefined && known.endsMs - EARLY_MS > nowMs()) return known;
		const found = await renewedLogin(origin, { ...options, fetch: send });
		known = found?.ok === true ? found : undefined;
		return found;
	};
	return async (input, init) => {
		const place = input instanceof Request ? input.url : input;
		// A token is for this server and for no other.
		if (new URL(place).origin !== origin) return send(input, init);
		const found = await lookUp().catch(cannotRenew);
		if (found !== undefined && "code" in found) return toResponse(found);
		if (found === undefined) return send(input, init);
		const headers = new Headers(init?.headers);
		headers.set("authorization", `Bearer ${found.token}`);
		return send(input, { ...init, headers });
	};
}

/** What does not work just now is said as a server says it. */
function cannotRenew(error: unknown): Refusal {
	const { code, message, hint } = error as {
		code?: unknown;
		message: string;
		hint?: string;
	};
	if (code !== "STORE_UNAVAILABLE") throw error;
	return refuse("INTERNAL", message, hint ?? "Say the same again later.");
}

function toResponse(refusal: Refusal): Response {
	const status = refusal.code === "UNAUTHENTICATED" ? 401 : 503;
	return Response.json(refusal, { status });
}
