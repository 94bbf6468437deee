#!/usr/bin/env node
import { run } from "./run.ts";

process.stdout.on("error", (error: Error & { readonly code?: string }) => {
	// Who reads no further, as `head` does, has seen enough.
	if (error.code !== "EPIPE") throw error;
});

void run(process.argv.slice(2), {
	out: (text) => process.stdout.write(`${text}\n`),
	err: (text) => process.stderr.write(`${text}\n`),
	directory: process.cwd(),
	env: process.env,
	isTerminal: process.stdout.isTTY === true,
	columns: process.stdout.columns,
	stdin: async () => {
		const { text } = await import("node:stream/consumers");
		return text(process.stdin);
	},
	nowMs: Date.now,
}).then((code) => {
	process.exitCode = code;
});
