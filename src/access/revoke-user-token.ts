import type { AccessOptions } from "./access-options.ts";

const TIMEOUT_MS = 10_000;

/** Ends a user token of this App at GitHub. One that it does not end, ends by itself; nobody has it any more. */
export async function revokeUserToken(
	token: string,
	{
		apiUrl,
		clientId,
		clientSecret,
	}: Pick<AccessOptions, "apiUrl" | "clientId" | "clientSecret">,
): Promise<void> {
	const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
	await fetch(`${apiUrl}/applications/${clientId}/token`, {
		method: "DELETE",
		headers: {
			accept: "application/vnd.github+json",
			authorization: `Basic ${basic}`,
			"content-type": "application/json",
			"user-agent": "baton",
		},
		body: JSON.stringify({ access_token: token }),
		redirect: "error",
		signal: AbortSignal.timeout(TIMEOUT_MS),
	}).catch(() => undefined);
}
