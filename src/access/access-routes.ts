import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { AccessOptions } from "./access-options.ts";
import { githubHost } from "./github-host.ts";
import { resourceMetadata, serverMetadata } from "./metadata.ts";
import { foreignOrigin } from "./own-origin.ts";
import { answerError, tokenEndpoint } from "./token-endpoint.ts";

const MAX_BODY_BYTES = 16_384;

/**
 * What is open to everybody in the hosted form: metadata, the token exchange and where to sign in. To be mounted at the root,
 * before the guarded doors.
 */
export function accessRoutes(options: AccessOptions): Hono {
	const { publicUrl, clientId, apiUrl } = options;
	const { webUrl } = githubHost(apiUrl);
	const routes = new Hono();
	for (const path of ["", "/mcp"] as const)
		routes.get(`/.well-known/oauth-protected-resource${path}`, (context) =>
			context.json(resourceMetadata(publicUrl, path)),
		);
	routes.get("/.well-known/oauth-authorization-server", (context) =>
		context.json(serverMetadata(publicUrl)),
	);
	routes.get("/api/v1/login", (context) =>
		context.json({
			client_id: clientId,
			device_code_url: `${webUrl}/login/device/code`,
			token_url: `${webUrl}/login/oauth/access_token`,
		}),
	);
	routes.post(
		"/api/v1/token",
		(context, next) => {
			const foreign = foreignOrigin(context, (origin) => origin === publicUrl);
			return foreign === undefined ? next() : Promise.resolve(foreign);
		},
		bodyLimit({
			maxSize: MAX_BODY_BYTES,
			onError: (context) =>
				answerError(context, {
					ok: false,
					status: 413,
					error: "invalid_request",
					description: `The body is larger than ${MAX_BODY_BYTES} bytes.`,
				}),
		}),
		tokenEndpoint(options),
	);
	return routes;
}
