import { createHash, timingSafeEqual } from "node:crypto";
import type { AppIdentity } from "./identities.ts";
import type { World } from "./world.ts";

/** The App with that client id. */
export function appOfClient(
	{ identities }: Pick<World, "identities">,
	clientId: string | null,
): AppIdentity | undefined {
	return Object.values(identities.apps).find(
		(app) => app.clientId === clientId,
	);
}

/** The App that an `Authorization: Basic` header names by client id and client secret; undefined when one of them is wrong. */
export function clientOf(
	world: Pick<World, "identities">,
	authorization: string | undefined,
): AppIdentity | undefined {
	const encoded = /^Basic (\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
	const text = Buffer.from(encoded, "base64").toString("utf8");
	const colon = text.indexOf(":");
	const app = appOfClient(world, text.slice(0, Math.max(0, colon)));
	return app !== undefined &&
		isSameSecret(text.slice(colon + 1), app.clientSecret)
		? app
		: undefined;
}

/** Compares without telling by the time it takes how much was right. */
export function isSameSecret(given: string, wanted: string): boolean {
	const digest = (text: string) => createHash("sha256").update(text).digest();
	return timingSafeEqual(digest(given), digest(wanted));
}
