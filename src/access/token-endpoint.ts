import type { Context, Handler } from "hono";
import type { AccessOptions } from "./access-options.ts";
import { actionsTokens } from "./actions-token.ts";
import { addressOf } from "./address-of.ts";
import { exchangeBounds } from "./exchange-bounds.ts";
import { denied, type ExchangeError } from "./exchange-error.ts";
import {
	ACCESS_TOKEN,
	type ExchangeRequest,
	ID_TOKEN,
	readExchange,
} from "./exchange-request.ts";
import { KnownTokens } from "./known-tokens.ts";
import { networkOf } from "./network-of.ts";
import type { Proven } from "./proven.ts";
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
	const prove = proving(options);
	const exchange = async (
		form: URLSearchParams,
		address: string,
	): Promise<Exchanged | ExchangeError> => {
		const asked = readExchange(form, options.publicUrl);
		if (!asked.ok) return asked;
		const found = await prove(asked, networkOf(address));
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

/**
 * Finds out whose token it is, within bounds. Only what has the right shape is counted. A token that was proven of late has a count
 * of its own: whoever makes up tokens keeps nobody from renewing his.
 */
function proving(options: AccessOptions) {
	const proveActions = actionsTokens(options);
	const { signed, asking, known, proven } = exchangeBounds(options.nowMs);
	const tokens = new KnownTokens(options.nowMs);
	return async (
		{ token, type }: ExchangeRequest,
		network: string,
	): Promise<Proven | ExchangeError> => {
		if (type === ID_TOKEN) {
			const tooMany = isSigned(token) ? signed(network) : undefined;
			return tooMany ?? proveActions(token, proven);
		}
		const name = tokens.nameOf(token);
		const found = await proveUserToken(token, options, () =>
			name === undefined ? asking(network) : known(name),
		);
		if (found.ok) tokens.add(token);
		else if (found.error === "invalid_grant") tokens.delete(token);
		return found;
	};
}

/** The three parts of a JWT; nothing else is looked at. */
function isSigned(token: string): boolean {
	return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
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
