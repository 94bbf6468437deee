import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Said } from "./command-spec.ts";
import { EXIT, type Terminal } from "./terminal.ts";

/**
 * Runs a program of its own that lies beside this one, which a command line without it need not load. It is told the options
 * that were given, and has this one's standard input and output. Answers its exit code.
 */
export async function runBeside(
	name: string,
	values: Said["values"],
	terminal: Pick<Terminal, "directory" | "env">,
): Promise<number> {
	const program = fileURLToPath(new URL(name, import.meta.url));
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
}
