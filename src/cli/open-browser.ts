import { spawn } from "node:child_process";
import type { Terminal } from "./terminal.ts";

/** How a system opens an address with the program that people have chosen. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
	darwin: ["open"],
	// What stands behind `start` first is a window's title.
	win32: ["cmd", "/c", "start", ""],
};

/**
 * Opens an address in a browser: those that BROWSER names, with colons between them and `%s` for the address, else the system's
 * own. Answers false where none could be started. Nothing is waited for.
 */
export async function openBrowser(
	url: string,
	{ env = {} }: Pick<Terminal, "env">,
	platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
	const named = (env.BROWSER ?? "").split(platform === "win32" ? ";" : ":");
	const chosen = named
		.map((command) => command.split(/\s+/).filter((word) => word !== ""))
		.filter((words) => words.length > 0);
	for (const words of [...chosen, OPENERS[platform] ?? ["xdg-open"]])
		if (await isStarted(withAddress(words, url), env)) return true;
	return false;
}

function withAddress(words: readonly string[], url: string): readonly string[] {
	return words.some((word) => word.includes("%s"))
		? words.map((word) => word.replaceAll("%s", url))
		: [...words, url];
}

/** No shell comes between, so an address is never read as a command. */
function isStarted(
	[program = "", ...words]: readonly string[],
	env: NonNullable<Terminal["env"]>,
): Promise<boolean> {
	const child = spawn(program, words, {
		...{ env, detached: true, stdio: "ignore", windowsHide: true },
	});
	child.unref();
	return new Promise((resolve) => {
		child
			.once("spawn", () => resolve(true))
			.once("error", () => resolve(false));
	});
}
