import type { TokenRow } from "./callers.ts";
import { randomText } from "./random-text.ts";
import type { Row, Table } from "./table.ts";
import type { World } from "./world.ts";

/** How long a user's token of an App lives, and what renews it. */
const TOKEN_S = 8 * 3_600;
const REFRESH_TOKEN_S = 15_897_600;

interface RefreshRow extends Row {
	readonly refresh_token: string;
	readonly token: string;
	readonly login: string;
	readonly app_id: number;
	/** Milliseconds since the epoch. */
	readonly expires_at_ms: number;
}

/** What an App is given that may act for a person. */
export interface UserToken {
	readonly access_token: string;
	readonly expires_in: number;
	readonly refresh_token: string;
	readonly refresh_token_expires_in: number;
	readonly token_type: "bearer";
	readonly scope: "";
}

/** Makes a user's token that carries its App. It acts as the person; what the App may not do is not taken from it here. */
export function grantUserToken(
	{ db, now }: Pick<World, "db" | "now">,
	login: string,
	appId: number,
): UserToken {
	const nowMs = Date.parse(now());
	const token = `ghu_${randomText(36)}`;
	const refresh = `ghr_${randomText(76)}`;
	tokensOf({ db }).insert({
		token,
		login,
		grant: null,
		app_id: appId,
		expires_at_ms: nowMs + TOKEN_S * 1_000,
	});
	refreshesOf({ db }).insert({
		refresh_token: refresh,
		token,
		login,
		app_id: appId,
		expires_at_ms: nowMs + REFRESH_TOKEN_S * 1_000,
	});
	return {
		access_token: token,
		expires_in: TOKEN_S,
		refresh_token: refresh,
		refresh_token_expires_in: REFRESH_TOKEN_S,
		token_type: "bearer",
		scope: "",
	};
}

/** A new token for what renews it, once: the old token ends with it. Undefined when it is none of the App's, or has ended. */
export function renewUserToken(
	world: Pick<World, "db" | "now">,
	refreshToken: string,
	appId: number,
): UserToken | undefined {
	const refreshes = refreshesOf(world);
	const row = refreshes.findOneBy("refresh_token", refreshToken);
	if (row === undefined || row.app_id !== appId) return undefined;
	refreshes.delete(row.id);
	revokeUserToken(world, row.token);
	if (row.expires_at_ms <= Date.parse(world.now())) return undefined;
	return grantUserToken(world, row.login, appId);
}

/** Ends a token at once, as a person does who takes an App's authorization back. */
export function revokeUserToken(
	{ db }: Pick<World, "db">,
	token: string,
): void {
	const row = tokensOf({ db }).findOneBy("token", token);
	if (row !== undefined) tokensOf({ db }).delete(row.id);
}

/** A user's token of an App, while it is good. */
export function userTokenRow(
	{ db, now }: Pick<World, "db" | "now">,
	token: string,
	appId: number,
): (TokenRow & { readonly expires_at_ms: number }) | undefined {
	const row = tokensOf({ db }).findOneBy("token", token);
	if (row === undefined || row.app_id !== appId) return undefined;
	const { expires_at_ms } = row;
	if (expires_at_ms === null || expires_at_ms <= Date.parse(now()))
		return undefined;
	return { ...row, expires_at_ms };
}

function tokensOf({ db }: Pick<World, "db">): Table<TokenRow> {
	return db.collection<TokenRow>("forge.tokens", ["token"]);
}

function refreshesOf({ db }: Pick<World, "db">): Table<RefreshRow> {
	return db.collection<RefreshRow>("forge.refresh_tokens", ["refresh_token"]);
}
