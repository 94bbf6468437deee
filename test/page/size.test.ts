import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ALL_SCRIPT = 150_000;
const FIRST_LOAD = 40_000;

let folder: string;
let names: readonly string[];

const assetsIn = (text: string) =>
	[...text.matchAll(/\/assets\/([A-Za-z0-9_.-]+)/g)].map(([, name]) =>
		String(name),
	);
const bytesOf = async (name: string) =>
	(await stat(join(folder, "assets", `${name}.br`))).size;
const sumOf = async (some: readonly string[]) =>
	(await Promise.all(some.map(bytesOf))).reduce((sum, one) => sum + one, 0);
const read = (name: string) => readFile(join(folder, name), "utf8");

/** A script and whatever it loads before it runs. */
async function withImports(entry: string): Promise<readonly string[]> {
	const seen = new Set([entry]);
	for (const name of seen) {
		const text = await read(`assets/${name}`);
		for (const [, found] of text.matchAll(
			/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g,
		))
			if (found !== undefined) seen.add(found);
	}
	return [...seen];
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "baton-page-"));
	await promisify(execFile)(process.execPath, [
		join(ROOT, "scripts/bundle-page.mjs"),
		folder,
	]);
	names = await readdir(join(folder, "assets"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("all script together is within 150 kB as browsers load it", async () => {
	const scripts = names.filter((name) => name.endsWith(".js"));
	expect(scripts.length).toBeGreaterThan(5);
	expect(await sumOf(scripts)).toBeLessThanOrEqual(ALL_SCRIPT);
});

test("the board's first load is within 40 kB, its style and shell included", async () => {
	const shell = await read("index.html");
	const linked = assetsIn(shell);
	const [main] = linked.filter((name) => name.endsWith(".js"));
	expect(main).toMatch(/^main-/);
	const scripts = await withImports(String(main));
	expect(scripts.length).toBeGreaterThan(1);
	const rest = linked.filter((name) => name !== main);
	const shellBytes = (await stat(join(folder, "index.html.br"))).size;
	expect((await sumOf([...scripts, ...rest])) + shellBytes).toBeLessThanOrEqual(
		FIRST_LOAD,
	);
});

test("the shell has no script and no style of its own, and everything it names is there", async () => {
	const shell = await read("index.html");
	expect(shell).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
	const scripts = [...shell.matchAll(/<script\b[^>]*>([^<]*)<\/script>/g)];
	expect(scripts).toHaveLength(1);
	expect(scripts.map(([, inside]) => inside)).toEqual([""]);
	const named = [...shell.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, way]) =>
		String(way),
	);
	expect(named).toHaveLength(3);
	for (const way of named) {
		expect(way).toMatch(/^\/assets\/[a-z]+-[A-Z0-9]{8}\.(js|css|svg)$/);
		expect(names).toContain(way.slice("/assets/".length));
	}
});

test("the style loads nothing, and each file lies there in every encoding", async () => {
	const style = names.find((name) => name.endsWith(".css"));
	expect(await read(`assets/${style}`)).not.toMatch(
		/url\((?!["']?data:)|@import/,
	);
	const plain = names.filter((name) => !/\.(br|gz)$/.test(name));
	for (const name of plain)
		expect(names).toEqual(expect.arrayContaining([`${name}.br`, `${name}.gz`]));
});
