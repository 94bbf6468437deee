import {
	createPublicKey,
	createSign,
	generateKeyPairSync,
	type KeyObject,
	randomUUID,
} from "node:crypto";
import { type Answer, ok } from "./call.ts";
import type { World } from "./world.ts";

/** Where a GitHub Enterprise Server has the issuer of its Actions. */
const ISSUER_PATH = "/_services/token";
const LIFE_S = 300;

/** The run that an identity token is made out for. */
export interface TokenOfRun {
	/** `owner/name` of a repository that is there. */
	readonly repository: string;
	/** Login of a person or bot that is there. */
	readonly actor: string;
	readonly audience: string;
	/** Claims in the place of the usual ones; `undefined` leaves one out. */
	readonly claims?: Readonly<Record<string, unknown>>;
}

type Issuer = Pick<World, "url" | "tables" | "actionsKey" | "now">;

/** An identity token as Actions gives it to a job. Throws for a repository or actor that is not there. */
export function issueActionsToken(
	world: Issuer,
	{ repository, actor, audience, claims = {} }: TokenOfRun,
): string {
	const { tables, url } = world;
	const repo = tables.repos.findOneBy("full_name", repository);
	const user = tables.users.findOneBy("login", actor);
	if (repo === undefined || user === undefined)
		throw new Error(`there is no ${repository}, or nobody called ${actor}`);
	const nowS = Math.floor(Date.parse(world.now()) / 1_000);
	const [owner] = repository.split("/");
	const { id: kid, key } = world.actionsKey();
	return signed(
		key,
		{ alg: "RS256", kid, typ: "JWT" },
		{
			jti: randomUUID(),
			iss: `${url}${ISSUER_PATH}`,
			aud: audience,
			sub: `repo:${repository}:ref:refs/heads/${repo.default_branch}`,
			ref: `refs/heads/${repo.default_branch}`,
			repository,
			repository_id: `${repo.id}`,
			repository_owner: owner,
			repository_owner_id: `${repo.owner_id}`,
			actor: user.login,
			actor_id: `${user.id}`,
			event_name: "workflow_dispatch",
			workflow: "agents",
			run_id: "1",
			run_attempt: "1",
			iat: nowS,
			nbf: nowS,
			exp: nowS + LIFE_S,
			...claims,
		},
	);
}

/** What anybody may read at the issuer; undefined for everything else. */
export function answerIssuer(world: Issuer, path: string): Answer | undefined {
	const issuer = `${world.url}${ISSUER_PATH}`;
	const jwks = `${ISSUER_PATH}/.well-known/jwks`;
	if (path === jwks) return ok({ keys: [publicKey(world)] });
	if (path !== `${ISSUER_PATH}/.well-known/openid-configuration`)
		return undefined;
	return ok({
		issuer,
		jwks_uri: `${world.url}${jwks}`,
		response_types_supported: ["id_token"],
		id_token_signing_alg_values_supported: ["RS256"],
		subject_types_supported: ["public", "pairwise"],
	});
}

/** A signing key with the name that finds it. */
export interface ActionsKey {
	readonly id: string;
	readonly key: KeyObject;
}

/** A key that is made when somebody first needs it, and is another one after a restart. */
export function lateActionsKey(): () => ActionsKey {
	let made: ActionsKey | undefined;
	return () => {
		made ??= {
			id: randomUUID(),
			key: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
		};
		return made;
	};
}

function publicKey({ actionsKey }: Issuer): object {
	const { id, key } = actionsKey();
	const jwk = createPublicKey(key).export({ format: "jwk" });
	return { ...jwk, kid: id, alg: "RS256", use: "sig" };
}

function signed(key: KeyObject, header: object, claims: object): string {
	const encode = (part: object) =>
		Buffer.from(JSON.stringify(part)).toString("base64url");
	const text = `${encode(header)}.${encode(claims)}`;
	const signature = createSign("RSA-SHA256")
		.update(text)
		.sign(key, "base64url");
	return `${text}.${signature}`;
}
