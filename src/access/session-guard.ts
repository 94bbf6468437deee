import type { MiddlewareHandler } from "hono";
import type { AccessOptions, GuardedEnv } from "./access-options.ts";
import { bearerGuard } from "./bearer-guard.ts";
import { sessionCookie } from "./session.ts";
import { notFromOurPage } from "./session-check.ts";

/**
 * For the API in the hosted form: lets bearers of our tokens pass and people who signed in at the page. Whoever sends an
 * `Authorization` header is judged by that alone. A person speaks as the account, for no agent in particular.
 */
export function sessionGuard(
	options: Pick<AccessOptions, "publicUrl" | "privateKey" | "nowMs">,
): MiddlewareHandler<GuardedEnv> {
	const bearer = bearerGuard(options);
	const cookie = sessionCookie(options);
	return async (context, next) => {
		const isBearer = context.req.header("authorization") !== undefined;
		const session = isBearer ? undefined : await cookie.read(context);
		if (session === undefined) return bearer(context, next);
		const strange = notFromOurPage(context, session, options.publicUrl);
		if (strange !== undefined) return strange;
		const { id, login } = session;
		context.set("caller", { actor: { id, login } });
		return next();
	};
}
