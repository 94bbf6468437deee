import type { Caller } from "./callers.ts";
import type { World } from "./world.ts";

/** One REST request, below the API root and with its caller known. */
export interface Call {
	readonly method: string;
	/** Still percent-encoded, without query. */
	readonly path: string;
	readonly query: URLSearchParams;
	/** The parsed JSON body; undefined when there is none or it is no JSON. */
	readonly body: unknown;
	/** The body as it came. */
	readonly raw: Buffer;
	readonly accept: string | undefined;
	readonly caller: Caller | undefined;
	/** The header, for what an App asks as its client and no account is named for. */
	readonly authorization?: string | undefined;
}

/** What a request is answered with. `body` is sent as JSON, unless it is bytes. */
export interface Answer {
	readonly status: number;
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

/** The parts of the path that a route's pattern names, decoded. */
export type Params = Readonly<Record<string, string>>;

/** Answers a call that a route was found for. */
export type Handler = (
	call: Call,
	params: Params,
	world: World,
) => Answer | Promise<Answer>;

/** One line of the route table. */
export interface Route {
	readonly method: string;
	readonly pattern: RegExp;
	readonly handle: Handler;
}

/**
 * Makes a route from `"GET /repos/:owner/:repo/issues/:number"`. `:number` and names ending in `id` match digits only; `:ref`,
 * `:branch` and `:basehead` also match what holds slashes.
 */
export function route(description: string, handle: Handler): Route {
	const [method = "", path = ""] = description.split(" ");
	const source = path.replace(/:(\w+)/g, (_, name: string) => {
		if (/^(ref|branch|basehead)$/.test(name)) return `(?<${name}>.+)`;
		return /^number$|id$/.test(name) ? `(?<${name}>\\d+)` : `(?<${name}>[^/]+)`;
	});
	return { method, pattern: new RegExp(`^${source}$`), handle };
}

/** The first route that fits, with what its names stand for; undefined leaves the request to the emulator. */
export function match(
	routes: readonly Route[],
	method: string,
	path: string,
): { route: Route; params: Params } | undefined {
	for (const candidate of routes) {
		const found =
			candidate.method === method ? candidate.pattern.exec(path) : null;
		if (found === null) continue;
		const params = Object.fromEntries(
			Object.entries(found.groups ?? {}).map(([name, text]) => [
				name,
				decode(text),
			]),
		);
		return { route: candidate, params };
	}
	return undefined;
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** A 200 with a body. */
export function ok(body: unknown, headers: Answer["headers"] = {}): Answer {
	return { status: 200, body, headers };
}

/** A refusal in GitHub's form. */
export function refusal(
	status: number,
	message: string,
	errors?: readonly (object | string)[],
): Answer {
	const documentation_url = "https://docs.github.com/rest";
	return {
		status,
		body: {
			message,
			...(errors === undefined ? {} : { errors }),
			documentation_url,
			status: `${status}`,
		},
	};
}

export const NOT_FOUND = refusal(404, "Not Found");
export const UNAUTHORIZED = refusal(401, "Requires authentication");
export const NO_ADMIN_RIGHTS = refusal(
	403,
	"Must have admin rights to Repository.",
);
export const NOT_FOR_INTEGRATION = refusal(
	403,
	"Resource not accessible by integration",
);

/** The refusal of fields that do not fit; `code` is GitHub's word for what is wrong. */
export function invalidField(
	resource: string,
	field: string,
	{ code = "invalid", message }: { code?: string; message?: string } = {},
): Answer {
	const error = {
		resource,
		field,
		code,
		...(message === undefined ? {} : { message }),
	};
	return refusal(422, "Validation Failed", [error]);
}

const PER_PAGE = 30;
const MOST_PER_PAGE = 100;

/** One page of a list by the call's `page` and `per_page`, with the `Link` header that leads to the others. */
export function paged<T>(
	call: Call,
	items: readonly T[],
	url: string,
): { items: T[]; headers: Record<string, string> } {
	const { start, size, headers } = pageOf(call, items.length, url);
	return { items: items.slice(start, start + size), headers };
}

/** Where the page that a call asks for lies in a list of `total`, and the `Link` header that leads to the others. */
export function pageOf(
	call: Call,
	total: number,
	url: string,
): { start: number; size: number; headers: Record<string, string> } {
	const size = Math.min(
		MOST_PER_PAGE,
		positive(call.query.get("per_page"), PER_PAGE),
	);
	const page = positive(call.query.get("page"), 1);
	const last = Math.max(1, Math.ceil(total / size));
	const linked = (to: number, rel: string) => {
		const query = new URLSearchParams(call.query);
		query.set("page", `${to}`);
		return `<${url}${call.path}?${query}>; rel="${rel}"`;
	};
	const links: string[] = [];
	if (page > 1) links.push(linked(page - 1, "prev"));
	if (page < last) links.push(linked(page + 1, "next"), linked(last, "last"));
	if (page > 1) links.push(linked(1, "first"));
	const headers: Record<string, string> =
		links.length === 0 ? {} : { link: links.join(", ") };
	return { start: (page - 1) * size, size, headers };
}

function positive(text: string | null, otherwise: number): number {
	const number = Number.parseInt(text ?? "", 10);
	return number > 0 ? number : otherwise;
}

/** The body as an object; an absent or other body counts as `{}`. */
export function fields(call: Call): Readonly<Record<string, unknown>> {
	const { body } = call;
	if (body === null || typeof body !== "object" || Array.isArray(body))
		return {};
	return body as Record<string, unknown>;
}
