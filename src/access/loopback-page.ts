import type { MiddlewareHandler } from "hono";
import type { BoardPlace } from "../engine/board-door.ts";
import {
	type AccountOfAgent,
	DEFAULT_AGENT,
	isOwnLoopback,
	strangeHost,
} from "./loopback-guard.ts";
import type { EmbeddedSession, PageAccess } from "./page-access.ts";
import { foreignPage } from "./page-threshold.ts";

/** What the page on this machine is told. */
export interface LoopbackPageOptions {
	readonly accountOf: AccountOfAgent;
	/** Whom the page may speak as. */
	readonly users: () =>
		| EmbeddedSession["users"]
		| Promise<EmbeddedSession["users"]>;
	readonly home: BoardPlace;
	/** Where the repositories are cloned from, if from anywhere. */
	readonly git?: string;
	/** Whom a page is shown as before anybody was chosen. */
	readonly agent?: string;
}

/** Who looks at the page where everything runs on this machine: whoever is on it, as whomever it likes. */
export function loopbackPage({
	accountOf,
	users,
	home,
	git,
	agent = DEFAULT_AGENT,
}: LoopbackPageOptions): PageAccess {
	return {
		threshold: loopbackThreshold,
		async callerOf() {
			const actor = await accountOf(agent);
			return "ok" in actor ? undefined : { actor, agent };
		},
		async session(context) {
			const session: EmbeddedSession = {
				form: "embedded",
				users: await users(),
				home,
				...(git === undefined ? {} : { git }),
			};
			return context.json(session);
		},
		home,
	};
}

const loopbackThreshold: MiddlewareHandler = async (context, next) => {
	const strange =
		strangeHost(context) ?? foreignPage(context, isOwnLoopback(context));
	return strange ?? next();
};
