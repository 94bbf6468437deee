import { createHash, randomBytes } from "node:crypto";
import type { Context } from "hono";
import { z } from "zod";
import type { AccessOptions } from "./access-options.ts";
import { githubHost } from "./github-host.ts";
import { ownPath } from "./own-path.ts";
import { type SignedCookie, signedCookie } from "./signed-cookie.ts";

/** The path that GitHub sends people back to; the App's settings name it as a callback URL. */
export const CALLBACK_PATH = "/sign-in/callback";

/** As long as GitHub's code is good. */
const LIFE_S = 600;

const secret = z.string().regex(/^[\w-]{43}$/);
const Begun = z.object({ state: secret, verifier: secret, to: z.string() });

/** What a browser remembers while its person is at GitHub's: what has to come back, PKCE's verifier, and where to go on. */
export type BegunSignIn = z.infer<typeof Begun>;

/** The cookie of a browser whose person is signing in. */
export function signInCookie(
	options: Pick<AccessOptions, "publicUrl" | "privateKey" | "nowMs">,
): SignedCookie<BegunSignIn> {
	return signedCookie(
		{
			...{ name: "baton-sign-in", purpose: "baton web sign-in 1" },
			...{ lifeS: LIFE_S, claims: Begun },
		},
		options,
	);
}

/** `GET /sign-in?to=/boards/…`: leads to GitHub, which knows this App and asks its person. */
export async function beginSignIn(
	context: Context,
	{ publicUrl, clientId, apiUrl }: AccessOptions,
	cookie: SignedCookie<BegunSignIn>,
): Promise<Response> {
	const [state = "", verifier = ""] = [random(), random()];
	const to = ownPath(context.req.query("to"), publicUrl);
	await cookie.put(context, { state, verifier, to });
	const url = new URL(`${githubHost(apiUrl).webUrl}/login/oauth/authorize`);
	const asked = {
		client_id: clientId,
		redirect_uri: `${publicUrl}${CALLBACK_PATH}`,
		state,
		code_challenge: createHash("sha256").update(verifier).digest("base64url"),
		code_challenge_method: "S256",
	};
	for (const [name, value] of Object.entries(asked))
		url.searchParams.set(name, value);
	return context.redirect(url.href);
}

function random(): string {
	return randomBytes(32).toString("base64url");
}
