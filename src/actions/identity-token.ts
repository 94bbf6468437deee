import { type Refusal, refuse } from "../core/errors.ts";

type Env = Readonly<Record<string, string | undefined>>;

const WITHIN_MS = 20_000;

/** Asks GitHub for a token that proves which run this is, made out to one server. A job that may not ask is refused. */
export async function identityToken(
	audience: string,
	{ env, fetch: speak }: { readonly env: Env; readonly fetch: typeof fetch },
): Promise<{ readonly ok: true; readonly token: string } | Refusal> {
	const { ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN } = env;
	if (!ACTIONS_ID_TOKEN_REQUEST_URL || !ACTIONS_ID_TOKEN_REQUEST_TOKEN)
		return refuse(
			"UNAUTHENTICATED",
			"The job may not ask GitHub who it is.",
			"Give it `permissions: id-token: write`.",
		);
	const url = new URL(ACTIONS_ID_TOKEN_REQUEST_URL);
	url.searchParams.set("audience", audience);
	const response = await speak(url, {
		headers: { authorization: `Bearer ${ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
		redirect: "error",
		signal: AbortSignal.timeout(WITHIN_MS),
	});
	const { value } = Object(await response.json().catch(() => ({}))) as {
		value?: unknown;
	};
	if (!response.ok || typeof value !== "string")
		throw new Error(`GitHub gave no identity token: ${response.status}`);
	return { ok: true, token: value };
}
