import { visibleRepo } from "./access.ts";
import { type Answer, type Call, match, NOT_FOUND } from "./call.ts";
import { byPresentName, sentOn } from "./former-names.ts";
import { completePayload } from "./payload.ts";
import { present, presentLink } from "./present.ts";
import { refusedAsArchived } from "./repositories.ts";
import { ROUTES } from "./routes.ts";
import { type Scope, withScope } from "./scope.ts";
import type { World } from "./world.ts";

const REPO_PATH = /^\/repos\/([^/]+)\/([^/]+)(?:\/([a-z]+))?/;

/** Below these the answer depends on git, and what is written there may move refs. */
const GIT_TOPICS: ReadonlySet<string | undefined> = new Set([
	"activity",
	"branches",
	"check",
	"commits",
	"compare",
	"contents",
	"git",
	"merges",
	"pulls",
	"readme",
	"statuses",
	"tags",
]);

/**
 * Answers a REST call. What it changed is on disk, in git too, before the answer is there, and only then are its events
 * sent to the receivers.
 */
export async function answerRest(world: World, call: Call): Promise<Answer> {
	const scope: Scope = { announced: [] };
	const answer = await withScope(scope, () => dispatch(world, call));
	world.db.flush();
	for (const announcement of scope.announced)
		world.hooks.announce(completePayload(world, announcement, scope.before));
	const headers: Record<string, string> = { ...answer.headers };
	if (headers.link !== undefined)
		headers.link = presentLink(headers.link, world.url);
	const body =
		answer.body === undefined || Buffer.isBuffer(answer.body)
			? answer.body
			: present(world, answer.body);
	return { status: answer.status, body, headers };
}

async function dispatch(world: World, asked: Call): Promise<Answer> {
	const call = byPresentName(world, asked);
	const early = sentOn(world, call) ?? refusedAsArchived(world, call);
	if (early !== undefined) return early;
	const found = match(ROUTES, call.method, call.path);
	if (found !== undefined) return found.route.handle(call, found.params, world);
	const [, owner = "", repo = "", topic] = REPO_PATH.exec(call.path) ?? [];
	if (owner === "") return withNewRepository(world, call);
	const row = visibleRepo(world.tables, call.caller, { owner, repo });
	if (row === undefined) return NOT_FOUND;
	if (!GIT_TOPICS.has(topic)) return world.emulate(call);
	if (call.method !== "GET")
		return world.mirror.write(row, call.caller, () => world.emulate(call));
	await world.mirror.fresh(row);
	return world.emulate(call);
}

/** A repository that is created with a first commit has it in git before the answer. */
async function withNewRepository(world: World, call: Call): Promise<Answer> {
	const answer = await world.emulate(call);
	if (
		call.method !== "POST" ||
		!call.path.endsWith("/repos") ||
		answer.status !== 201
	)
		return answer;
	const row = world.tables.repos.findOneBy(
		"full_name",
		(answer.body as { full_name?: string }).full_name,
	);
	return row === undefined
		? answer
		: world.mirror.write(row, call.caller, async () => answer);
}
