import type { Context, Hono, MiddlewareHandler } from "hono";
import type { BoardPlace, Caller } from "../engine/board-door.ts";

/** Who looks at the page and what it is told of that. */
export interface PageAccess {
	/** Turns away whoever may not even ask, such as other pages. */
	readonly threshold: MiddlewareHandler;
	/** Who asks for a page; undefined for somebody who is not known (yet). */
	readonly callerOf: (context: Context) => Promise<Caller | undefined>;
	/** Answers `GET /session`: whom the page speaks as. */
	readonly session: (context: Context) => Promise<Response>;
	/** Where people sign in and out, at full paths; absent where nobody has to. */
	readonly signIn?: Hono;
	/** The only board, which `/` leads to; absent where there are many. */
	readonly home?: BoardPlace;
}

/** What a session tells the page in the embedded form: whom it may speak as, and where the board is. */
export interface EmbeddedSession {
	readonly form: "embedded";
	readonly users: readonly { readonly name: string; readonly role: string }[];
	readonly home: BoardPlace;
	/** Where the repositories are cloned from, without a slash at the end; absent where they are nowhere but here. */
	readonly git?: string;
}

/** The same in the hosted form; `csrf` belongs into `x-baton-csrf` of whatever changes something. */
export interface HostedSession {
	readonly form: "hosted";
	readonly user: { readonly id: number; readonly login: string } | null;
	readonly csrf: string | null;
	readonly git: string;
}
