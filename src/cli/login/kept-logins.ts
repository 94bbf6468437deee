import {
	chmod,
	mkdir,
	open,
	readFile,
	rename,
	rm,
	stat,
	writeFile,
} from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RemoteUnavailable } from "../remote/remote-unavailable.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A token and the instant at which it ends, in milliseconds since the epoch. */
export interface Lasting {
	readonly token: string;
	readonly endsMs: number;
}

/** What `baton login` got from a server and from GitHub. */
export interface KeptLogin {
	/** Who signed in, to be told. */
	readonly login: string;
	/** The worker that the server's token is bound to. */
	readonly agent?: string | undefined;
	/** The server's own token. */
	readonly server: Lasting;
	/** The App's user token, which the server gives new ones for. */
	readonly github: Lasting;
	/** What GitHub renews that one for, once. */
	readonly refresh?: Lasting | undefined;
	readonly clientId: string;
	readonly tokenUrl: string;
}

/** Each server's login under its origin. */
export type KeptLogins = Readonly<Record<string, KeptLogin>>;

const LOCK_TRIES = 300;
const LOCK_PAUSE_MS = 50;
/** Whoever holds the lock for longer than a renewal may take is no more. */
const LOCK_LASTS_MS = 60_000;

/** The file in which `baton login` keeps what servers gave: the owner's alone. */
export function loginFile(env: Environment): string {
	const config = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), ".config");
	return join(config, "baton", "logins.json");
}

/** What was kept; a file that somebody broke holds nothing, and a new login mends it. */
export async function readLogins(env: Environment): Promise<KeptLogins> {
	const text = await readFile(loginFile(env), "utf8").catch(() => "{}");
	try {
		const { format, servers } = JSON.parse(text) as {
			format?: number;
			servers?: Record<string, unknown>;
		};
		if (format !== 1) return {};
		const whole = Object.entries(servers ?? {}).filter(([, one]) =>
			isLogin(one),
		);
		return Object.fromEntries(whole) as KeptLogins;
	} catch {
		return {};
	}
}

/**
 * Changes what is kept, one process at a time: what renews a token may be used once, and whoever comes second finds what the
 * first one got. `change` answers undefined to leave everything as it is. Throws
 * `STORE_UNAVAILABLE` when the file cannot be written.
 */
export async function changeLogins(
	env: Environment,
	change: (logins: KeptLogins) => Promise<KeptLogins | undefined>,
): Promise<void> {
	const file = loginFile(env);
	const unlock = await lock(file).catch((cause) => {
		throw notWritable(file, cause);
	});
	try {
		const servers = await change(await readLogins(env));
		if (servers === undefined) return;
		await write(file, servers).catch((cause) => {
			throw notWritable(file, cause);
		});
	} finally {
		await unlock();
	}
}

async function write(file: string, servers: KeptLogins): Promise<void> {
	const next = `${file}.${process.pid}.next`;
	const text = `${JSON.stringify({ format: 1, servers }, undefined, 2)}\n`;
	await writeFile(next, text, { mode: 0o600 });
	// A file that was left there keeps the mode it had.
	await chmod(next, 0o600);
	await rename(next, file);
}

async function lock(kept: string): Promise<() => Promise<void>> {
	const file = `${kept}.lock`;
	await mkdir(dirname(file), { recursive: true, mode: 0o700 });
	for (let tries = 0; tries < LOCK_TRIES; tries++) {
		try {
			await (await open(file, "wx", 0o600)).close();
			return () => rm(file, { force: true });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		}
		if (await isLeft(file)) await rm(file, { force: true });
		else await sleep(LOCK_PAUSE_MS);
	}
	throw new Error(`${file} stays there: remove it if no other baton runs`);
}

function notWritable(file: string, cause: unknown): RemoteUnavailable {
	return new RemoteUnavailable(
		`${file} cannot be written: ${(cause as Error).message}`,
		"See that you may write there, or name another place with XDG_CONFIG_HOME.",
		{ cause, isFinal: true },
	);
}

async function isLeft(file: string): Promise<boolean> {
	const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Infinity }));
	return Date.now() - mtimeMs > LOCK_LASTS_MS;
}

function isLogin(value: unknown): boolean {
	const { login, server, github, refresh, clientId, tokenUrl } = (value ??
		{}) as Partial<Record<keyof KeptLogin, unknown>>;
	const isText = (one: unknown) => typeof one === "string" && one !== "";
	return (
		[login, clientId, tokenUrl].every(isText) &&
		[server, github].every(isLasting) &&
		(refresh === undefined || isLasting(refresh))
	);
}

function isLasting(value: unknown): boolean {
	const { token, endsMs } = (value ?? {}) as Partial<Lasting>;
	return typeof token === "string" && typeof endsMs === "number";
}
