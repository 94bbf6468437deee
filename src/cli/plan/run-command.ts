import { type ChildProcess, spawn } from "node:child_process";
import { keptOutput } from "./kept-output.ts";
import { secretValues } from "./secret-values.ts";

/** What running a command came to: `durationS` in seconds, `output` the end of what it printed, both streams as they came. */
export interface CommandRun {
	readonly exitCode: number;
	readonly durationS: number;
	readonly output: string;
	readonly isTimedOut: boolean;
}

/** How long a command that is told to stop may take for that. */
const STOP_MS = 5_000;
/** How long what a command left behind may go on printing once it has ended. */
const DRAIN_MS = 1_000;
/** What ends us ends the command as well: it runs in a group of its own, which no terminal reaches. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a command by the shell in a directory, showing what it prints. One that takes longer than `timeoutMs` is stopped with
 * everything it started, and counts as failed (exit code 124). What it leaves behind when it ends is stopped too.
 */
export function runCommand(
	command: string,
	options: {
		readonly directory: string;
		readonly timeoutMs: number;
		readonly show: (text: string) => void;
		readonly nowMs: () => number;
		readonly env: Readonly<Record<string, string | undefined>>;
	},
): Promise<CommandRun> {
	const startedMs = options.nowMs();
	const child = spawn(command, {
		cwd: options.directory,
		env: { ...options.env },
		// A group of its own, so that what it started can be stopped with it.
		detached: true,
		shell: true,
		stdio: ["ignore", "pipe", "pipe"],
	});
	const kept = keptOutput(secretValues(options.env));
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding("utf8").on("data", (text: string) => {
			options.show(text);
			kept.take(text);
		});
	const timers: NodeJS.Timeout[] = [];
	const after = (ms: number, work: () => void) =>
		timers.push(setTimeout(work, ms));
	let isTimedOut = false;
	after(options.timeoutMs, () => {
		isTimedOut = true;
		stopGroup(child, "SIGTERM");
		after(STOP_MS, () => letGo(child));
	});
	const unhook = endWithUs(child);
	return new Promise((resolve, reject) => {
		const done = () => {
			unhook();
			for (const timer of timers) clearTimeout(timer);
		};
		child.on("error", (cause) => {
			done();
			reject(new Error(`the command could not be run: ${command}`, { cause }));
		});
		// A background process that holds the pipes would keep us waiting for ever.
		child.on("exit", () => after(DRAIN_MS, () => letGo(child)));
		child.on("close", (code, signal) => {
			done();
			const failed = signal === null ? 1 : 128;
			resolve({
				exitCode: isTimedOut ? 124 : (code ?? failed),
				durationS: Math.round((options.nowMs() - startedMs) / 10) / 100,
				output: kept.text(),
				isTimedOut,
			});
		});
	});
}

/** Ends what is left of a group, and listens no longer to what left it. */
function letGo(child: ChildProcess): void {
	stopGroup(child, "SIGKILL");
	child.stdout?.destroy();
	child.stderr?.destroy();
}

function stopGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
	try {
		if (pid !== undefined) process.kill(-pid, signal);
	} catch (error) {
		// It has ended in the same moment.
		if ((error as { code?: string }).code !== "ESRCH") throw error;
	}
}

/** Passes on what ends this process, which then ends of it. Answers how to take that back. */
function endWithUs(child: ChildProcess): () => void {
	const handlers = SIGNALS.map((signal) => {
		const handler = () => {
			stopGroup(child, signal);
			unhook();
			process.kill(process.pid, signal);
		};
		process.on(signal, handler);
		return [signal, handler] as const;
	});
	const unhook = () => {
		for (const [signal, handler] of handlers) process.off(signal, handler);
	};
	return unhook;
}
