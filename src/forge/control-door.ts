import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Answer, NOT_FOUND, refusal } from "./call.ts";
import { readControl } from "./control-input.ts";
import { obey } from "./controls.ts";
import type { World } from "./world.ts";

/** Where orders are posted: beside the API, not below it, and no account can be called like this. */
export const CONTROL_PATH = "/_forge/control";

/**
 * Takes an order from another process on this machine, which has to know the token: 204, 401 without it, 422 for an order that
 * cannot be. To anybody from elsewhere there is nothing here.
 */
export async function answerControl(
	world: World,
	request: Pick<IncomingMessage, "method" | "headers" | "socket">,
	raw: Buffer,
): Promise<Answer> {
	if (!isLocal(request) || request.method !== "POST") return NOT_FOUND;
	const { authorization = "" } = request.headers;
	if (!isSame(authorization, `Bearer ${world.controlToken}`))
		return refusal(401, "Bad credentials");
	const order = readControl(raw.toString("utf8"));
	if (typeof order === "string") return refusal(422, order);
	try {
		await obey(world, order);
	} catch (error) {
		return refusal(422, (error as Error).message);
	}
	return { status: 204 };
}

/** The name is looked at too, so that no page in a browser gets here by a name of its own for this machine. */
function isLocal({
	headers,
	socket,
}: Pick<IncomingMessage, "headers" | "socket">): boolean {
	const from = socket.remoteAddress ?? "";
	const isLoopback = /^(::ffff:)?127\.|^::1$/.test(from);
	return (
		isLoopback && /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(`${headers.host}`)
	);
}

function isSame(given: string, wanted: string): boolean {
	const digest = (text: string) => createHash("sha256").update(text).digest();
	return timingSafeEqual(digest(given), digest(wanted));
}
