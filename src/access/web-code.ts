import { z } from "zod";
import type { AccessOptions } from "./access-options.ts";
import { denied, type ExchangeError, unavailable } from "./exchange-error.ts";
import { githubHost } from "./github-host.ts";
import { CALLBACK_PATH } from "./web-sign-in-begin.ts";

const TIMEOUT_MS = 10_000;
const RETRY_AFTER_S = 10;

const Fetched = z.object({ access_token: z.string() });
const Failed = z.object({ error: z.string() });

/** The user token that GitHub gives for a code of the web flow, or why it gives none. The token goes nowhere from here. */
export async function tokenForCode(
	code: string,
	verifier: string,
	options: AccessOptions,
): Promise<string | ExchangeError> {
	const answer = await ask(code, verifier, options);
	const fetched = Fetched.safeParse(answer);
	if (fetched.success) return fetched.data.access_token;
	const failed = Failed.safeParse(answer);
	if (!failed.success)
		return unavailable(503, "GitHub does not answer.", RETRY_AFTER_S);
	const { error } = failed.data;
	if (error === "bad_verification_code")
		return denied("invalid_grant", "GitHub does not know the code any more.");
	options.onError(
		new Error(
			`GitHub refuses to let people sign in: ${error.slice(0, 100)}; the App's settings need the client secret that is set here, and the callback URL ${options.publicUrl}${CALLBACK_PATH}`,
		),
	);
	return unavailable(503, "This server cannot sign people in.", RETRY_AFTER_S);
}

/** GitHub answers errors with 200 as well. */
async function ask(
	code: string,
	code_verifier: string,
	{ apiUrl, publicUrl, clientId, clientSecret }: AccessOptions,
): Promise<unknown> {
	try {
		const response = await fetch(
			`${githubHost(apiUrl).webUrl}/login/oauth/access_token`,
			{
				method: "POST",
				headers: { accept: "application/json", "user-agent": "baton" },
				body: new URLSearchParams({
					client_id: clientId,
					client_secret: clientSecret,
					redirect_uri: `${publicUrl}${CALLBACK_PATH}`,
					...{ code, code_verifier },
				}),
				redirect: "error",
				signal: AbortSignal.timeout(TIMEOUT_MS),
			},
		);
		return await response.json();
	} catch {
		return undefined;
	}
}
