import { type Refusal, refuse } from "../../core/errors.ts";
import { exchange } from "./exchange.ts";
import { grantIn } from "./github-grant.ts";
import {
	changeLogins,
	type Environment,
	type KeptLogin,
	type Lasting,
	readLogins,
} from "./kept-logins.ts";
import { postForm } from "./oauth-request.ts";

/** What a login is looked up and renewed with. */
export interface RenewOptions {
	readonly env: Environment;
	readonly nowMs: () => number;
	readonly fetch: typeof fetch;
}

/** A token that ends within that time is renewed before it is used. */
const EARLY_MS = 60_000;

/**
 * The token that `baton login` got from a server, renewed where it has ended: by GitHub's user token while that is good, else by
 * what renews that one. Undefined where nobody signed in; a refusal where only signing in anew helps. Throws
 * `STORE_UNAVAILABLE` when it cannot be renewed just now.
 */
export async function renewedLogin(
	origin: string,
	options: RenewOptions,
): Promise<({ readonly ok: true } & Lasting) | Refusal | undefined> {
	const { env, nowMs } = options;
	const kept = (await readLogins(env))[origin];
	if (kept === undefined || isGood(kept.server, nowMs()))
		return kept && { ok: true, ...kept.server };
	let found: Awaited<ReturnType<typeof renewedLogin>>;
	await changeLogins(env, async (logins) => {
		// Somebody else may have renewed it in the meantime, or signed out.
		const now = logins[origin];
		if (now === undefined) return undefined;
		if (isGood(now.server, nowMs())) {
			found = { ok: true, ...now.server };
			return undefined;
		}
		const renewed = await renew(origin, now, options);
		found = renewed.answer;
		return { ...logins, [origin]: renewed.login };
	}).catch((error) => {
		if (found === undefined) throw error;
	});
	return found;
}

interface Renewed {
	readonly answer: ({ readonly ok: true } & Lasting) | Refusal;
	/** What is to be kept, also where it did not work out: what renews a token is used up by trying. */
	readonly login: KeptLogin;
}

async function renew(
	origin: string,
	kept: KeptLogin,
	options: RenewOptions,
): Promise<Renewed> {
	const { nowMs } = options;
	const fresh = isGood(kept.github, nowMs())
		? kept
		: await refreshed(kept, options);
	if (fresh === undefined) return { answer: ended(origin), login: kept };
	const { agent, github } = fresh;
	const answer = await exchange({
		...{ origin, agent, userToken: github.token },
		...options,
	}).catch((error: unknown) => error);
	if (!isAnswer(answer)) {
		// The new tokens are kept before it is said that the server is not there.
		if (fresh !== kept) return { answer: later(origin, answer), login: fresh };
		throw answer;
	}
	if (!answer.ok) return { answer: ended(origin), login: fresh };
	const { token, endsMs } = answer;
	return { answer, login: { ...fresh, server: { token, endsMs } } };
}

type Answered = Awaited<ReturnType<typeof exchange>>;

function isAnswer(value: unknown): value is Answered {
	return typeof (value as { ok?: unknown }).ok === "boolean";
}

/** The login with new tokens of GitHub's; undefined where it does not renew them any more. */
async function refreshed(
	kept: KeptLogin,
	{ nowMs, fetch }: RenewOptions,
): Promise<KeptLogin | undefined> {
	const { refresh, clientId, tokenUrl } = kept;
	if (refresh === undefined || !isGood(refresh, nowMs())) return undefined;
	const fields = {
		client_id: clientId,
		grant_type: "refresh_token",
		refresh_token: refresh.token,
	};
	const reply = await postForm(tokenUrl, fields, { fetch });
	const grant = grantIn(reply, nowMs());
	return grant && { ...kept, ...grant };
}

function isGood({ endsMs }: Lasting, nowMs: number): boolean {
	return endsMs - EARLY_MS > nowMs;
}

function ended(origin: string): Refusal {
	return refuse(
		"UNAUTHENTICATED",
		`Your login at ${origin} has ended.`,
		`\`baton login --url ${origin}\` signs in anew.`,
	);
}

function later(origin: string, error: unknown): Refusal {
	return refuse(
		"INTERNAL",
		(error as Error).message,
		`Say the same again later: your login at ${origin} is kept.`,
	);
}
