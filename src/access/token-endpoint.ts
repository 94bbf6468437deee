import type { Context, Handler } from "hono";
import type { AccessOptions } from "./access-options.ts";
import { actionsTokens } from "./actions-token.ts";
import { exchangeBounds } from "./exchange-bounds.ts";
import { denied, type ExchangeError } from "./exchange-error.ts";
import { ACCESS_TOKEN, ID_TOKEN, readExchange } from "./exchange-request.ts";
import { createTokens } from "./tokens.ts";
import { proveUserToken } from "./user-token.ts";

/** The answer to an exchange, as RFC 8693 has it. */
export interface Exchanged {
	readonly access_token: string;
	readonly issued_token_type: string;
	readonly token_type: "Bearer";
	/** Seconds. */
	readonly expires_in: number;
}

/**
 * `POST /api/v1/token`: gives a short-lived token of ours for a user token of this App or an identity token of GitHub Actions.
 * Whether the account may act as the agent that it is bound to is decided with each command, by the board's rules.
 */
export function tokenEndpoint(options: AccessOptions): Handler {
	const tokens = createTokens(options);
	const proveActions = actionsTokens(options);
	const { shaped, asking, proven } = exchangeBounds(options.nowMs);
	const exchange = async (
		form: URLSearchParams,
		address: string,
	): Promise<Exchanged | ExchangeError> => {
		const asked = readExchange(form, options.publicUrl);
		if (!asked.ok) return asked;
		const tooMany = shaped();
		if (tooMany !== undefined) return tooMany;
		const found =
			asked.type === ID_TOKEN
				? await proveActions(asked.token, proven)
				: await proveUserToken(asked.token, options, () => asking(address));
		if (!found.ok) return found;
		const { caller, lifeS } = found;
		const { agent } = asked;
		const bound =
			agent === undefined ? caller : { ...caller, agent, isBound: true };
		return {
			access_token: await tokens.mint(bound, lifeS),
			issued_token_type: ACCESS_TOKEN,
			token_type: "Bearer",
			expires_in: lifeS,
		};
	};
	return async (context) => {
		const type = context.req.header("content-type") ?? "";
		const isForm = /^application\/x-www-form-urlencoded\b/i.test(type);
		if (!isForm)
			return answerError(
				context,
				denied("invalid_request", "The body has to be form-encoded."),
			);
		const form = new URLSearchParams(await context.req.text());
		const answer = await exchange(form, addressOf(context));
		if ("error" in answer) return answerError(context, answer);
		uncached(context);
		return context.json(answer);
	};
}

/** An error of the exchange, as RFC 6749 has it. */
export function answerError(
	context: Context,
	{ status, error, description, retryAfterS }: ExchangeError,
): Response {
	uncached(context);
	if (retryAfterS !== undefined)
		context.header("retry-after", `${retryAfterS}`);
	return context.json({ error, error_description: description }, status);
}

function uncached(context: Context): void {
	context.header("cache-control", "no-store");
	context.header("pragma", "no-cache");
}

/** Where a request comes from, as far as Node knows: what a header says of it, anybody could have written. */
function addressOf({ env }: Context): string {
	const { incoming } = (env ?? {}) as {
		incoming?: { socket?: { remoteAddress?: string } };
	};
	return incoming?.socket?.remoteAddress ?? "unknown";
}
