import { Hono } from "hono";
import type { AccessOptions } from "./access-options.ts";
import { githubHost } from "./github-host.ts";
import type { HostedSession, PageAccess } from "./page-access.ts";
import { foreignPage } from "./page-threshold.ts";
import { sessionCookie } from "./session.ts";
import { notFromOurPage } from "./session-check.ts";
import {
	beginSignIn,
	CALLBACK_PATH,
	signInCookie,
} from "./web-sign-in-begin.ts";
import { signInEnd } from "./web-sign-in-end.ts";

/** Who looks at the page in the hosted form: whoever signed in with GitHub, by the App's own web flow. */
export function webSignIn(options: AccessOptions): PageAccess {
	const { publicUrl } = options;
	const session = sessionCookie(options);
	const begun = signInCookie(options);
	const signIn = new Hono();
	signIn.get("/sign-in", (c) => beginSignIn(c, options, begun));
	signIn.get(CALLBACK_PATH, signInEnd({ ...options, begun, session }));
	signIn.post("/sign-out", async (c) => {
		const known = await session.read(c);
		const strange = known && notFromOurPage(c, known, publicUrl);
		if (strange) return strange;
		session.drop(c);
		return c.body(null, 204);
	});
	return {
		signIn,
		async threshold(context, next) {
			return foreignPage(context, (origin) => origin === publicUrl) ?? next();
		},
		async callerOf(context) {
			const known = await session.read(context);
			return known && { actor: { id: known.id, login: known.login } };
		},
		async session(context) {
			const known = await session.read(context);
			const told: HostedSession = {
				form: "hosted",
				user: known === undefined ? null : { id: known.id, login: known.login },
				csrf: known?.csrf ?? null,
				git: githubHost(options.apiUrl).webUrl,
			};
			return context.json(told);
		},
	};
}
