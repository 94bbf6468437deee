import { randomUUID } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { isAgentName } from "../core/task.ts";
import type { Caller } from "../engine/board-door.ts";
import type { AccessOptions } from "./access-options.ts";
import { derivedKey } from "./derived-key.ts";
import { Login } from "./login.ts";

/** How long a token of ours is good for, at most. */
export const TOKEN_LIFE_S = 3_600;

const ALGORITHM = "HS256";
const TYPE = "at+jwt";
/** Another version of what a token says takes another key, so that none is ever read as the other. */
const KEY_PURPOSE = "baton access token 2";

/** What makes tokens and knows them again. */
export interface Tokens {
	/** A token for a caller, good for `lifeS` seconds. An agent in it is the only one that it speaks for. */
	mint(caller: Caller, lifeS: number): Promise<string>;
	/** Whose token it is; undefined for one that is not ours, not for here, or not good any more. */
	read(token: string): Promise<Caller | undefined>;
}

const Claims = z.object({
	sub: z.string().regex(/^[1-9]\d{0,14}$/),
	login: Login,
	agent: z.string().refine(isAgentName).optional(),
	via: z.literal("actions").optional(),
	repository_ids: z
		.array(z.number().int().positive())
		.min(1)
		.max(100)
		.optional(),
	exp: z.number(),
});

/**
 * Tokens of one deployment. All processes that have the App's private key and the same public URL mint and accept alike, and
 * nothing is kept: a new private key ends all tokens.
 */
export function createTokens(
	options: Pick<AccessOptions, "publicUrl" | "privateKey" | "nowMs">,
): Tokens {
	const { publicUrl, nowMs } = options;
	const key = derivedKey(options.privateKey, KEY_PURPOSE);
	return {
		async mint({ actor, agent, repositories, via }, lifeS) {
			const nowS = Math.floor(nowMs() / 1_000);
			const claims = {
				login: actor.login,
				...(agent === undefined ? {} : { agent }),
				...(repositories === undefined ? {} : { repository_ids: repositories }),
				...(via === undefined ? {} : { via }),
			};
			return new SignJWT(claims)
				.setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
				.setIssuer(publicUrl)
				.setAudience(publicUrl)
				.setSubject(`${actor.id}`)
				.setIssuedAt(nowS)
				.setExpirationTime(nowS + lifeS)
				.setJti(randomUUID())
				.sign(key);
		},
		async read(token) {
			const claims = await verified(token, key, options);
			const found = Claims.safeParse(claims);
			if (!found.success) return undefined;
			const { sub, login, agent, via, repository_ids } = found.data;
			return {
				actor: { id: Number(sub), login },
				...(agent === undefined ? {} : { agent, isBound: true }),
				...(repository_ids === undefined
					? {}
					: { repositories: repository_ids }),
				...(via === undefined ? {} : { via }),
			};
		},
	};
}

/** What a token says, if it is ours; whatever is wrong with it, the answer is the same. */
async function verified(
	token: string,
	key: Uint8Array,
	{ publicUrl, nowMs }: Pick<AccessOptions, "publicUrl" | "nowMs">,
): Promise<unknown> {
	try {
		const { payload } = await jwtVerify(token, key, {
			algorithms: [ALGORITHM],
			typ: TYPE,
			issuer: publicUrl,
			audience: publicUrl,
			requiredClaims: ["sub", "exp", "login"],
			currentDate: new Date(nowMs()),
		});
		return payload;
	} catch {
		return undefined;
	}
}
