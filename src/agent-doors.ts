import { Hono, type MiddlewareHandler } from "hono";
import type { GuardedEnv } from "./access/access-options.ts";
import { BUILD } from "./build.ts";
import { refuse } from "./core/errors.ts";
import type { BoardPlace, OpenBoardDoor } from "./engine/board-door.ts";
import { mcpRoutes } from "./mcp/mcp-routes.ts";
import type { ApiOptions } from "./web/api-options.ts";
import { apiRoutes } from "./web/api-routes.ts";
import { failureResponse } from "./web/failure-response.ts";
import { openApiRoutes } from "./web/openapi-routes.ts";
import { nothingHere, refusalResponse } from "./web/refusal-response.ts";
import { secureHeaders } from "./web/secure-headers.ts";

/** Who is let in at the doors of agents. */
export interface Access {
	/** Finds out who calls, or answers that nobody knows. */
	readonly guard: MiddlewareHandler<GuardedEnv>;
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
}

/** Everything that agents reach over HTTP: the API and MCP behind one guard, and what comes before a caller is known. */
export function agentDoors(options: AgentDoorsOptions): Hono {
	const { access, openBoard: open } = options;
	const app = new Hono();
	app.use(secureHeaders);
	app.notFound(nothingHere);
	app.onError((error) => failureResponse(error, options));
	if (access === undefined) {
		for (const path of ["/api/v1/*", "/mcp", "/.well-known/*"])
			app.all(path, closed);
		return app;
	}
	const { home } = access;
	app.route("/api/v1", openApiRoutes());
	if (access.open !== undefined) app.route("/", access.open);
	const guarded = new Hono<GuardedEnv>();
	for (const path of ["/api/v1/*", "/mcp"]) guarded.use(path, access.guard);
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
