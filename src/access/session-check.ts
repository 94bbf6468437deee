import { createHash, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { refuse } from "../core/errors.ts";
import { refused } from "./challenge.ts";
import type { WebSession } from "./session.ts";

const READS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/**
 * A browser sends its cookies along whoever has it ask: what changes something needs our page's origin, and in `x-baton-csrf`
 * what only our page was told; what another site asks for is refused in any case. Undefined for what may go on.
 */
export function notFromOurPage(
	context: Context,
	session: Pick<WebSession, "csrf">,
	publicUrl: string,
): Response | undefined {
	const { req } = context;
	const site = req.header("sec-fetch-site") ?? "same-origin";
	const origin = req.header("origin");
	const isRead = READS.has(req.method);
	const isOwn = origin === publicUrl || (isRead && origin === undefined);
	if (!isOwn || site === "cross-site" || site === "same-site")
		return refused(
			context,
			refuse(
				"FORBIDDEN",
				"A session is good for the pages of this server alone.",
				"Programs use a token: `baton login`, then `Authorization: Bearer …`.",
			),
		);
	if (isRead || isSame(req.header("x-baton-csrf") ?? "", session.csrf))
		return undefined;
	return refused(
		context,
		refuse(
			"FORBIDDEN",
			"The header x-baton-csrf is missing, or is another session's.",
			"Load the page again: somebody may have signed in anew in another tab.",
		),
	);
}

/** Compares without telling by the time it takes how much was right. */
function isSame(given: string, wanted: string): boolean {
	const digest = (text: string) => createHash("sha256").update(text).digest();
	return timingSafeEqual(digest(given), digest(wanted));
}
