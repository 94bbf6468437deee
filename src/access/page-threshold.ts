import type { Context } from "hono";
import { foreignOrigin } from "./own-origin.ts";

/**
 * For what a browser opens rather than calls: other pages may lead here, as GitHub does after signing in, but neither embed
 * nor load nor post. Undefined for what may go on; `isOwn` knows the own origin.
 */
export function foreignPage(
	context: Context,
	isOwn: (origin: string) => boolean,
): Response | undefined {
	return isVisit(context) ? undefined : foreignOrigin(context, isOwn);
}

/** A visit replaces the page that led to it, which learns nothing from it. */
function isVisit({ req }: Context): boolean {
	return (
		req.method === "GET" &&
		req.header("origin") === undefined &&
		req.header("sec-fetch-mode") === "navigate" &&
		req.header("sec-fetch-dest") === "document"
	);
}
