import { readAppCredentials } from "./app-credentials.ts";
import { redisProblem } from "./replicas/redis-address.ts";
import { readSignIn, type SignIn } from "./sign-in.ts";

/** How the process is meant to run, told from its environment. */
export type Form =
	| {
			readonly kind: "embedded";
			readonly port: number;
			readonly forgePort: number;
			readonly home: string;
			readonly sweepEveryMs: number;
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
			/** How often what no webhook told of is looked for. */
			readonly sweepEveryMs: number;
			/** Where processes that serve the same boards hear each other; absent where they do not. */
			readonly redisUrl?: string;
			/** How agents sign in; absent where their doors stay closed. */
			readonly signIn?: SignIn;
	  }
	| { readonly kind: "unusable"; readonly problem: string };

const CREDENTIALS = ["APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET"] as const;
/** GitHub suggests a random string of high entropy; 32 bytes are out of reach of guessing. */
const MIN_SECRET_BYTES = 32;
/** A random one of that length has more different characters than this; a pattern has fewer. */
const MIN_SECRET_CHARACTERS = 8;
const SWEEP_HOSTED_MS = 5 * 60_000;
/** The local GitHub has no limits to spare. */
const SWEEP_EMBEDDED_MS = 5_000;
const MAX_SWEEP_S = 3_600;

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
	const sweepEveryMs = readSweep(env);
	if (typeof sweepEveryMs === "string") return unusable(sweepEveryMs);
	const missing = CREDENTIALS.filter((name) => (env[name] ?? "") === "");
	if (missing.length < CREDENTIALS.length)
		return hosted(env, {
			...{ missing, port, home },
			sweepEveryMs: sweepEveryMs ?? SWEEP_HOSTED_MS,
		});
	if (env.NODE_ENV === "production")
		return unusable(
			`NODE_ENV is production, so ${list(CREDENTIALS)} have to be set`,
		);
	return {
		...{ kind: "embedded", port, forgePort, home },
		sweepEveryMs: sweepEveryMs ?? SWEEP_EMBEDDED_MS,
	};
}

function hosted(
	env: Readonly<Record<string, string | undefined>>,
	known: {
		readonly missing: readonly string[];
		readonly port: number;
		readonly home: string;
		readonly sweepEveryMs: number;
	},
): Form {
	const { missing, port, home, sweepEveryMs } = known;
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
	const credentials = readAppCredentials(env);
	if ("problem" in credentials) return unusable(credentials.problem);
	const throttle = env.BATON_THROTTLE !== "off";
	const redisUrl = env.REDIS_URL || undefined;
	const wrong = redisUrl && redisProblem(redisUrl);
	if (wrong)
		return unusable(
			`REDIS_URL ${wrong}: set it as in redis://host:6379, or leave it out`,
		);
	const signIn = readSignIn(env);
	if (signIn !== undefined && "problem" in signIn)
		return unusable(signIn.problem);
	return {
		kind: "hosted",
		throttle,
		sweepEveryMs,
		port,
		host: env.HOST || "0.0.0.0",
		home,
		...credentials,
		webhookSecret,
		...(redisUrl === undefined ? {} : { redisUrl }),
		...(signIn === undefined ? {} : { signIn }),
	};
}

/** Undefined where it is left to the form. */
function readSweep(
	env: Readonly<Record<string, string | undefined>>,
): number | string | undefined {
	const text = env.BATON_SWEEP_SECONDS;
	if (text === undefined || text === "") return undefined;
	const seconds = Number(text);
	return /^[0-9]{1,4}$/.test(text) && seconds >= 1 && seconds <= MAX_SWEEP_S
		? seconds * 1_000
		: `BATON_SWEEP_SECONDS is not a number from 1 to ${MAX_SWEEP_S}: ${JSON.stringify(text)}`;
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
