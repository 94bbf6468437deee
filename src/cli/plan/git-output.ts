import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Bytes that git may print here: more is no answer but a mistake in the question. */
const MAX_BYTES = 64 * 1_024 * 1_024;

/** What git printed, without a trailing line end; undefined when it refused. Throws where there is no git. */
export async function gitOutput(
	directory: string,
	args: readonly string[],
	env: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
	try {
		const { stdout } = await run("git", ["-C", directory, ...args], {
			// A question writes nothing, not even what git would like to remember of it.
			env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", ...env, LC_ALL: "C" },
			maxBuffer: MAX_BYTES,
		});
		return stdout.replace(/\n$/, "");
	} catch (error) {
		// A number is git's own exit code; a text, such as ENOENT, means that it was not run.
		if (typeof (error as { code?: unknown }).code === "number")
			return undefined;
		throw new Error("git could not be run", { cause: error });
	}
}
