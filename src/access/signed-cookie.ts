import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { jwtVerify, SignJWT } from "jose";
import type { z } from "zod";
import type { AccessOptions } from "./access-options.ts";
import { derivedKey } from "./derived-key.ts";

/** What a kind of cookie is called, says, and is signed for. */
export interface CookieKind<T> {
	/** Without `__Host-`, which it has wherever the server is reached over https. */
	readonly name: string;
	/** What the signature is for: another version of what it says takes another one. */
	readonly purpose: string;
	/** Seconds that it is good for. */
	readonly lifeS: number;
	readonly claims: z.ZodType<T>;
}

/** Cookies of one kind: what a browser keeps for us and cannot change. */
export interface SignedCookie<T> {
	put(context: Context, claims: T): Promise<void>;
	/** What it says; undefined where there is none, it is not ours, or it has ended. */
	read(context: Context): Promise<T | undefined>;
	drop(context: Context): void;
}

const ALGORITHM = "HS256";

type Keys = Pick<AccessOptions, "publicUrl" | "privateKey" | "nowMs">;

/**
 * Makes and reads the cookies of a kind. The key, the type and the audience are its own: no other token of this server is taken
 * for one, and the other way round. A server that is reached over http is a development server: its cookies are not `Secure`.
 */
export function signedCookie<T extends object>(
	kind: CookieKind<T>,
	{ publicUrl, privateKey, nowMs }: Keys,
): SignedCookie<T> {
	const key = derivedKey(privateKey, kind.purpose);
	const secure = publicUrl.startsWith("https:");
	const name = `${secure ? "__Host-" : ""}${kind.name}`;
	const place = { path: "/", secure, httpOnly: true, sameSite: "Lax" } as const;
	const typ = `${kind.name}+jwt`;
	const audience = `${publicUrl}/#${kind.name}`;
	return {
		async put(context, claims) {
			const nowS = Math.floor(nowMs() / 1_000);
			const value = await new SignJWT({ ...claims } as Record<string, unknown>)
				.setProtectedHeader({ alg: ALGORITHM, typ })
				.setIssuer(publicUrl)
				.setAudience(audience)
				.setIssuedAt(nowS)
				.setExpirationTime(nowS + kind.lifeS)
				.sign(key);
			setCookie(context, name, value, { ...place, maxAge: kind.lifeS });
		},
		async read(context) {
			const value = getCookie(context, name);
			if (value === undefined) return undefined;
			const checks = {
				...{ algorithms: [ALGORITHM], typ, issuer: publicUrl, audience },
				requiredClaims: ["exp"],
				currentDate: new Date(nowMs()),
			};
			const found = await jwtVerify(value, key, checks).catch(() => undefined);
			const claims = kind.claims.safeParse(found?.payload);
			return claims.success ? claims.data : undefined;
		},
		drop(context) {
			deleteCookie(context, name, place);
		},
	};
}
