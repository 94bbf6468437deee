import { EXCHANGE_GRANT } from "./exchange-request.ts";

/** What a protected resource tells of itself (RFC 9728). */
export interface ResourceMetadata {
	readonly resource: string;
	readonly authorization_servers: readonly string[];
	readonly bearer_methods_supported: readonly string[];
	readonly resource_name: string;
}

/** The metadata of the whole server, or of the door at `path`. */
export function resourceMetadata(
	publicUrl: string,
	path: "" | "/mcp",
): ResourceMetadata {
	return {
		resource: `${publicUrl}${path}`,
		authorization_servers: [publicUrl],
		bearer_methods_supported: ["header"],
		resource_name: path === "" ? "Baton" : "Baton, over MCP",
	};
}

/**
 * What the maker of our tokens tells of itself (RFC 8414). People sign in with GitHub; here there is only the exchange, so it
 * has no authorization endpoint and needs no clients of its own.
 */
export function serverMetadata(
	publicUrl: string,
): Readonly<Record<string, unknown>> {
	return {
		issuer: publicUrl,
		token_endpoint: `${publicUrl}/api/v1/token`,
		grant_types_supported: [EXCHANGE_GRANT],
		response_types_supported: [],
		token_endpoint_auth_methods_supported: ["none"],
	};
}
