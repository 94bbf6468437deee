import { fileURLToPath } from "node:url";
import type { Said } from "./cli/command-spec.ts";
import { pageServer } from "./page-server.ts";

/** Whoever looks at the page ends it, and may press the keys more than once. */
const gone = new Promise((resolve) => {
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.on(signal, resolve);
});

// What was typed comes from the command line that has started this; it has checked the options.
process.exitCode = await pageServer({
	values: JSON.parse(process.argv[2] ?? "{}") as Said["values"],
	terminal: {
		out: (text) => void process.stdout.write(`${text}\n`),
		err: (text) => void process.stderr.write(`${text}\n`),
		...{ directory: process.cwd(), env: process.env, nowMs: Date.now },
	},
	pageFolder: fileURLToPath(new URL("../page", import.meta.url)),
	gone,
});
