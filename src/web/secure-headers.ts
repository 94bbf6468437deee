import type { MiddlewareHandler } from "hono";

/** Sees to it that no answer is kept on the way, and none taken for something else than it says it is. */
export const secureHeaders: MiddlewareHandler = async (c, next) => {
	await next();
	const { headers } = c.res;
	if (!headers.has("cache-control")) c.header("cache-control", "no-store");
	c.header("x-content-type-options", "nosniff");
};
