import type { Caller } from "../engine/board-door.ts";

/** What identity over HTTP is made of, in the hosted form. */
export interface AccessOptions {
	/** Origin under which clients reach this server, without a slash at the end: issuer and audience of its tokens. */
	readonly publicUrl: string;
	/** The App's private key, PEM: the key of our tokens is derived from it. */
	readonly privateKey: string;
	readonly clientId: string;
	readonly clientSecret: string;
	/** Where GitHub's API is, without a slash at the end. */
	readonly apiUrl: string;
	/** Milliseconds since the epoch. */
	readonly nowMs: () => number;
	/** Hears of what the operator has to mend, such as a client secret that GitHub refuses. Never holds a token. */
	readonly onError: (error: unknown) => void;
}

/** What a guard leaves for the doors behind it: `new Hono<GuardedEnv>()`, then `context.get("caller")`. */
export interface GuardedEnv {
	Variables: { caller: Caller };
}
