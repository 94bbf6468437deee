import { type Refusal, refuse } from "../../core/errors.ts";
import type { RemoteUnavailable } from "../remote/remote-unavailable.ts";
import { type GitHubGrant, grantIn } from "./github-grant.ts";
import {
	numberIn,
	type OAuthOptions,
	type OAuthReply,
	postForm,
	textIn,
} from "./oauth-request.ts";

/** Where a device signs in. */
export interface SignInPlace {
	readonly clientId: string;
	readonly deviceCodeUrl: string;
	readonly tokenUrl: string;
}

/** What signing in is done with. */
export interface SignInOptions extends OAuthOptions {
	readonly nowMs: () => number;
	readonly pause: (ms: number) => Promise<void>;
	/** Tells the person which code to enter where. */
	readonly show: (code: string, address: string) => void;
}

const USUAL_INTERVAL_S = 5;
const USUAL_LIFE_S = 900;
const SLOW_DOWN_S = 5;
/** A server that lets itself be asked for ever is not asked for ever. */
const MAX_QUESTIONS = 1_000;
/** Answers may fail to come so often in a row. */
const MAX_LOST = 5;

/** Signs a person in by the device flow: shows a code and asks, as often as it may, until the person has entered it. */
export async function signInOnDevice(
	{ clientId, deviceCodeUrl, tokenUrl }: SignInPlace,
	options: SignInOptions,
): Promise<({ readonly ok: true } & GitHubGrant) | Refusal> {
	const asked = await postForm(deviceCodeUrl, { client_id: clientId }, options);
	const code = textIn(asked, "user_code");
	const address = textIn(asked, "verification_uri");
	const device = textIn(asked, "device_code");
	if (code === "" || device === "" || !URL.canParse(address))
		return failed(textIn(asked, "error"), asked);
	options.show(code, address);
	const { nowMs, pause } = options;
	const endsMs =
		nowMs() + (numberIn(asked, "expires_in") ?? USUAL_LIFE_S) * 1_000;
	let intervalS = numberIn(asked, "interval") ?? USUAL_INTERVAL_S;
	let lost = 0;
	for (let question = 0; question < MAX_QUESTIONS; question++) {
		await pause(Math.max(1, intervalS) * 1_000);
		if (nowMs() >= endsMs) break;
		const reply = await ask(tokenUrl, { clientId, device }, options);
		if ("code" in reply) {
			if (++lost >= MAX_LOST) throw reply;
			intervalS += SLOW_DOWN_S;
			continue;
		}
		lost = 0;
		const error = textIn(reply, "error");
		if (error === "authorization_pending") continue;
		if (error !== "slow_down") return granted(reply, error, nowMs());
		intervalS = numberIn(reply, "interval") ?? intervalS + SLOW_DOWN_S;
	}
	return failed("expired_token");
}

/** An answer that got lost on the way is no reason to begin anew. */
async function ask(
	tokenUrl: string,
	{ clientId, device }: { readonly clientId: string; readonly device: string },
	options: OAuthOptions,
): Promise<OAuthReply | RemoteUnavailable> {
	const fields = {
		client_id: clientId,
		device_code: device,
		grant_type: "urn:ietf:params:oauth:grant-type:device_code",
	};
	return postForm(tokenUrl, fields, options).catch((error) => {
		if ((error as { code?: unknown }).code !== "STORE_UNAVAILABLE") throw error;
		return error as RemoteUnavailable;
	});
}

function granted(reply: OAuthReply, error: string, nowMs: number) {
	const grant = grantIn(reply, nowMs);
	return grant === undefined
		? failed(error, reply)
		: ({ ok: true, ...grant } as const);
}

const FAILURES: Readonly<Record<string, readonly [string, string]>> = {
	access_denied: [
		"You did not let the App in.",
		"Say it again if that was a mistake.",
	],
	expired_token: [
		"Nobody entered the code in time.",
		"Say it again and enter the new code.",
	],
	device_flow_disabled: [
		"The App does not let devices sign in.",
		"Whoever runs the server ticks “Enable Device Flow” in the App's settings.",
	],
	incorrect_client_credentials: [
		"GitHub does not know the App.",
		"Whoever runs the server looks at GITHUB_CLIENT_ID.",
	],
};

function failed(error: string, reply?: OAuthReply): Refusal {
	// GitHub calls it both.
	const name = error === "token_expired" ? "expired_token" : error;
	const told = reply === undefined ? "" : textIn(reply, "error_description");
	const [message, hint] = (Object.hasOwn(FAILURES, name)
		? FAILURES[name]
		: undefined) ?? [
		`GitHub gave no token of a GitHub App${told === "" ? "" : `: ${told}`}`,
		"Say it again; if that stays so, whoever runs the server looks at the App's settings.",
	];
	return refuse("UNAUTHENTICATED", message, hint);
}
