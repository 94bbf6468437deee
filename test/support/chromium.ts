import { execFileSync } from "node:child_process";
import { type Browser, chromium } from "playwright-core";
import { test } from "vitest";

const NAMES = [process.env.BATON_CHROMIUM, "chromium", "chromium-browser"];

const executable = NAMES.find(
	(name): name is string => name !== undefined && name !== "" && canRun(name),
);
if (executable === undefined)
	console.warn(
		"chromium is not installed: the tests of the page in a browser were NOT run (Debian: apt-get install chromium, or say in BATON_CHROMIUM where it is)",
	);

/** A test that needs a real browser; where there is none it is reported as skipped, and a line says so. */
export const testInBrowser = test.skipIf(executable === undefined);

/** Starts a browser of a test file's own; undefined where none is installed. */
export async function startChromium(): Promise<Browser | undefined> {
	if (executable === undefined) return undefined;
	return chromium.launch({
		executablePath: pathOf(executable),
		// Containers run as root and have a small /dev/shm. What the others turn off would only call other machines.
		args: [
			"--no-sandbox",
			"--disable-dev-shm-usage",
			"--disable-background-networking",
			"--disable-component-update",
			"--no-first-run",
		],
	});
}

function pathOf(name: string): string {
	return name.includes("/")
		? name
		: execFileSync("which", [name], { encoding: "utf8" }).trim();
}

function canRun(name: string): boolean {
	try {
		execFileSync(name, ["--version"], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}
