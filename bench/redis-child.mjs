import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

import { answerRequests } from "./child.mjs";

// A Redis that keeps nothing, on a free port of this machine, for as long as this process lives.

answerRequests({ start });

/** Answers its address; undefined where none is installed. */
async function start({ dir }) {
	const port = await freePort();
	const settings = ["--port", String(port), "--bind", "127.0.0.1"];
	const redis = spawn(
		"redis-server",
		[...settings, "--dir", dir, "--save", "", "--appendonly", "no"],
		{ stdio: ["ignore", "pipe", "ignore"] },
	);
	process.on("exit", () => redis.kill("SIGKILL"));
	try {
		await once(redis, "spawn");
	} catch {
		return undefined;
	}
	for await (const text of redis.stdout.setEncoding("utf8"))
		if (text.includes("Ready to accept connections"))
			return `redis://127.0.0.1:${port}`;
	throw new Error("redis-server did not start");
}

async function freePort() {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = /** @type {import("node:net").AddressInfo} */ (
		server.address()
	);
	server.close();
	await once(server, "close");
	return port;
}
