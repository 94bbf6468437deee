import type { Context } from "hono";
import { html } from "hono/html";
import type { ExchangeError } from "./exchange-error.ts";

/** Tells a person why signing in came to nothing, and leads back to where it begins. `to` is a path of the page. */
export function signInFailure(
	context: Context,
	{ status, description, retryAfterS }: ExchangeError,
	to = "/",
): Response | Promise<Response> {
	if (retryAfterS !== undefined)
		context.header("retry-after", `${retryAfterS}`);
	context.header("cache-control", "no-store");
	const again = `/sign-in?to=${encodeURIComponent(to)}`;
	return context.html(
		html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Not signed in: Baton</title></head>
<body><main><h1>Not signed in</h1><p>${description}</p><p><a href="${again}">Sign in with GitHub</a></p></main></body>
</html>
`,
		status,
	);
}
