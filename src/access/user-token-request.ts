import type { AccessOptions } from "./access-options.ts";

const TIMEOUT_MS = 10_000;

/** Asks GitHub about a user token of this App (POST), or to end it (DELETE). Throws where no answer comes. */
export function requestUserToken(
	method: "POST" | "DELETE",
	token: string,
	{
		apiUrl,
		clientId,
		clientSecret,
	}: Pick<AccessOptions, "apiUrl" | "clientId" | "clientSecret">,
): Promise<Response> {
	const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
	return fetch(`${apiUrl}/applications/${clientId}/token`, {
		method,
		headers: {
			accept: "application/vnd.github+json",
			authorization: `Basic ${basic}`,
			"content-type": "application/json",
			"user-agent": "baton",
		},
		body: JSON.stringify({ access_token: token }),
		redirect: "error",
		signal: AbortSignal.timeout(TIMEOUT_MS),
	});
}
