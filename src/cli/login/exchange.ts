import { type Refusal, refuse } from "../../core/errors.ts";
import { RemoteUnavailable } from "../remote/remote-unavailable.ts";
import type { Lasting } from "./kept-logins.ts";
import {
	numberIn,
	type OAuthOptions,
	postForm,
	textIn,
} from "./oauth-request.ts";

/** What is exchanged, and for whom. */
export interface Exchange extends OAuthOptions {
	/** The server's origin. */
	readonly origin: string;
	/** The App's user token. */
	readonly userToken: string;
	readonly agent?: string | undefined;
	readonly nowMs: () => number;
}

/** Gives the server a user token of its App for one of the server's own. Throws `STORE_UNAVAILABLE` when it cannot tell just now. */
export async function exchange({
	origin,
	userToken,
	agent,
	nowMs,
	...options
}: Exchange): Promise<({ readonly ok: true } & Lasting) | Refusal> {
	const reply = await postForm(
		`${origin}/api/v1/token`,
		{
			grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
			subject_token: userToken,
			subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
			...(agent === undefined ? {} : { agent }),
		},
		options,
	);
	const why = textIn(reply, "error_description") || textIn(reply, "message");
	if (reply.status === 429 || reply.status >= 500)
		throw new RemoteUnavailable(
			`${origin} gives no token just now: ${why || reply.status}`,
			"Say the same again later.",
		);
	const token = textIn(reply, "access_token");
	const endsMs = nowMs() + (numberIn(reply, "expires_in") ?? 0) * 1_000;
	if (reply.status === 200 && token !== "") return { ok: true, token, endsMs };
	return refuse(
		"UNAUTHENTICATED",
		`${origin} gave no token: ${why || `it answered ${reply.status}`}`,
		`\`baton login --url ${origin}\` signs in anew.`,
	);
}
