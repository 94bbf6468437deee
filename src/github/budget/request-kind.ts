import { STATUS_MARKER } from "../projection/status-comment.ts";
import type { Measure } from "./limits.ts";

/** What a request is for. What stands first goes first, and is the last to be put off when there is little left. */
export const REQUEST_KINDS = [
	"command",
	"sweep",
	"check",
	"comment",
	"labels",
	"fields",
] as const;

export type RequestKind = (typeof REQUEST_KINDS)[number];

/** A request as far as its place among others goes. `url` is whole, `body` what is sent. */
export interface RequestMeant {
	readonly method: string;
	readonly url: string;
	readonly body?: unknown;
}

/** What something uses of each limit. */
export type Cost = Readonly<Record<Measure, number>>;

/** What reading once uses. */
export const READING: Cost = { content: 0, writes: 0, points: 1 };

/** What a comment uses. */
export const COMMENTING: Cost = { content: 1, writes: 1, points: 5 };

/** What writing costs in GitHub's points, where reading costs one. */
const WRITE_POINTS = 5;

/** Lists of a whole repository, which are read to find what nobody told of. */
const SWEPT =
	/^(?:issues|issues\/events|issues\/comments|pulls|labels|git\/matching-refs\/.+)$/;
/** Creations that people are notified of, and checks: what GitHub calls content. Reactions and labels are writes, but none. */
const CONTENT =
	/^(?:issues|issues\/[0-9]+\/(?:comments|sub_issues)|pulls|pulls\/[0-9]+\/(?:comments|reviews)|commits\/[^/]+\/comments|check-runs)$/;
const COMMENT = /^issues\/(?:[0-9]+\/comments|comments\/[0-9]+(?:\/pin)?)$/;
const CHECK = /^(?:check-runs(?:\/[0-9]+)?|statuses\/.+)$/;
const LABELS =
	/^(?:labels|issues\/[0-9]+(?:\/(?:labels(?:\/.+)?|assignees|sub_issues?|dependencies\/.+))?)$/;

/** What a request is for, told from the request alone, so that no caller can forget to say it. */
export function kindOf(request: RequestMeant): RequestKind {
	const path = pathOf(request.url);
	if (!isWrite(request)) return SWEPT.test(path) ? "sweep" : "command";
	if (/\/graphql$/.test(new URL(request.url).pathname)) return "fields";
	if (/\/projectsV2\//.test(request.url)) return "fields";
	if (CHECK.test(path)) return "check";
	if (COMMENT.test(path)) return isView(request) ? "comment" : "command";
	return LABELS.test(path) ? "labels" : "command";
}

/** What a request uses of each limit. */
export function costOf(request: RequestMeant): Cost {
	const writes = isWrite(request) ? 1 : 0;
	const isContent =
		request.method === "POST" && CONTENT.test(pathOf(request.url));
	return {
		content: isContent ? 1 : 0,
		writes,
		points: writes === 1 ? WRITE_POINTS : 1,
	};
}

/** True for what may be asked twice without doing anything twice. */
export function isRead({ method }: Pick<RequestMeant, "method">): boolean {
	return method === "GET" || method === "HEAD";
}

/** The repository that a request is about, or nothing where its address does not tell. */
export function repositoryOf(url: string): string {
	return /\/repos\/([^/]+\/[^/]+)/.exec(new URL(url).pathname)?.[1] ?? "";
}

/**
 * True for asking for a token to ask everything else with. Octokit does that in the midst of another request, which holds its
 * place until the token is there.
 */
export function isForToken({ method, url }: RequestMeant): boolean {
	return (
		method === "POST" &&
		/\/app\/installations\/[0-9]+\/access_tokens$/.test(new URL(url).pathname)
	);
}

/** GraphQL is always posted; what is no mutation only reads. */
function isWrite(request: RequestMeant): boolean {
	if (isRead(request)) return false;
	const { query } = Object(request.body) as { readonly query?: unknown };
	const isQuery = typeof query === "string" && /^\s*(?:query\b|\{)/.test(query);
	return !(isQuery && /\/graphql$/.test(new URL(request.url).pathname));
}

/** Comments answer commands, but for the one that tells how a task stands: that can be written anew at any time. */
function isView({ body, method, url }: RequestMeant): boolean {
	const text = (Object(body) as { readonly body?: unknown }).body;
	const isStatus = typeof text === "string" && text.startsWith(STATUS_MARKER);
	return isStatus || method === "DELETE" || url.endsWith("/pin");
}

/** What stands behind the repository's name, or its id, as links to a next page have it; empty for what is not about a repository. */
function pathOf(url: string): string {
	const { pathname } = new URL(url);
	return (
		/\/(?:repos\/[^/]+\/[^/]+|repositories\/[0-9]+)\/(.+)$/.exec(
			pathname,
		)?.[1] ?? ""
	);
}
