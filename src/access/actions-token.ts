import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from "jose";
import { z } from "zod";
import type { AccessOptions } from "./access-options.ts";
import type { Admit } from "./exchange-bounds.ts";
import { denied, type ExchangeError, unavailable } from "./exchange-error.ts";
import { githubHost } from "./github-host.ts";
import { Login } from "./login.ts";
import type { Proven } from "./proven.ts";

/** Proves who is behind an identity token of GitHub Actions. `admit` is asked about the repository's number once it is signed well. */
export type ProveActionsToken = (
	token: string,
	admit: Admit,
) => Promise<Proven | ExchangeError>;

const CLOCK_TOLERANCE_S = 30;
/** A job's proof is good for minutes, and so is what is given for it: a job that lasts longer proves anew which run it is. */
const LIFE_S = 600;
/** However often one proof is shown, nothing that was given for it is good this long after it was made out. */
const LONGEST_S = 900;
const RETRY_AFTER_S = 10;

const numeral = z.string().regex(/^[1-9]\d{0,14}$/);
const Claims = z.object({
	// A list would name others as well.
	aud: z.string(),
	repository_id: numeral,
	repository: z.string().regex(/^[^/\s]+\/[^/\s]+$/),
	actor_id: numeral,
	actor: Login,
	iat: z.number(),
});

/**
 * Makes what checks identity tokens of Actions: GitHub's signature, made out to us and nobody else, and good still. Who they
 * prove is the run's actor, and only within the run's repository. What the run does may have been chosen by somebody else, whoever
 * may push a workflow: `via` says so.
 */
export function actionsTokens({
	apiUrl,
	publicUrl,
	nowMs,
}: Pick<AccessOptions, "apiUrl" | "publicUrl" | "nowMs">): ProveActionsToken {
	const { actionsIssuer: issuer } = githubHost(apiUrl);
	const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks`));
	return async (token, admit) => {
		const claims = await verified(token, keys, {
			algorithms: ["RS256"],
			issuer,
			audience: publicUrl,
			requiredClaims: ["exp", "iat"],
			clockTolerance: CLOCK_TOLERANCE_S,
			currentDate: new Date(nowMs()),
		});
		if ("ok" in claims) return claims;
		const found = Claims.safeParse(claims);
		if (!found.success)
			return denied(
				"invalid_grant",
				`The id token does not name repository and actor, or not ${publicUrl} alone as its audience.`,
			);
		const { repository_id, actor_id, actor, iat } = found.data;
		const tooMany = admit(repository_id);
		if (tooMany !== undefined) return tooMany;
		const leftS = iat + LONGEST_S - Math.floor(nowMs() / 1_000);
		if (leftS <= 0) return ended();
		return {
			ok: true,
			caller: {
				actor: { id: Number(actor_id), login: actor },
				repositories: [Number(repository_id)],
				via: "actions",
			},
			lifeS: Math.min(LIFE_S, leftS),
		};
	};
}

type Checks = NonNullable<Parameters<typeof jwtVerify>[2]>;

async function verified(
	token: string,
	keys: JWTVerifyGetKey,
	checks: Checks,
): Promise<object | ExchangeError> {
	try {
		return (await jwtVerify(token, keys, checks)).payload;
	} catch (error) {
		const { code = "" } = error as { code?: string };
		if (!isAboutToken(code))
			return unavailable(
				503,
				"The keys of GitHub Actions cannot be read.",
				RETRY_AFTER_S,
			);
		return code === "ERR_JWT_EXPIRED"
			? ended()
			: denied(
					"invalid_grant",
					`The id token was not made out by GitHub Actions for ${checks.audience}.`,
				);
	}
}

function ended(): ExchangeError {
	return denied(
		"invalid_grant",
		"The id token has ended: ask Actions for another one.",
	);
}

/** Everything else went wrong on the way to the keys. */
function isAboutToken(code: string): boolean {
	return (
		/^ERR_(JWT|JWS|JOSE_ALG|JOSE_NOT_SUPPORTED)/.test(code) ||
		code === "ERR_JWKS_NO_MATCHING_KEY" ||
		code === "ERR_JWKS_MULTIPLE_MATCHING_KEYS"
	);
}
