import type { Context, MiddlewareHandler } from "hono";
import type { Actor } from "../core/actor.ts";
import { type Refusal, refuse } from "../core/errors.ts";
import { isAgentName } from "../core/task.ts";
import type { GuardedEnv } from "./access-options.ts";
import { refused } from "./challenge.ts";
import { foreignOrigin } from "./own-origin.ts";

/** The account that an agent's name stands for on this machine, or why it stands for nobody. */
export type AccountOfAgent = (
	agent: string,
) => Actor | Refusal | Promise<Actor | Refusal>;

/** Who is meant by whoever does not say, where nothing else is set. */
export const DEFAULT_AGENT = "agent-1";
const LOOPBACK = /^(::ffff:)?127\.|^::1$/;
const HOST = /^(127\.0\.0\.1|localhost|\[::1\])(?::(\d{1,5}))?$/i;

/**
 * For the embedded form: lets only this machine pass, under a name that no page elsewhere can have, and sets `caller` from the
 * header `x-baton-agent`. Everybody else is answered 403. Whoever is on this machine may speak as any of its agents.
 */
export function loopbackGuard({
	accountOf,
	agent: usual = DEFAULT_AGENT,
}: {
	readonly accountOf: AccountOfAgent;
	/** Who is meant by whoever does not say; agent-1 unless given. */
	readonly agent?: string;
}): MiddlewareHandler<GuardedEnv> {
	return async (context, next) => {
		const strange =
			strangeHost(context) ?? foreignOrigin(context, isOwnLoopback(context));
		if (strange !== undefined) return strange;
		const agent = context.req.header("x-baton-agent")?.trim() || usual;
		const actor = isAgentName(agent) ? await accountOf(agent) : noName(agent);
		if ("ok" in actor) return refused(context, actor);
		context.set("caller", { actor, agent });
		return next();
	};
}

function noName(text: string): Refusal {
	return refuse(
		"UNAUTHENTICATED",
		`${JSON.stringify(text.slice(0, 60))} is no agent's name.`,
		`Name one in the header x-baton-agent, such as ${DEFAULT_AGENT}.`,
	);
}

/**
 * Turns away other machines, and names of somebody else's for this one. A name of its own for this machine is how a page elsewhere gets here (DNS
 * rebinding); a name without a port is another port's.
 */
export function strangeHost(context: Context): Response | undefined {
	const socket = socketOf(context);
	const { remoteAddress } = socket;
	const isHere = remoteAddress === undefined || LOOPBACK.test(remoteAddress);
	const [, name, port = "80"] =
		HOST.exec(context.req.header("host") ?? "") ?? [];
	const isOurs = name !== undefined && isPort(socket.localPort, Number(port));
	if (isHere && isOurs) return undefined;
	return refused(
		context,
		refuse(
			"FORBIDDEN",
			"This door is open to its own machine alone, by the name of localhost.",
			"Use http://127.0.0.1 with the port that was printed at the start.",
		),
	);
}

/** Tells the origin of this very server from others: any name of this machine, with the port that was called. */
export function isOwnLoopback(context: Context): (origin: string) => boolean {
	const { localPort } = socketOf(context);
	return (origin) => {
		const [, host = ""] = /^http:\/\/(.+)$/.exec(origin) ?? [];
		const [, name, port = "80"] = HOST.exec(host) ?? [];
		return name !== undefined && isPort(localPort, Number(port));
	};
}

/** Where there is no socket, as in a call inside the process, every port will do. */
function isPort(known: number | undefined, port: number): boolean {
	return known === undefined || known === port;
}

/** Node's own request lies in the environment that the server hands over. */
function socketOf({ env }: Context): {
	readonly remoteAddress?: string | undefined;
	readonly localPort?: number | undefined;
} {
	const { incoming } = (env ?? {}) as {
		incoming?: { socket?: { remoteAddress?: string; localPort?: number } };
	};
	return incoming?.socket ?? {};
}
