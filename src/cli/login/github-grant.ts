import type { KeptLogin } from "./kept-logins.ts";
import { numberIn, type OAuthReply, textIn } from "./oauth-request.ts";

/** What GitHub gives an App that may act for a person. */
export type GitHubGrant = Pick<KeptLogin, "github" | "refresh">;

/** A token without an end of its own is looked at again after that time. */
const USUAL_S = 8 * 3_600;

/** The tokens in GitHub's answer; undefined when it holds none of a GitHub App. */
export function grantIn(
	reply: OAuthReply,
	nowMs: number,
): GitHubGrant | undefined {
	const token = textIn(reply, "access_token");
	// An OAuth App's token may do much more than this is for, and is handed to nobody.
	if (!token.startsWith("ghu_")) return undefined;
	const lasts = (seconds: number | undefined) =>
		nowMs + (seconds ?? USUAL_S) * 1_000;
	const refresh = textIn(reply, "refresh_token");
	return {
		github: { token, endsMs: lasts(numberIn(reply, "expires_in")) },
		refresh:
			refresh === ""
				? undefined
				: {
						token: refresh,
						endsMs: lasts(numberIn(reply, "refresh_token_expires_in")),
					},
	};
}
