import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { RunCommand } from "./command-spec.ts";
import { EXIT } from "./terminal.ts";

/**
 * `baton mcp`: what speaks MCP is a program of its own, which a command line without it need not load. It has this one's standard
 * input and output.
 */
export const mcpCommand: RunCommand = async ({ values }, terminal) => {
	const program = fileURLToPath(new URL("mcp-stdio.mjs", import.meta.url));
	const child = spawn(process.execPath, [program, JSON.stringify(values)], {
		cwd: terminal.directory,
		env: terminal.env ?? {},
		stdio: "inherit",
	});
	const pass = (signal: NodeJS.Signals) => child.kill(signal);
	const signals = ["SIGINT", "SIGTERM"] as const;
	for (const signal of signals) process.on(signal, pass);
	try {
		const [code] = (await once(child, "close")) as [number | null];
		return code ?? EXIT.unavailable;
	} finally {
		for (const signal of signals) process.off(signal, pass);
	}
};
