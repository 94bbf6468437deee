import { actorOf, may, type Need, visibleRepo } from "./access.ts";
import { announceLater } from "./announce.ts";
import {
	type Answer,
	type Call,
	fields,
	invalidField,
	NOT_FOR_INTEGRATION,
	NOT_FOUND,
	type Params,
	route,
} from "./call.ts";
import { organizationOf } from "./organization-fields.ts";
import type { World } from "./world.ts";

/** An event of one's own making, for workflows and Apps. */
export const dispatchRoutes = [
	route("POST /repos/:owner/:repo/dispatches", dispatch),
];

const WRITE: Need = { role: "write", permission: "contents", level: "write" };
const MOST_NAME_CHARACTERS = 100;
const MOST_PROPERTIES = 10;
const MOST_PAYLOAD_BYTES = 64 * 1024;

/** People without write are not told that there is such a thing here. */
async function dispatch(
	call: Call,
	params: Params,
	world: World,
): Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	const sender = actorOf(world.tables, call.caller);
	if (repo === undefined || sender === undefined) return NOT_FOUND;
	if (!may(world.tables, call.caller, repo, WRITE))
		return call.caller?.kind === "installation"
			? NOT_FOR_INTEGRATION
			: NOT_FOUND;
	const { event_type, client_payload = {} } = fields(call);
	const isName =
		typeof event_type === "string" &&
		event_type !== "" &&
		event_type.length <= MOST_NAME_CHARACTERS;
	if (!isName) return invalidField("RepositoryDispatch", "event_type");
	if (!isPayload(client_payload))
		return invalidField("RepositoryDispatch", "client_payload");
	await announceLater(world, repo, {
		event: "repository_dispatch",
		action: event_type,
		sender,
		fields: {
			branch: repo.default_branch,
			client_payload,
			...organizationOf(world, repo),
		},
	});
	return { status: 204 };
}

function isPayload(value: unknown): boolean {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		return false;
	const bytes = Buffer.byteLength(JSON.stringify(value));
	return (
		Object.keys(value).length <= MOST_PROPERTIES && bytes < MOST_PAYLOAD_BYTES
	);
}
