import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";

/** A Redis server of a test's own. */
export interface RedisServer {
	readonly url: string;
	/** Ends it as a crash does; everything in it is lost. */
	kill(): Promise<void>;
	/** Stops it in the middle of what it does, its connections left open, until it is told to go on. */
	stand(): void;
	goOn(): void;
	/** Starts it again at the same place, empty. */
	start(): Promise<void>;
	close(): Promise<void>;
}

const isThere = canRun();
if (!isThere)
	console.warn(
		"redis-server is not installed: the tests of several processes with Redis were NOT run (Debian: apt-get install redis-server)",
	);

/** A test that needs a real Redis; where there is none it is reported as skipped, and a line says so. */
export const testWithRedis = test.skipIf(!isThere);

/** Starts a Redis on a free port of 127.0.0.1 that keeps nothing; undefined where none is installed. */
export async function startRedis(): Promise<RedisServer | undefined> {
	if (!isThere) return undefined;
	const directory = await mkdtemp(join(tmpdir(), "baton-redis-"));
	const port = await freePort();
	let server = await run(port, directory);
	return {
		url: `redis://127.0.0.1:${port}`,
		kill: () => server.end(),
		stand: () => void server.child.kill("SIGSTOP"),
		goOn: () => void server.child.kill("SIGCONT"),
		async start() {
			server = await run(port, directory);
		},
		async close() {
			await server.end();
			await rm(directory, { recursive: true, force: true });
		},
	};
}

/** Resolves once it accepts connections, with the process and what ends it. */
async function run(
	port: number,
	directory: string,
): Promise<{ readonly child: ChildProcess; end(): Promise<void> }> {
	const settings = {
		port: String(port),
		bind: "127.0.0.1",
		dir: directory,
		save: "",
		appendonly: "no",
	};
	const child = spawn(
		"redis-server",
		Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
		{ stdio: ["ignore", "pipe", "inherit"] },
	);
	const ended = once(child, "close");
	let output = "";
	for await (const text of child.stdout.setEncoding("utf8")) {
		output += text as string;
		if (output.includes("Ready to accept connections")) break;
	}
	if (child.exitCode !== null)
		throw new Error(`redis-server did not start: ${output}`);
	return {
		child,
		async end() {
			child.kill("SIGKILL");
			await ended;
		},
	};
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	if (address === null || typeof address === "string")
		throw new Error("no port was given");
	return address.port;
}

function canRun(): boolean {
	try {
		execFileSync("redis-server", ["--version"], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}
