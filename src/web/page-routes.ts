import { join } from "node:path";
import { type Context, Hono } from "hono";
import type { PageAccess } from "../access/page-access.ts";
import type { BoardPlace, OpenBoardDoor } from "../engine/board-door.ts";
import { isUnreachable } from "../engine/failure-refusal.ts";
import { methodResponse } from "./method-response.ts";
import { fileResponse } from "./page-file.ts";
import { pageHeaders } from "./page-headers.ts";

/** What the page is served from, and for whom. */
export interface PageOptions {
	readonly access: PageAccess;
	/** Where `index.html` and `assets` are. They are read when they are asked for. */
	readonly folder: string;
	readonly open: OpenBoardDoor;
}

/** Names of assets have the hash of what is in them. */
const FOR_EVER = "public, max-age=31536000, immutable";
const PATHS = ["/", "/boards/*", "/assets/*", "/session"] as const;
const SIGN_IN_PATHS = ["/sign-in", "/sign-in/*", "/sign-out"] as const;

/**
 * The page: one static shell at every address of a board, what it is made of, and whom it speaks as. It comes with 404 where
 * the caller sees no board, the same bytes for one that is not there and for one that is private. Belongs at the root.
 */
export function pageRoutes({ access, folder, open }: PageOptions): Hono {
	const { home, signIn } = access;
	const app = new Hono();
	for (const path of PATHS) app.use(path, pageHeaders, access.threshold, reads);
	for (const path of SIGN_IN_PATHS)
		app.use(path, pageHeaders, access.threshold);
	app.get("/", async (c) =>
		home === undefined ? shell(c, folder, 200) : c.redirect(pathOf(home)),
	);
	app.get("/session", access.session);
	app.get("/assets/:name", async (c) => {
		const found = await fileResponse({
			...{ folder: join(folder, "assets"), name: c.req.param("name") },
			...{ accepts: c.req.header("accept-encoding"), caching: FOR_EVER },
		});
		return found ?? missing();
	});
	app.get("/assets/*", () => missing());
	app.get("/boards/:owner/:repo/:board/*", async (c) =>
		shell(c, folder, await statusFor(c, c.req.param())),
	);
	app.get("/boards/*", (c) => shell(c, folder, 404));
	if (signIn !== undefined) app.route("/", signIn);
	return app;

	async function statusFor(c: Context, place: BoardPlace): Promise<number> {
		const caller = await access.callerOf(c);
		if (caller === undefined) return 404;
		const { owner, repo, board } = place;
		try {
			const door = await open({ owner, repo, board }, caller);
			return "ok" in door ? 404 : 200;
		} catch (error) {
			// What the page asks next says what is wrong, and it asks again until it is not.
			if (isUnreachable(error)) return 503;
			throw error;
		}
	}
}

async function reads(c: Context, next: () => Promise<void>) {
	return methodResponse(c.req.method, ["GET", "HEAD"]) ?? next();
}

async function shell(
	c: Context,
	folder: string,
	status: number,
): Promise<Response> {
	const found = await fileResponse({
		...{ folder, name: "index.html", status, caching: "no-store" },
		accepts: c.req.header("accept-encoding"),
	});
	return found ?? missing("The page is not built: run `npm run build`.");
}

function missing(words = "There is nothing at this address."): Response {
	return new Response(`${words}\n`, {
		status: 404,
		headers: {
			"content-type": "text/plain; charset=utf-8",
			"cache-control": "no-store",
		},
	});
}

function pathOf({ owner, repo, board }: BoardPlace): string {
	return `/boards/${[owner, repo, board].map(encodeURIComponent).join("/")}`;
}
