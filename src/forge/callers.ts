import { createPublicKey, verify } from "node:crypto";
import type { Database } from "./database.ts";
import type { Identities } from "./identities.ts";
import type { Row, Table } from "./table.ts";
import type { InstallationRow, Tables } from "./tables.ts";

/** What an installation token may do, in the words of the emulator. */
export interface Grant {
	readonly installationId: number;
	readonly appId: number;
	readonly accountId: number;
	readonly accountType: "User" | "Organization";
	readonly permissions: Readonly<Record<string, string>>;
	readonly repositoryIds: readonly number[];
	readonly repositorySelection: "all" | "selected";
}

/** Who is behind a request: a person, an App acting on an installation as its bot, or an App as itself. */
export type Caller =
	| { readonly kind: "user"; readonly login: string; readonly token: string }
	| {
			readonly kind: "installation";
			readonly login: string;
			readonly token: string;
			readonly grant: Grant;
	  }
	| {
			readonly kind: "app";
			readonly appId: number;
			readonly slug: string;
			readonly name: string;
	  };

/** `caller` is absent when the request named nobody. */
export type Identified =
	| { readonly ok: true; readonly caller?: Caller }
	| { readonly ok: false; readonly message: string; readonly status?: number };

/** A token that is not one of those from the start. */
export interface TokenRow extends Row {
	readonly token: string;
	readonly login: string;
	readonly grant: Grant | null;
	/** The App that a person's token was given to. */
	readonly app_id?: number;
	/** Milliseconds since the epoch; null: never. */
	readonly expires_at_ms: number | null;
}

const INSTALLATION_TOKEN_MS = 3_600_000;
/** GitHub lets a JWT live for ten minutes; a minute of clock difference is forgiven. */
const JWT_LEEWAY_MS = 60_000;

/** What the emulator hands over when it has minted a token. */
interface MintedToken {
	readonly login: string;
	readonly installation?: Grant;
}

/** Knows every valid token. */
export interface Callers {
	/** Who an `Authorization` header names. Unknown, expired and forged credentials are refused. */
	identify(authorization: string | undefined): Identified;
	/** Stands in for the emulator's own table of tokens and records what it mints. */
	readonly minted: Map<string, MintedToken>;
}

export interface CallersOptions {
	readonly db: Database;
	readonly tables: Tables;
	readonly identities: Identities;
	/** Milliseconds since the epoch. */
	readonly clock: () => number;
}

/** Makes the registry of tokens; minted ones are kept in the database with their expiry. */
export function createCallers(options: CallersOptions): Callers {
	const table = options.db.collection<TokenRow>("forge.tokens", ["token"]);
	return {
		identify: (authorization) => identify(options, table, authorization),
		minted: new MintedTokens(options, table),
	};
}

class MintedTokens extends Map<string, MintedToken> {
	readonly #options: CallersOptions;
	readonly #table: Table<TokenRow>;

	constructor(options: CallersOptions, table: Table<TokenRow>) {
		super();
		this.#options = options;
		this.#table = table;
	}

	override set(token: string, { login, installation }: MintedToken): this {
		const now = this.#options.clock();
		for (const row of this.#table.all()) {
			if (row.expires_at_ms !== null && row.expires_at_ms < now)
				this.#table.delete(row.id);
		}
		const expires_at_ms =
			installation === undefined ? null : now + INSTALLATION_TOKEN_MS;
		this.#table.insert({
			token,
			login,
			grant: installation ?? null,
			expires_at_ms,
		});
		return this;
	}
}

function identify(
	options: CallersOptions,
	table: Table<TokenRow>,
	authorization: string | undefined,
): Identified {
	if (authorization === undefined || authorization === "") return { ok: true };
	const token = tokenOf(authorization);
	if (token.startsWith("eyJ")) return identifyApp(options, token);
	const caller =
		knownCaller(options, token) ?? mintedCaller(options, table, token);
	if (caller === undefined) return { ok: false, message: "Bad credentials" };
	return isSuspended(options, caller) ? SUSPENDED : { ok: true, caller };
}

/** The refusal of whoever acts on an installation that is suspended. */
export const SUSPENDED = {
	ok: false,
	status: 403,
	message: "This installation has been suspended",
} as const;

function isSuspended({ tables }: CallersOptions, caller: Caller): boolean {
	if (caller.kind !== "installation") return false;
	const { installationId } = caller.grant;
	const row = installationRow(tables, installationId);
	return row !== undefined && row.suspended_at !== null;
}

/** Where an App is installed, by GitHub's id of it; undefined when it is not, or not any more. */
export function installationRow(
	tables: Tables,
	id: number,
): InstallationRow | undefined {
	return tables.appInstallations.findOneBy("installation_id", id);
}

/** Git and curl say `Basic user:token`; a token may also stand in the place of the user. */
function tokenOf(authorization: string): string {
	const [scheme = "", rest = ""] = authorization.trim().split(/\s+/, 2);
	if (scheme.toLowerCase() !== "basic") return rest;
	const [user = "", ...password] = Buffer.from(rest, "base64")
		.toString("utf8")
		.split(":");
	const secret = password.join(":");
	return secret === "" || secret === "x-oauth-basic" ? user : secret;
}

function knownCaller(
	{ identities, tables }: CallersOptions,
	token: string,
): Caller | undefined {
	const owner = Object.entries(identities.tokens).find(
		([, known]) => known === token,
	)?.[0];
	if (owner === undefined) return undefined;
	const app = identities.apps[owner];
	if (app === undefined) return { kind: "user", login: owner, token };
	const installation = installationRow(tables, app.installationId);
	if (installation === undefined) return undefined;
	const grant: Grant = {
		installationId: app.installationId,
		appId: app.id,
		accountId: installation.account_id,
		accountType: installation.account_type,
		permissions: installation.permissions,
		repositoryIds: installation.repository_ids,
		repositorySelection: installation.repository_selection,
	};
	return { kind: "installation", login: botLogin(app.slug), token, grant };
}

function mintedCaller(
	{ tables, clock }: CallersOptions,
	table: Table<TokenRow>,
	token: string,
): Caller | undefined {
	const row = table.findOneBy("token", token);
	if (
		row === undefined ||
		(row.expires_at_ms !== null && row.expires_at_ms <= clock())
	)
		return undefined;
	if (row.grant === null) return { kind: "user", login: row.login, token };
	const app = tables.apps.findOneBy("app_id", row.grant.appId);
	const now = installationRow(tables, row.grant.installationId);
	if (app === undefined || now === undefined) return undefined;
	// What the App was taken out of since is out of the token's reach as well.
	const repositoryIds = row.grant.repositoryIds.filter(
		(id) =>
			now.repository_selection === "all" || now.repository_ids.includes(id),
	);
	return {
		kind: "installation",
		login: botLogin(app.slug),
		token,
		grant: { ...row.grant, repositoryIds },
	};
}

function identifyApp(
	{ tables, identities, clock }: CallersOptions,
	token: string,
): Identified {
	const refused = {
		ok: false,
		message: "A JSON web token could not be decoded",
	} as const;
	const [header = "", payload = "", signature = ""] = token.split(".");
	const claims = decodeClaims(payload);
	if (claims === undefined || decodeClaims(header)?.alg !== "RS256")
		return refused;
	const issuer = String(claims.iss);
	const app = Object.values(identities.apps).find(
		({ id, clientId }) => issuer === String(id) || issuer === clientId,
	);
	const row =
		app === undefined ? undefined : tables.apps.findOneBy("app_id", app.id);
	if (app === undefined || row === undefined) return refused;
	const signed = Buffer.from(`${header}.${payload}`);
	const isOurs = verify(
		"sha256",
		signed,
		createPublicKey(app.privateKey),
		Buffer.from(signature, "base64url"),
	);
	if (!isOurs) return refused;
	if (
		typeof claims.exp !== "number" ||
		claims.exp * 1000 < clock() - JWT_LEEWAY_MS
	) {
		return {
			ok: false,
			message:
				"'Expiration time' claim ('exp') must be a numeric value representing the future time",
		};
	}
	return {
		ok: true,
		caller: { kind: "app", appId: app.id, slug: app.slug, name: row.name },
	};
}

function decodeClaims(part: string): Record<string, unknown> | undefined {
	try {
		return JSON.parse(
			Buffer.from(part, "base64url").toString("utf8"),
		) as Record<string, unknown>;
	} catch {
		return undefined;
	}
}

/** The login that an App's comments and commits carry. */
export function botLogin(slug: string): string {
	return `${slug}[bot]`;
}
