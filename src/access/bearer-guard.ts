import type { MiddlewareHandler } from "hono";
import type { AccessOptions, GuardedEnv } from "./access-options.ts";
import { challenge } from "./challenge.ts";
import { isGitHubToken } from "./github-tokens.ts";
import { foreignOrigin } from "./own-origin.ts";
import { createTokens } from "./tokens.ts";

const HINT =
	"Sign in with `baton login`, or exchange a token at POST /api/v1/token, and send it as `Authorization: Bearer …`.";

/**
 * For the hosted form: lets only bearers of our own tokens pass, and sets `caller`. Everybody else is answered 401 with where
 * to get a token, pages of other origins 403. A token of GitHub's is refused unseen: it is not meant for us.
 */
export function bearerGuard(
	options: Pick<AccessOptions, "publicUrl" | "privateKey" | "nowMs">,
): MiddlewareHandler<GuardedEnv> {
	const { publicUrl } = options;
	const tokens = createTokens(options);
	return async (context, next) => {
		const foreign = foreignOrigin(context, (origin) => origin === publicUrl);
		if (foreign !== undefined) return foreign;
		const said = context.req.header("authorization");
		if (said === undefined)
			return challenge(context, {
				publicUrl,
				message: "This needs a token, and the request has none.",
				hint: HINT,
			});
		const token = /^Bearer +([^\s,]+) *$/i.exec(said)?.[1];
		if (token === undefined)
			return challenge(context, {
				publicUrl,
				message: "The Authorization header holds no bearer token.",
				hint: HINT,
			});
		if (isGitHubToken(token))
			return challenge(context, {
				publicUrl,
				error: "invalid_token",
				message:
					"That is a token of GitHub's, which is not accepted here: exchange it for one of this server's at POST /api/v1/token.",
				hint: "`baton login` does the exchange. If the token was not meant for this server, revoke it.",
			});
		const caller = await tokens.read(token);
		if (caller === undefined)
			return challenge(context, {
				publicUrl,
				error: "invalid_token",
				message: "The token is not one of this server's, or has ended.",
				hint: HINT,
			});
		context.set("caller", caller);
		return next();
	};
}
