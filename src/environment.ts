import { createPrivateKey } from "node:crypto";

/** How the process is meant to run, told from its environment. */
export type Form =
	| {
			readonly kind: "embedded";
			readonly port: number;
			readonly forgePort: number;
			readonly home: string;
	  }
	| {
			readonly kind: "hosted";
			readonly port: number;
			readonly host: string;
			readonly home: string;
			readonly appId: number;
			readonly privateKey: string;
			readonly webhookSecret: string;
			readonly apiUrl: string;
			/** False for a server without rate limits, where waiting between calls has no use. */
			readonly throttle: boolean;
	  }
	| { readonly kind: "unusable"; readonly problem: string };

const CREDENTIALS = ["APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET"] as const;
/** GitHub suggests a random string of high entropy; 32 bytes are out of reach of guessing. */
const MIN_SECRET_BYTES = 32;
/** A random one of that length has more different characters than this; a pattern has fewer. */
const MIN_SECRET_CHARACTERS = 8;

/**
 * Reads the form of running from environment variables. Credentials choose the hosted form, and some of them missing is a
 * refusal: the open embedded form must never stand in for a broken deployment.
 */
export function readEnvironment(
	env: Readonly<Record<string, string | undefined>>,
): Form {
	const port = readPort(env, "PORT", 3000);
	const forgePort = readPort(env, "FORGE_PORT", 3001);
	if (typeof port === "string") return unusable(port);
	if (typeof forgePort === "string") return unusable(forgePort);
	const home = env.BATON_HOME || ".baton";
	const missing = CREDENTIALS.filter((name) => (env[name] ?? "") === "");
	if (missing.length < CREDENTIALS.length)
		return hosted(env, { missing, port, home });
	if (env.NODE_ENV === "production")
		return unusable(
			`NODE_ENV is production, so ${list(CREDENTIALS)} have to be set`,
		);
	return { kind: "embedded", port, forgePort, home };
}

function hosted(
	env: Readonly<Record<string, string | undefined>>,
	known: { missing: readonly string[]; port: number; home: string },
): Form {
	const { missing, port, home } = known;
	if (missing.length > 0)
		return unusable(
			`set ${list(missing)} as well: the App's credentials are incomplete`,
		);
	const webhookSecret = env.WEBHOOK_SECRET as string;
	if (Buffer.byteLength(webhookSecret) < MIN_SECRET_BYTES)
		return unusable(
			`WEBHOOK_SECRET is shorter than ${MIN_SECRET_BYTES} bytes: set a long random one, here and in the App's settings`,
		);
	if (new Set(webhookSecret).size < MIN_SECRET_CHARACTERS)
		return unusable(
			"WEBHOOK_SECRET repeats itself: set a long random one, here and in the App's settings",
		);
	const appId = Number(env.APP_ID);
	if (!Number.isSafeInteger(appId) || appId <= 0)
		return unusable(
			"APP_ID is not a number: set the App's id from its settings page",
		);
	const privateKey = readKey(env.PRIVATE_KEY as string);
	if (privateKey === undefined)
		return unusable(
			"PRIVATE_KEY is not a whole PEM key: set the App's private key, as it is or in base64",
		);
	const ghes = env.GHE_HOST;
	const apiUrl = ghes
		? `${env.GHE_PROTOCOL || "https"}://${ghes}/api/v3`
		: "https://api.github.com";
	const throttle = env.BATON_THROTTLE !== "off";
	return {
		kind: "hosted",
		throttle,
		port,
		host: env.HOST || "0.0.0.0",
		home,
		appId,
		privateKey,
		webhookSecret,
		apiUrl,
	};
}

function readKey(text: string): string | undefined {
	const plain = text.includes("-----BEGIN")
		? text.replaceAll("\\n", "\n")
		: Buffer.from(text, "base64").toString("utf8");
	try {
		createPrivateKey(plain);
		return plain;
	} catch {
		return undefined;
	}
}

function readPort(
	env: Readonly<Record<string, string | undefined>>,
	name: string,
	standard: number,
): number | string {
	const text = env[name];
	if (text === undefined || text === "") return standard;
	const port = Number(text);
	return /^[0-9]{1,5}$/.test(text) && port <= 65_535
		? port
		: `${name} is not a port: ${JSON.stringify(text)}`;
}

function unusable(problem: string): Form {
	return { kind: "unusable", problem };
}

function list(names: readonly string[]): string {
	return names.length < 2
		? names.join("")
		: `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
