import type { Context } from "hono";
import { refuse } from "../core/errors.ts";
import { refused } from "./challenge.ts";

/**
 * Turns away what a browser sends from somebody else's page: it names the page's origin, which only `isOwn` knows, or at least
 * that it is another site (an image has no origin). Programs send neither. Undefined for what may go on.
 */
export function foreignOrigin(
	context: Context,
	isOwn: (origin: string) => boolean,
): Response | undefined {
	const origin = context.req.header("origin");
	const site = context.req.header("sec-fetch-site");
	const isForeign = site === "cross-site" || site === "same-site";
	if (origin === undefined ? !isForeign : isOwn(origin)) return undefined;
	return refused(
		context,
		refuse(
			"FORBIDDEN",
			"This door is not open to pages of other origins.",
			"Call it from a program, which sends no Origin header.",
		),
	);
}
