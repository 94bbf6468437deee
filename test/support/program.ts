import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** A started `npm start`, seen from outside. */
export interface Program {
	readonly process: ChildProcess;
	readonly output: () => string;
	/** Resolves with the first match in what was printed; throws when the program ends before. */
	printed(pattern: RegExp): Promise<RegExpExecArray>;
	/** Sends a signal and waits for the end. Answers the exit code. */
	end(signal?: NodeJS.Signals): Promise<number | null>;
	/** Waits for an end of its own. */
	ended(): Promise<number | null>;
}

/** Starts the built program with an environment of its own. */
export function startProgram(env: Readonly<Record<string, string>>): Program {
	const child = spawn(process.execPath, [MAIN], {
		env: { PATH: process.env.PATH ?? "", ...env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "";
	const listeners = new Set<() => void>();
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8").on("data", (text: string) => {
			output += text;
			for (const listener of listeners) listener();
		});
	}
	const ended = once(child, "close").then(([code]) => code as number | null);
	return {
		process: child,
		output: () => output,
		printed: (pattern) =>
			new Promise((resolve, reject) => {
				const look = () => {
					const match = pattern.exec(output);
					if (match !== null) resolve(match);
				};
				listeners.add(look);
				look();
				void ended.then((code) =>
					reject(
						new Error(
							`ended with ${code} before it printed ${pattern}: ${output}`,
						),
					),
				);
			}),
		async end(signal = "SIGINT") {
			child.kill(signal);
			return ended;
		},
		ended: () => ended,
	};
}
