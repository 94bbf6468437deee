import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { prefixedLines } from "./prefixed-lines.ts";
import type { CommandEnd } from "./verdict.ts";

/** A command that was started. */
export interface RunningChild {
	/** Never rejects. */
	readonly ended: Promise<CommandEnd>;
	/** Ends it and everything it started: it is told to, and after five seconds it has no choice. */
	stop(): void;
	/** Ends all of it at once, before this returns. */
	kill(): void;
}

/** How long a command that is told to stop may take for that. */
const STOP_MS = 5_000;
/** How long what a command left behind may go on printing once it has ended. */
const DRAIN_MS = 1_000;
const LOOK_MS = 50;

/**
 * Starts a program as it is, by no shell. With `lines` its output is printed line by line behind a prefix and it has no input;
 * without, it has our own input and output.
 */
export function runChild(
	[program, ...args]: readonly [string, ...string[]],
	{
		directory,
		env,
		lines,
	}: {
		readonly directory: string;
		readonly env: Readonly<Record<string, string | undefined>>;
		readonly lines?:
			| {
					readonly prefix: string;
					readonly print: Record<"out" | "err", (line: string) => void>;
			  }
			| undefined;
	},
): RunningChild {
	const child = start();
	if ("unstartable" in child)
		return {
			ended: Promise.resolve(child),
			...{ stop: () => undefined, kill: () => undefined },
		};
	if (lines !== undefined) printLines(child, lines);
	let isStopped = false;
	let kill: NodeJS.Timeout | undefined;
	const ended = endOf(child).then(async (end) => {
		// What it started was told as well, and may take as long.
		if (isStopped) await groupGone(child);
		clearTimeout(kill);
		return end;
	});
	return {
		ended,
		stop() {
			if (isStopped) return;
			isStopped = true;
			signalGroup(child, "SIGTERM");
			kill = setTimeout(() => signalGroup(child, "SIGKILL"), STOP_MS);
		},
		kill: () => void signalGroup(child, "SIGKILL"),
	};

	function start(): ChildProcess | { readonly unstartable: string } {
		try {
			return spawn(program, args, {
				cwd: directory,
				env: { ...env },
				// A group of its own: a Ctrl-C is for the worker, and what a command started can be ended with it.
				detached: true,
				stdio: lines === undefined ? "inherit" : ["ignore", "pipe", "pipe"],
			});
		} catch (error) {
			return { unstartable: (error as Error).message };
		}
	}
}

function endOf(child: ChildProcess): Promise<CommandEnd> {
	return new Promise((resolve) => {
		child.on("error", (error) => {
			if (child.pid === undefined) resolve({ unstartable: error.message });
		});
		child.on("exit", () => {
			// A background process that holds the pipes would keep us waiting for ever.
			setTimeout(() => {
				child.stdout?.destroy();
				child.stderr?.destroy();
			}, DRAIN_MS).unref();
		});
		child.on("close", (code, signal) => {
			const number = signal === null ? 0 : constants.signals[signal];
			resolve({ exitCode: code ?? 128 + number });
		});
	});
}

function printLines(
	child: ChildProcess,
	{
		prefix,
		print,
	}: {
		readonly prefix: string;
		readonly print: Record<"out" | "err", (line: string) => void>;
	},
): void {
	for (const [stream, to] of [
		[child.stdout, print.out],
		[child.stderr, print.err],
	] as const) {
		const printed = prefixedLines(prefix, to);
		stream?.on("data", (bytes: Buffer) => printed.take(bytes));
		stream?.on("close", () => printed.end());
	}
}

/** Waits for the end of a whole group that was told to stop, and is killed if it does not. */
async function groupGone(child: ChildProcess): Promise<void> {
	for (let waitedMs = 0; waitedMs < 2 * STOP_MS; waitedMs += LOOK_MS) {
		if (!signalGroup(child, 0)) return;
		await pause(LOOK_MS);
	}
}

/** False when nothing is left of the group. */
function signalGroup(
	{ pid }: ChildProcess,
	signal: NodeJS.Signals | 0,
): boolean {
	if (pid === undefined) return false;
	try {
		process.kill(-pid, signal);
		return true;
	} catch (error) {
		if ((error as { code?: string }).code !== "ESRCH") throw error;
		return false;
	}
}
