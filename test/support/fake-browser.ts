import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { vi } from "vitest";

/** A program in `place` that writes down what it is told to open; answers its path. */
export async function writeBrowser(
	place: string,
	name = "browser",
): Promise<string> {
	const path = join(place, name);
	const noted = join(place, "opened");
	const program = `#!/bin/sh\nprintf '%s\\n' "${name}" "$@" > '${noted}.new' && mv '${noted}.new' '${noted}'\n`;
	await writeFile(path, program);
	await chmod(path, 0o755);
	return path;
}

/** What it was told, once it was: its own name, then the words. */
export async function whatWasOpened(place: string): Promise<readonly string[]> {
	const noted = await vi.waitFor(
		() => readFile(join(place, "opened"), "utf8"),
		{ timeout: 10_000, interval: 20 },
	);
	return noted.trimEnd().split("\n");
}
