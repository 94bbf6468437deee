import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Actor } from "../core/actor.ts";
import type { AccessOptions } from "./access-options.ts";
import { Login } from "./login.ts";
import { type SignedCookie, signedCookie } from "./signed-cookie.ts";

const LIFE_S = 8 * 3_600;

const Claims = z.object({
	id: z.number().int().positive(),
	login: Login,
	csrf: z.string().regex(/^[\w-]{32}$/),
});

/** A person at a browser, and what its pages have to show before they change anything. */
export type WebSession = z.infer<typeof Claims>;

/**
 * The cookie of whoever signed in at the page; good for eight hours, a new private key ends all of them. It says who somebody is
 * and nothing of what he may do.
 */
export function sessionCookie(
	options: Pick<AccessOptions, "publicUrl" | "privateKey" | "nowMs">,
): SignedCookie<WebSession> {
	return signedCookie(
		{
			...{ name: "baton", purpose: "baton web session 1" },
			...{ lifeS: LIFE_S, claims: Claims },
		},
		options,
	);
}

/** A session that begins now. */
export function newSession({ id, login }: Actor): WebSession {
	return { id, login, csrf: randomBytes(24).toString("base64url") };
}
