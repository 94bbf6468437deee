import type { Context } from "hono";
import { type Refusal, refuse } from "../core/errors.ts";

/** Where clients learn who makes tokens for what they asked for (RFC 9728): the door of MCP is a resource of its own. */
export function metadataUrl(publicUrl: string, path: string): string {
	const isMcp = path === "/mcp" || path.startsWith("/mcp/");
	return `${publicUrl}/.well-known/oauth-protected-resource${isMcp ? "/mcp" : ""}`;
}

/**
 * The 401 that says where a token is to be had. `error` is left out for a request that brought none, as RFC 6750 wants it.
 */
export function challenge(
	context: Context,
	{
		publicUrl,
		error,
		message,
		hint,
	}: {
		readonly publicUrl: string;
		readonly error?: "invalid_token";
		readonly message: string;
		readonly hint: string;
	},
): Response {
	const url = metadataUrl(publicUrl, context.req.path);
	const why =
		error === undefined
			? ""
			: `, error="${error}", error_description="${message.replace(/["\\]/g, "'")}"`;
	context.header("www-authenticate", `Bearer resource_metadata="${url}"${why}`);
	return refused(context, refuse("UNAUTHENTICATED", message, hint));
}

/** A refusal at the threshold, as the HTTP doors answer it: 403 for whoever is not let in, 401 for everything else. */
export function refused(context: Context, refusal: Refusal): Response {
	context.header("cache-control", "no-store");
	return context.json(refusal, refusal.code === "FORBIDDEN" ? 403 : 401);
}
