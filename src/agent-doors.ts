import { Hono, type MiddlewareHandler } from "hono";
import type { GuardedEnv } from "./access/access-options.ts";
import type { PageAccess } from "./access/page-access.ts";
import { BUILD } from "./build.ts";
import { refuse } from "./core/errors.ts";
import type { BoardPlace, OpenBoardDoor } from "./engine/board-door.ts";
import { mcpRoutes } from "./mcp/mcp-routes.ts";
import type { ApiOptions } from "./web/api-options.ts";
import { apiRoutes } from "./web/api-routes.ts";
import { failureResponse } from "./web/failure-response.ts";
import { openApiRoutes } from "./web/openapi-routes.ts";
import { pageRoutes } from "./web/page-routes.ts";
import { nothingHere, refusalResponse } from "./web/refusal-response.ts";
import { secureHeaders } from "./web/secure-headers.ts";

/** Who is let in at the doors of agents. */
export interface Access {
	/** Finds out who calls, or answers that nobody knows. */
	readonly guard: MiddlewareHandler<GuardedEnv>;
	/** The same at the API alone, where pages are let in as well; `guard` unless given. */
	readonly apiGuard?: MiddlewareHandler<GuardedEnv>;
	/** Who may look at the page; absent where there is none. */
	readonly page?: PageAccess;
	/** What is open to everybody, at its full paths. */
	readonly open?: Hono;
	/** The board that is meant by who names none; absent where there are many. */
	readonly home?: BoardPlace;
}

/** What the doors of agents are made of. */
export interface AgentDoorsOptions extends Omit<ApiOptions, "open"> {
	/** Absent where nobody can prove who he is: then the doors are closed. */
	readonly access?: Access | undefined;
	readonly openBoard: OpenBoardDoor;
	/** Where the page's files are; absent where none is shown. */
	readonly pageFolder?: string | undefined;
}

/**
 * Everything that agents and browsers reach over HTTP: the API and MCP behind their guards, the page, and what comes before a
 * caller is known.
 */
export function agentDoors(options: AgentDoorsOptions): Hono {
	const { access, openBoard: open, pageFolder: folder } = options;
	const app = new Hono();
	app.use(secureHeaders);
	app.notFound(nothingHere);
	app.onError((error) => failureResponse(error, options));
	if (access === undefined) {
		for (const path of ["/api/v1/*", "/mcp", "/.well-known/*", "/boards/*"])
			app.all(path, closed);
		app.get("/", (c) => c.text("Baton is running\n"));
		return app;
	}
	const { home, page, guard, apiGuard = guard } = access;
	app.route("/api/v1", openApiRoutes());
	if (access.open !== undefined) app.route("/", access.open);
	if (page !== undefined && folder !== undefined)
		app.route("/", pageRoutes({ access: page, folder, open }));
	const guarded = new Hono<GuardedEnv>();
	guarded.use("/api/v1/*", apiGuard);
	guarded.use("/mcp", guard);
	guarded.route("/api/v1", apiRoutes({ ...options, open }));
	guarded.route(
		"/mcp",
		mcpRoutes({
			...options,
			...{ open, version: BUILD },
			...(home === undefined ? {} : { defaultPlace: () => home }),
		}),
	);
	app.route("/", guarded);
	return app;
}

function closed(): Response {
	return refusalResponse(
		refuse(
			"NOT_FOUND",
			"The doors of agents are closed here: nobody could prove who he is.",
			"Whoever runs this sets GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET and BATON_PUBLIC_URL; comments on issues work without.",
		),
	);
}
