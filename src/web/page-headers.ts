import type { MiddlewareHandler } from "hono";

const POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"connect-src 'self'",
	"img-src 'self' data:",
	"font-src 'self'",
	"base-uri 'none'",
	"form-action 'self'",
	"frame-ancestors 'none'",
	"require-trusted-types-for 'script'",
	// Of these two, the one cleans markup and the other takes only this page's own scripts.
	"trusted-types dompurify baton-worker",
].join("; ");

/** Nothing of a device is the page's business. */
const DENIED = [
	"camera",
	"display-capture",
	"geolocation",
	"microphone",
	"payment",
	"usb",
]
	.map((feature) => `${feature}=()`)
	.join(", ");

/** What keeps a page to itself: nothing inline or from elsewhere runs in it, nobody frames it, no address leaks from it. */
export const pageHeaders: MiddlewareHandler = async (c, next) => {
	await next();
	c.header("content-security-policy", POLICY);
	c.header("cross-origin-opener-policy", "same-origin");
	c.header("cross-origin-resource-policy", "same-origin");
	c.header("permissions-policy", DENIED);
	c.header("referrer-policy", "same-origin");
	c.header("x-content-type-options", "nosniff");
};
