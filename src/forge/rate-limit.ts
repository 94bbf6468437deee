import { type Answer, type Call, ok, type Params, route } from "./call.ts";
import type { World } from "./world.ts";

/** How much of an hour's requests a caller has left. */
export const rateLimitRoutes = [route("GET /rate_limit", show)];

/** Only the requests of the main part are counted; searches are told of as unused. */
function show({ caller }: Call, _params: Params, { limits }: World): Answer {
	const core = { ...limits.quotaOf(caller), resource: "core" };
	const { reset } = core;
	const unused = (resource: string, limit: number) => {
		return { limit, used: 0, remaining: limit, reset, resource };
	};
	const resources = {
		core,
		search: unused("search", 30),
		graphql: unused("graphql", 5000),
	};
	return ok({ resources, rate: core });
}
