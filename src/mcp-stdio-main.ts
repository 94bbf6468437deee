import type { Said } from "./cli/command-spec.ts";
import { mcpStdio } from "./mcp-stdio.ts";

/** The client hangs up by closing standard input; whoever started the program may end it sooner. */
const gone = new Promise((resolve) => {
	process.stdin.once("end", resolve).once("close", resolve);
	for (const signal of ["SIGINT", "SIGTERM"] as const)
		process.once(signal, resolve);
});

const say = (text: string) => void process.stderr.write(`${text}\n`);

// What was typed comes from the command line that has started this; it has checked the options.
process.exitCode = await mcpStdio({
	values: JSON.parse(process.argv[2] ?? "{}") as Said["values"],
	terminal: {
		...{ out: say, err: say, directory: process.cwd() },
		...{ env: process.env, nowMs: Date.now },
	},
	gone,
});
