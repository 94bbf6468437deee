import { isAgentName } from "../core/task.ts";
import { denied, type ExchangeError } from "./exchange-error.ts";

/** RFC 8693's name for what is done here. */
export const EXCHANGE_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
/** What a user token of the App is, and what is given for it. */
export const ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
/** What Actions gives to a job. */
export const ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";

/** A token to be exchanged. */
export interface ExchangeRequest {
	readonly ok: true;
	readonly token: string;
	readonly type: typeof ACCESS_TOKEN | typeof ID_TOKEN;
	/** The worker that the new token is bound to speak for. */
	readonly agent: string | undefined;
}

const MAX_TOKEN_CHARACTERS = 8_192;

/** Reads a form as RFC 8693 has it. What it does not know is ignored; what it knows stands there once. */
export function readExchange(
	form: URLSearchParams,
	publicUrl: string,
): ExchangeRequest | ExchangeError {
	const twice = [...new Set(form.keys())].find(
		(name) => form.getAll(name).length > 1 && !MAY_REPEAT.includes(name),
	);
	if (twice !== undefined)
		return denied(
			"invalid_request",
			`${shown(twice)} is given more than once.`,
		);
	const grant = form.get("grant_type");
	if (!grant) return denied("invalid_request", "grant_type is missing.");
	if (grant !== EXCHANGE_GRANT)
		return denied("unsupported_grant_type", `It has to be ${EXCHANGE_GRANT}.`);
	return (
		wrongType(form) ??
		wrongTarget(form, publicUrl) ??
		readSubject(form, form.get("agent") ?? undefined)
	);
}

/** RFC 8693 lets these name several. */
const MAY_REPEAT: readonly string[] = ["resource", "audience"];

function wrongType(form: URLSearchParams): ExchangeError | undefined {
	const wanted = form.get("requested_token_type");
	if (wanted !== null && wanted !== ACCESS_TOKEN)
		return denied("invalid_request", `Only ${ACCESS_TOKEN} is given.`);
	return form.has("actor_token")
		? denied("invalid_request", "actor_token is not supported.")
		: undefined;
}

function wrongTarget(
	form: URLSearchParams,
	publicUrl: string,
): ExchangeError | undefined {
	const known = [
		publicUrl,
		`${publicUrl}/`,
		`${publicUrl}/mcp`,
		`${publicUrl}/api`,
	];
	const named = [...form.getAll("resource"), ...form.getAll("audience")];
	return named.every((one) => known.includes(one))
		? undefined
		: denied("invalid_target", `Tokens are given for ${publicUrl} alone.`);
}

function readSubject(
	form: URLSearchParams,
	agent: string | undefined,
): ExchangeRequest | ExchangeError {
	const token = form.get("subject_token") ?? "";
	if (token === "" || token.length > MAX_TOKEN_CHARACTERS)
		return denied("invalid_request", "subject_token is missing or too long.");
	const type = form.get("subject_token_type");
	if (type !== ACCESS_TOKEN && type !== ID_TOKEN)
		return denied(
			"invalid_request",
			`subject_token_type has to be ${ACCESS_TOKEN}, for a user token of this App, or ${ID_TOKEN}, for one of GitHub Actions.`,
		);
	if (agent !== undefined && !isAgentName(agent))
		return denied(
			"invalid_request",
			"agent is no agent's name: lower-case letters, digits and dashes, at most 63.",
		);
	return { ok: true, token, type, agent };
}

function shown(name: string): string {
	return JSON.stringify(name.slice(0, 40));
}
