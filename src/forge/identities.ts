import { generateKeyPair, randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { randomText } from "./random-text.ts";
import type { ForgeSeed } from "./seed.ts";

/** What an App needs to act: as in the environment of a real one. */
export interface AppIdentity {
	readonly id: number;
	readonly slug: string;
	/** PEM, PKCS#1. */
	readonly privateKey: string;
	readonly webhookSecret: string;
	readonly installationId: number;
	readonly clientId: string;
	readonly clientSecret: string;
}

/** The secrets of one embedded GitHub. */
export interface Identities {
	readonly format: 1;
	/** Login of a user, or slug of an App, to its token that never expires. An App's token acts as its bot. */
	readonly tokens: Readonly<Record<string, string>>;
	readonly apps: Readonly<Record<string, AppIdentity>>;
}

const FIRST_APP_ID = 1001;
const FIRST_INSTALLATION_ID = 5001;

/** What a file may hold: older ones know no client secrets. */
type Kept = Omit<Identities, "apps"> & {
	readonly apps: Readonly<
		Record<string, Omit<AppIdentity, "clientSecret"> & Partial<AppIdentity>>
	>;
};

/**
 * The secrets that `makeIdentities` kept; those that an older version did not know are made now. Throws when the file is not
 * there or of another format.
 */
export function readIdentities(file: string): Identities {
	const found = JSON.parse(readFileSync(file, "utf8")) as Kept;
	if (found.format !== 1)
		throw new Error(
			`${file} is of format ${found.format}, this program knows format 1`,
		);
	const apps: Record<string, AppIdentity> = {};
	for (const [slug, app] of Object.entries(found.apps))
		apps[slug] = {
			...app,
			clientSecret: app.clientSecret ?? makeClientSecret(),
		};
	const isWhole = Object.values(found.apps).every(
		(app) => app.clientSecret !== undefined,
	);
	return isWhole ? { ...found, apps } : keep(file, { ...found, apps });
}

/**
 * Makes the secrets for a seed and keeps them in `file`, readable by the owner alone; those that an interrupted start left
 * there stay. Once made they never change: a person's shell and an agent's configuration go on working after a restart.
 */
export async function makeIdentities(
	file: string,
	seed: ForgeSeed,
): Promise<Identities> {
	const known: Identities = existsSync(file)
		? readIdentities(file)
		: { format: 1, tokens: {}, apps: {} };
	const tokens: Record<string, string> = {};
	for (const { login } of seed.users)
		tokens[login] = known.tokens[login] ?? `ghp_${randomText(36)}`;
	const apps: Record<string, AppIdentity> = {};
	for (const [index, { slug }] of seed.apps.entries()) {
		if (slug in tokens)
			throw new Error(
				`"${slug}" names a user and an App of the seed, or two Apps`,
			);
		tokens[slug] = known.tokens[slug] ?? `ghs_${randomText(36)}`;
		apps[slug] = known.apps[slug] ?? (await makeApp(slug, index));
	}
	return keep(file, { format: 1, tokens, apps });
}

function keep(file: string, made: Identities): Identities {
	writeFileSync(`${file}.next`, `${JSON.stringify(made, null, "\t")}\n`, {
		mode: 0o600,
	});
	renameSync(`${file}.next`, file);
	return made;
}

async function makeApp(slug: string, index: number): Promise<AppIdentity> {
	return {
		id: FIRST_APP_ID + index,
		slug,
		privateKey: await makePrivateKey(),
		webhookSecret: randomBytes(32).toString("hex"),
		installationId: FIRST_INSTALLATION_ID + index,
		clientId: `Iv23li${randomText(14)}`,
		clientSecret: makeClientSecret(),
	};
}

function makeClientSecret(): string {
	return randomText(40, "0123456789abcdef");
}

async function makePrivateKey(): Promise<string> {
	const { privateKey } = await promisify(generateKeyPair)("rsa", {
		modulusLength: 2048,
		privateKeyEncoding: { type: "pkcs1", format: "pem" },
		publicKeyEncoding: { type: "pkcs1", format: "pem" },
	});
	return privateKey;
}
