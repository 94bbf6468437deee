import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openBrowser } from "../../src/cli/open-browser.ts";
import { whatWasOpened, writeBrowser } from "../support/fake-browser.ts";

const ADDRESS = "http://127.0.0.1:1/boards/a/b/c?x=1&y=$(id)";

let place: string;
beforeEach(async () => {
	place = await mkdtemp(join(tmpdir(), "baton-browser-"));
});
afterEach(() => rm(place, { recursive: true, force: true }));

const PATH = "/usr/bin:/bin";
const open = (env: Record<string, string>, platform?: NodeJS.Platform) =>
	openBrowser(ADDRESS, { env: { PATH, ...env } }, platform);

test("the browser that is named opens the address, which no shell reads", async () => {
	expect(await open({ BROWSER: await writeBrowser(place) })).toBe(true);
	expect(await whatWasOpened(place)).toEqual(["browser", ADDRESS]);
});

test("of several the first that can be started does, and the address stands where it is wanted", async () => {
	const there = await writeBrowser(place);
	const named = `${place}/none:${there} --new-window %s --quiet`;
	expect(await open({ BROWSER: named })).toBe(true);
	expect(await whatWasOpened(place)).toEqual([
		...["browser", "--new-window", ADDRESS, "--quiet"],
	]);
});

test.each([
	["linux", "xdg-open", [ADDRESS]],
	["darwin", "open", [ADDRESS]],
	["win32", "cmd", ["/c", "start", "", ADDRESS]],
] as const)("on %s the system's own does", async (platform, name, words) => {
	await writeBrowser(place, name);
	expect(await open({ PATH: `${place}:${PATH}` }, platform)).toBe(true);
	expect(await whatWasOpened(place)).toEqual([name, ...words]);
});

test("where there is none it says so", async () => {
	expect(await open({ PATH: place, BROWSER: join(place, "none") })).toBe(false);
});
