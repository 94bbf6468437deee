import type { IncomingMessage } from "node:http";
import { answerIssuer } from "./actions-issuer.ts";
import type { Answer } from "./call.ts";
import { askForDevice, askForToken, enterCode } from "./device-flow.ts";
import { authorize } from "./web-flow.ts";
import type { World } from "./world.ts";

/** What is asked beside the API while somebody signs in. */
export interface SignInCall {
	readonly method: string;
	readonly url: URL;
	readonly request: Pick<IncomingMessage, "headers">;
	/** The body, read when it is wanted. */
	readonly read: () => Promise<Buffer | undefined>;
}

/** Answers where people and devices sign in, and where the keys of Actions are; undefined for everything else. */
export async function answerSignIn(
	world: World,
	{ method, url, request, read }: SignInCall,
): Promise<Answer | undefined> {
	const path = url.pathname;
	if (method === "GET" && path === "/login/oauth/authorize")
		return authorize(world, url);
	if (method === "GET") return answerIssuer(world, path);
	if (method !== "POST" || !PATHS.includes(path)) return undefined;
	const text = (await read())?.toString("utf8") ?? "";
	const form = formOf(text, url.searchParams);
	if (path === "/login/device/code") return askForDevice(world, form);
	if (path === "/login/oauth/access_token") return askForToken(world, form);
	return enterCode(world, form, request.headers.authorization);
}

const PATHS: readonly string[] = [
	"/login/device",
	"/login/device/code",
	"/login/oauth/access_token",
];

/** GitHub takes the fields from the query, from a form and from JSON. */
function formOf(text: string, query: URLSearchParams): URLSearchParams {
	const form = new URLSearchParams(query);
	for (const [name, value] of entriesOf(text)) form.set(name, value);
	return form;
}

function entriesOf(text: string): Iterable<[string, string]> {
	if (!text.startsWith("{")) return new URLSearchParams(text);
	try {
		const fields = JSON.parse(text) as Record<string, unknown>;
		return Object.entries(fields).map(([name, value]) => [name, `${value}`]);
	} catch {
		return [];
	}
}
