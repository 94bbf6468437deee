import { generateKeyPairSync } from "node:crypto";
import { Hono } from "hono";
import type {
	AccessOptions,
	GuardedEnv,
} from "../../src/access/access-options.ts";
import { accessRoutes } from "../../src/access/access-routes.ts";
import { bearerGuard } from "../../src/access/bearer-guard.ts";
import {
	ACCESS_TOKEN,
	EXCHANGE_GRANT,
	ID_TOKEN,
} from "../../src/access/exchange-request.ts";
import { type Sample, startSample } from "../forge/sample.ts";

export const PUBLIC_URL = "https://baton.example.com";
export const NOW_MS = Date.parse("2026-11-20T19:30:00Z");

/** A private key of an App as GitHub hands it out. */
export function appKey(modulusLength = 1_024): string {
	return generateKeyPairSync("rsa", { modulusLength })
		.privateKey.export({ type: "pkcs1", format: "pem" })
		.toString();
}

/** What is open, and behind the guard one page that says who came. */
export function guardedApp(options: AccessOptions): Hono {
	const doors = new Hono<GuardedEnv>();
	doors.use(bearerGuard(options));
	doors.all("*", (context) => context.json(context.var.caller));
	return new Hono().route("/", accessRoutes(options)).route("/", doors);
}

/** An App on a local GitHub, where agents sign in. */
export interface AccessBench {
	readonly sample: Sample;
	readonly options: AccessOptions;
	readonly app: Hono;
	/** What the operator was told. */
	readonly errors: unknown[];
	/** The App's token of a person, by the device flow. */
	userToken(login: string, slug?: string): Promise<string>;
	/** Asks for a token of ours; fields in the place of the usual ones, undefined leaves one out. */
	exchange(fields: Fields): Promise<Exchange>;
	/** Asks with an identity token of Actions. */
	exchangeId(token: string): Promise<Exchange>;
	/** Who the guard takes the bearer for. */
	me(
		token: string,
	): Promise<{ readonly status: number; readonly body: unknown }>;
	/** Lets time go by, on GitHub too. */
	later(ms: number): void;
	end(): Promise<void>;
}

type Fields = Readonly<Record<string, string | undefined>>;

/** An answer to a request for a token. */
export interface Exchange {
	readonly status: number;
	readonly headers: Headers;
	readonly body: Readonly<Record<string, unknown>>;
}

export async function startAccessBench(): Promise<AccessBench> {
	let nowMs = NOW_MS;
	const errors: unknown[] = [];
	const sample = await startSample({ clock: () => nowMs });
	const { privateKey, clientId, clientSecret } = credentials(sample, "baton");
	const options: AccessOptions = {
		...{ publicUrl: PUBLIC_URL, privateKey, clientId, clientSecret },
		apiUrl: sample.forge.apiUrl,
		nowMs: () => nowMs,
		onError: (error) => errors.push(error),
	};
	const app = guardedApp(options);
	const exchange = async (fields: Fields) => {
		const usual = {
			grant_type: EXCHANGE_GRANT,
			subject_token_type: ACCESS_TOKEN,
		};
		const response = await app.request("/api/v1/token", {
			method: "POST",
			body: formOf({ ...usual, ...fields }),
		});
		const body = (await response.json()) as Exchange["body"];
		return { status: response.status, headers: response.headers, body };
	};
	return {
		...{ sample, options, app, errors, exchange },
		userToken: (login, slug = "baton") => signIn(sample, login, slug),
		exchangeId: (subject_token) =>
			exchange({ subject_token, subject_token_type: ID_TOKEN }),
		async me(token) {
			const headers = { authorization: `Bearer ${token}` };
			const response = await app.request("/api/v1/me", { headers });
			return { status: response.status, body: await response.json() };
		},
		later(ms) {
			nowMs += ms;
		},
		end: sample.end,
	};
}

function credentials({ forge }: Sample, slug: string) {
	const app = forge.apps[slug];
	if (app === undefined) throw new Error(`there is no App ${slug}`);
	return app;
}

function formOf(fields: Fields): URLSearchParams {
	const form = new URLSearchParams();
	for (const [name, value] of Object.entries(fields))
		if (value !== undefined) form.set(name, value);
	return form;
}

async function signIn(
	sample: Sample,
	login: string,
	slug: string,
): Promise<string> {
	const { clientId: client_id } = credentials(sample, slug);
	const post = async (
		path: string,
		fields: Fields,
		headers: Record<string, string> = {},
	) => {
		const url = `${sample.forge.url}${path}`;
		const body = formOf(fields);
		const response = await fetch(url, { method: "POST", headers, body });
		return (await response.json()) as Record<string, string>;
	};
	const { device_code, user_code } = await post("/login/device/code", {
		client_id,
	});
	const authorization = `Bearer ${sample.forge.tokens[login]}`;
	await post("/login/device", { user_code }, { authorization });
	const { access_token = "" } = await post("/login/oauth/access_token", {
		...{ client_id, device_code },
		grant_type: "urn:ietf:params:oauth:grant-type:device_code",
	});
	return access_token;
}
