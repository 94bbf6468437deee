import { type Refusal, refuse } from "../core/errors.ts";

const WITHIN_MS = 20_000;
const URN = "urn:ietf:params:oauth";

/** Exchanges an identity token of a run for a server's own token (RFC 8693). Each command names who is spoken for. */
export async function exchangedToken(
	origin: string,
	{
		subject,
		fetch: speak,
	}: {
		readonly subject: string;
		readonly fetch: typeof fetch;
	},
): Promise<{ readonly ok: true; readonly token: string } | Refusal> {
	const response = await speak(`${origin}/api/v1/token`, {
		method: "POST",
		body: new URLSearchParams({
			grant_type: `${URN}:grant-type:token-exchange`,
			subject_token_type: `${URN}:token-type:id_token`,
			subject_token: subject,
		}),
		redirect: "error",
		signal: AbortSignal.timeout(WITHIN_MS),
	});
	const told = Object(await response.json().catch(() => ({}))) as {
		access_token?: unknown;
		error_description?: unknown;
	};
	if (response.ok && typeof told.access_token === "string")
		return { ok: true, token: told.access_token };
	const why = told.error_description;
	return refuse(
		response.status >= 500 ? "INTERNAL" : "UNAUTHENTICATED",
		typeof why === "string"
			? why
			: `The server answered ${response.status} to the run's identity token.`,
		"See that the input `url` is the server's own public address, and that its App is installed here.",
	);
}
