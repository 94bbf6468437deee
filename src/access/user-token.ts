import { z } from "zod";
import type { AccessOptions } from "./access-options.ts";
import { denied, type ExchangeError, unavailable } from "./exchange-error.ts";
import { isAppUserToken } from "./github-tokens.ts";
import { Login } from "./login.ts";
import type { Proven } from "./proven.ts";
import { TOKEN_LIFE_S } from "./tokens.ts";
import { requestUserToken } from "./user-token-request.ts";

const RETRY_AFTER_S = 10;

const Authorization = z.object({
	app: z.object({ client_id: z.string() }),
	expires_at: z.string().nullish(),
	user: z.object({ id: z.number().int().positive(), login: Login }).nullish(),
});

/**
 * Finds out from GitHub whose token it is. GitHub answers for this App's tokens alone, so one that a person gave to another App,
 * or a personal one, proves nothing here. The token goes to GitHub and nowhere else; `admit` is asked before that.
 */
export async function proveUserToken(
	token: string,
	options: AccessOptions,
	admit: () => ExchangeError | undefined,
): Promise<Proven | ExchangeError> {
	if (!isAppUserToken(token))
		return denied(
			"invalid_grant",
			"That is no user token of a GitHub App: sign in by the App's device flow. If it was meant for something else, revoke it.",
		);
	const tooMany = admit();
	if (tooMany !== undefined) return tooMany;
	const response = await requestUserToken("POST", token, options).catch(
		() => undefined,
	);
	if (response === undefined)
		return unavailable(503, "GitHub does not answer.", RETRY_AFTER_S);
	if (response.status === 404 || response.status === 422)
		return denied(
			"invalid_grant",
			"GitHub does not know the token as one of this App's, or it has ended: sign in again.",
		);
	const found = Authorization.safeParse(
		response.ok ? await response.json().catch(() => undefined) : undefined,
	);
	if (!found.success) return outOfOrder(response, options);
	return proven(found.data, options);
}

/** Whoever asked cannot mend it; whoever runs this can. */
function outOfOrder(
	{ status, headers }: Response,
	{ onError }: AccessOptions,
): ExchangeError {
	if (status === 401)
		onError(
			new Error(
				"GitHub refuses GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET: nobody can sign in",
			),
		);
	const asked = Number(headers.get("retry-after"));
	const after = Number.isInteger(asked) && asked > 0 ? asked : RETRY_AFTER_S;
	return unavailable(503, `GitHub answered with ${status}.`, after);
}

function proven(
	{ app, user, expires_at }: z.infer<typeof Authorization>,
	{ clientId, nowMs }: AccessOptions,
): Proven | ExchangeError {
	if (app.client_id !== clientId || !user)
		return denied("invalid_grant", "The token is not one of this App's users.");
	const leftS = expires_at
		? Math.floor((Date.parse(expires_at) - nowMs()) / 1_000)
		: TOKEN_LIFE_S;
	if (!(leftS > 0))
		return denied("invalid_grant", "The token has ended: sign in again.");
	const { id, login } = user;
	const lifeS = Math.min(TOKEN_LIFE_S, leftS);
	return { ok: true, caller: { actor: { id, login } }, lifeS };
}
