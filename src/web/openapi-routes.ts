import { Hono } from "hono";
import { methodResponse } from "./method-response.ts";
import { openApiDocument } from "./openapi/document.ts";
import { jsonResponse } from "./refusal-response.ts";

/** The description of the API, open to everybody; belongs below `/api/v1`. */
export function openApiRoutes(): Hono {
	let document: object | undefined;
	const app = new Hono();
	app.all("/openapi.json", (c) => {
		document ??= openApiDocument();
		return (
			methodResponse(c.req.method, ["GET", "HEAD"]) ?? jsonResponse(document)
		);
	});
	return app;
}
