import { type Refusal, refuse } from "../../core/errors.ts";
import { isLoopback, serverAddress } from "../remote/server-address.ts";
import type { SignInPlace } from "./device-sign-in.ts";
import { getJson, type OAuthOptions, textIn } from "./oauth-request.ts";

/** Where people sign in to a server: it names its App and GitHub's addresses. Throws `STORE_UNAVAILABLE` when it does not answer. */
export async function signInPlace(
	url: URL,
	options: OAuthOptions,
): Promise<({ readonly ok: true } & SignInPlace) | Refusal> {
	const reply = await getJson(`${url.origin}/api/v1/login`, options);
	const clientId = textIn(reply, "client_id");
	const deviceCodeUrl = textIn(reply, "device_code_url");
	const tokenUrl = textIn(reply, "token_url");
	const isWhole =
		reply.status === 200 &&
		clientId !== "" &&
		[deviceCodeUrl, tokenUrl].every(isSafe);
	if (isWhole) return { ok: true, clientId, deviceCodeUrl, tokenUrl };
	if (isLoopback(url) && reply.status < 500)
		return refuse(
			"NOT_FOUND",
			`${url.origin} asks nobody to sign in.`,
			"On this machine the agent's name is enough: --agent-as or BATON_AGENT.",
		);
	return refuse(
		"NOT_FOUND",
		textIn(reply, "message") || `${url.origin} does not say how to sign in.`,
		textIn(reply, "hint") || "See that --url or BATON_URL names Baton itself.",
	);
}

/** What is sent there opens doors: it goes over https, or stays on this machine. */
function isSafe(address: string): boolean {
	return (
		URL.canParse(address) && "origin" in serverAddress(new URL(address).origin)
	);
}
