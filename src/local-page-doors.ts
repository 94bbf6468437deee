import { Hono } from "hono";
import type { GuardedEnv } from "./access/access-options.ts";
import { loopbackGuard } from "./access/loopback-guard.ts";
import { loopbackPage } from "./access/loopback-page.ts";
import type { LocalDoor } from "./cli/local-door.ts";
import { refuse } from "./core/errors.ts";
import type {
	BoardDoor,
	BoardPlace,
	OpenBoardDoor,
} from "./engine/board-door.ts";
import { localPeople } from "./local-page-people.ts";
import type { ApiOptions } from "./web/api-options.ts";
import { apiRoutes } from "./web/api-routes.ts";
import { failureResponse } from "./web/failure-response.ts";
import { openApiRoutes } from "./web/openapi-routes.ts";
import { pageRoutes } from "./web/page-routes.ts";
import { nothingHere } from "./web/refusal-response.ts";
import { secureHeaders } from "./web/secure-headers.ts";

/** What the page of a repository on this machine works with. */
export interface LocalPageOptions extends Omit<ApiOptions, "open"> {
	readonly door: LocalDoor;
	/** The worker that is spoken for; git's user unless given. */
	readonly agent: string | undefined;
	readonly pageFolder: string;
}

/** The page and the API of one repository's board, for whoever is on this machine. */
export async function localPageDoors(options: LocalPageOptions): Promise<Hono> {
	const { door, agent, pageFolder: folder } = options;
	const { own, accountOf, users } = await localPeople(door, agent);
	const open = openAs(door, (name) => (name === own ? agent : name));
	const home = door.place;
	const page = loopbackPage({ accountOf, users, home, agent: own });
	const app = new Hono();
	app.use(secureHeaders);
	app.notFound(nothingHere);
	app.onError((error) => failureResponse(error, options));
	app.route("/", pageRoutes({ access: page, folder, open }));
	app.route("/api/v1", openApiRoutes());
	const api = new Hono<GuardedEnv>();
	api.use(loopbackGuard({ accountOf, agent: own }));
	api.route("/", apiRoutes({ ...options, open }));
	return app.route("/api/v1", api);
}

/** There is one board here. `speaker` is whom its door is told that a caller speaks for. */
function openAs(
	door: LocalDoor,
	speaker: (agent: string | undefined) => string | undefined,
): OpenBoardDoor {
	return async (place, caller) => {
		if (!isSame(place, door.place))
			return refuse(
				"NOT_FOUND",
				`There is no board ${place.owner}/${place.repo}/${place.board} here for you.`,
				"This page serves the board of one repository: open the address that was printed.",
			);
		const agent = speaker(caller.agent);
		const own: BoardDoor = {
			...door,
			say: (saying) => door.say({ agent, ...defined(saying) }),
			wait: (wish) => door.wait({ agent, ...defined(wish) }),
		};
		return own;
	};
}

function defined<T extends { readonly agent?: string | undefined }>(
	said: T,
): T {
	const { agent, ...others } = said;
	return (agent === undefined ? others : said) as T;
}

function isSame(one: BoardPlace, other: BoardPlace): boolean {
	return (
		one.owner === other.owner &&
		one.repo === other.repo &&
		one.board === other.board
	);
}
