import type { Context } from "hono";
import type { AccessOptions } from "./access-options.ts";
import { addressOf } from "./address-of.ts";
import { exchangeBounds } from "./exchange-bounds.ts";
import { denied, type ExchangeError } from "./exchange-error.ts";
import { networkOf } from "./network-of.ts";
import type { Proven } from "./proven.ts";
import { revokeUserToken } from "./revoke-user-token.ts";
import { newSession, type WebSession } from "./session.ts";
import type { SignedCookie } from "./signed-cookie.ts";
import { proveUserToken } from "./user-token.ts";
import { tokenForCode } from "./web-code.ts";
import type { BegunSignIn } from "./web-sign-in-begin.ts";
import { signInFailure } from "./web-sign-in-failure.ts";

/** What ending a sign-in works with. */
export interface EndOptions extends AccessOptions {
	readonly begun: SignedCookie<BegunSignIn>;
	readonly session: SignedCookie<WebSession>;
}

/** Makes what answers `GET /sign-in/callback`: whoever GitHub proves to be the one who left has a session, and goes on where he was. */
export function signInEnd(
	options: EndOptions,
): (context: Context) => Promise<Response> {
	const { asking } = exchangeBounds(options.nowMs);
	return async (context) => {
		const begun = await options.begun.read(context);
		const { state, code, error } = context.req.query();
		if (begun === undefined || state !== begun.state)
			return signInFailure(
				context,
				denied(
					"invalid_request",
					"Signing in took too long, or was begun in another tab or browser.",
				),
				begun?.to,
			);
		options.begun.drop(context);
		if (error !== undefined || code === undefined)
			return signInFailure(
				context,
				denied("invalid_request", "GitHub was not told to let you in."),
				begun.to,
			);
		const found = await proveCode({ code, ...begun }, options, () =>
			asking(networkOf(addressOf(context))),
		);
		if (!found.ok) return signInFailure(context, found, begun.to);
		await options.session.put(context, newSession(found.caller.actor));
		return context.redirect(begun.to);
	};
}

/** The token is good for nothing but to learn whose it is. */
async function proveCode(
	{ code, verifier }: { readonly code: string; readonly verifier: string },
	options: AccessOptions,
	admit: () => ExchangeError | undefined,
): Promise<Proven | ExchangeError> {
	const tooMany = admit();
	if (tooMany !== undefined) return tooMany;
	const token = await tokenForCode(code, verifier, options);
	if (typeof token !== "string") return token;
	try {
		return await proveUserToken(token, options, () => undefined);
	} finally {
		await revokeUserToken(token, options);
	}
}
