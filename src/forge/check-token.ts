import {
	type Answer,
	type Call,
	fields,
	invalidField,
	NOT_FOUND,
	ok,
	type Params,
	refusal,
	route,
} from "./call.ts";
import { clientOf } from "./client-credentials.ts";
import type { AppIdentity } from "./identities.ts";
import { userById } from "./people.ts";
import { revokeUserToken, userTokenRow } from "./user-tokens.ts";
import type { World } from "./world.ts";

/** Whose a user's token is, and the end of it, for the App that it was given to and for nobody else. */
export const checkTokenRoutes = [
	route("POST /applications/:client/token", checkToken),
	route("DELETE /applications/:client/token", deleteToken),
];

/** True for what an App asks with its client secret: a header that names no account. */
export function isAskedByClient(path: string): boolean {
	return path.startsWith("/applications/");
}

type Asked = {
	readonly app: AppIdentity;
	readonly row: NonNullable<ReturnType<typeof userTokenRow>>;
};

function askedFor(
	call: Call,
	{ client }: Params,
	world: World,
): Asked | Answer {
	const app = clientOf(world, call.authorization);
	if (app === undefined) return refusal(401, "Bad credentials");
	if (app.clientId !== client) return NOT_FOUND;
	const { access_token } = fields(call);
	if (typeof access_token !== "string")
		return invalidField("OauthAccess", "access_token", {
			code: "missing_field",
		});
	const row = userTokenRow(world, access_token, app.id);
	return row === undefined ? NOT_FOUND : { app, row };
}

function deleteToken(call: Call, params: Params, world: World): Answer {
	const asked = askedFor(call, params, world);
	if ("status" in asked) return asked;
	revokeUserToken(world, asked.row.token);
	world.db.flush();
	return { status: 204 };
}

function checkToken(call: Call, params: Params, world: World): Answer {
	const asked = askedFor(call, params, world);
	if ("status" in asked) return asked;
	const { app, row } = asked;
	const user = world.tables.users.findOneBy("login", row.login);
	const name = world.tables.apps.findOneBy("slug", app.slug)?.name ?? app.slug;
	const appUrl = `${world.url}/apps/${app.slug}`;
	return ok({
		id: row.id,
		url: `${world.url}/authorizations/${row.id}`,
		app: { name, url: appUrl, client_id: app.clientId },
		token: row.token,
		hashed_token: null,
		token_last_eight: row.token.slice(-8),
		note: null,
		note_url: null,
		created_at: row.created_at,
		updated_at: row.updated_at,
		scopes: null,
		fingerprint: null,
		expires_at: new Date(row.expires_at_ms).toISOString(),
		user: userById(world.tables, user?.id ?? null, world.url),
		installation: null,
	});
}
