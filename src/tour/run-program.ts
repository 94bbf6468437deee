import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Unexpected } from "./unexpected.ts";

/** How long a program may take. */
const PROGRAM_MS = 20_000;
const MAX_OUTPUT_BYTES = 16_000_000;

/** A program to run. `words` are its arguments; `env` is its whole environment beside PATH. */
export interface Run {
	readonly file: string;
	readonly words: readonly string[];
	readonly directory: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly signal: AbortSignal;
}

/** How a program ended, and what it printed on both streams. */
export interface Ended {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

/** Runs a program to its end. One that is missing or does not end in time is an `Unexpected`. */
export async function runProgram(run: Run): Promise<Ended> {
	const { file, words, directory, env = {}, signal } = run;
	try {
		const { stdout, stderr } = await promisify(execFile)(file, [...words], {
			cwd: directory,
			env: { PATH: process.env.PATH ?? "", ...env },
			timeout: PROGRAM_MS,
			maxBuffer: MAX_OUTPUT_BYTES,
			signal,
		});
		return { code: 0, out: stdout, err: stderr };
	} catch (error) {
		const { code, killed, stdout, stderr } = error as {
			code?: number | string | null;
			killed?: boolean;
			stdout?: string;
			stderr?: string;
		};
		if (typeof code === "number")
			return { code, out: stdout ?? "", err: stderr ?? "" };
		const what = `${file} ${words[0] ?? ""}`;
		throw new Unexpected(
			`${what} to end within ${PROGRAM_MS / 1_000} s`,
			killed === true ? "no end" : String(code),
			{ cause: error },
		);
	}
}
