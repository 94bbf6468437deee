import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SOURCES = [
	...["package.json", "tsconfig.json", "tsconfig.build.json", "app.yml"],
	...["README.md", "LICENSE", "src", "scripts"],
];
/** More lines than a run of two phases takes. */
const MAX_LINES = 30;

let place: string;
let home: string;
let user: string;

/**
 * The tarball as `npm pack` makes it, unpacked to where an installation puts it. The packages that the app depends on are left
 * out: they would have to come from a network, and the command line does without them.
 */
beforeAll(async () => {
	place = await mkdtemp(join(tmpdir(), "baton-packed-"));
	const tree = join(place, "tree");
	await mkdir(tree);
	for (const name of SOURCES)
		await cp(join(ROOT, name), join(tree, name), { recursive: true });
	await symlink(join(ROOT, "node_modules"), join(tree, "node_modules"));
	const run = promisify(execFile);
	await run("npm", ["pack", "--offline", "--pack-destination", place], {
		cwd: tree,
	});
	const tarball = (await readdir(place)).find((name) => name.endsWith(".tgz"));
	const modules = join(place, "installed", "node_modules");
	const own = join(modules, "baton");
	await mkdir(own, { recursive: true });
	await run("tar", [
		...["-xzf", join(place, String(tarball)), "-C", own],
		"--strip-components=1",
	]);
	await mkdir(join(modules, ".bin"));
	await symlink(
		join("..", "baton", "dist", "cli", "main.js"),
		join(modules, ".bin", "baton"),
	);
	await rm(tree, { recursive: true });
	home = join(place, "home");
	user = join(place, "empty");
	await mkdir(home);
	await mkdir(user);
}, 240_000);

afterAll(() => rm(place, { recursive: true, force: true }));

/** Types a line in the empty directory, as somebody does who has nothing set up. */
function typed(line: string) {
	const bin = join(place, "installed", "node_modules", ".bin");
	const env = {
		PATH: `${bin}${delimiter}${process.env.PATH}`,
		HOME: home,
		GIT_CONFIG_NOSYSTEM: "1",
	};
	return new Promise<{ code: number; out: string; err: string }>((resolve) => {
		execFile("bash", ["-c", line], { cwd: user, env }, (error, out, err) =>
			resolve({
				code: error === null ? 0 : Number(error.code ?? 1),
				...{ out: out.trimEnd(), err: err.trimEnd() },
			}),
		);
	});
}

/** The first line that can be pasted. */
const nextLine = (screen: string) =>
	/^ {2}(baton .*)$/m.exec(screen)?.[1] ?? "";

test("somebody new ends a run of two phases in an empty directory, from the packed tarball, by typing what is printed", async () => {
	const help = await typed("baton --help");
	expect(help.out).toMatch(/^ {2}plan +makes a plan/m);
	const outside = await typed('baton plan "Add a hello page"');
	expect([outside.code, outside.err]).toEqual([
		3,
		expect.stringContaining("`git init`"),
	]);
	await typed("git init --quiet");
	let { out: screen } = await typed('baton plan "Add a hello page"');
	expect(screen).toMatch(/^Phase 1 — /m);
	expect(screen).toMatch(/^Phase 2 — /m);
	const save = nextLine(screen);
	const nameless = await typed(save);
	expect(nameless.code).toBe(1);
	const settings = [...nameless.err.matchAll(/`(git config [^`]+)`/g)];
	expect(settings).toHaveLength(2);
	for (const [, setting = ""] of settings)
		expect((await typed(setting)).code).toBe(0);
	screen = (await typed(save)).out;
	let steps = 0;
	for (let count = 0; !/^Task \S+ completed\.$/m.test(screen); count++) {
		expect(count).toBeLessThan(MAX_LINES);
		const line = nextLine(screen);
		const ran = await typed(line);
		expect([ran.code, ran.err], `${line}\n${screen}`).toEqual([0, ""]);
		if (line.includes(" dispatched ")) {
			steps += 1;
			const work = await typed(
				`echo hello >> page.html && git add page.html && git commit --quiet -m "step ${steps}"`,
			);
			expect([work.code, work.err]).toEqual([0, ""]);
			screen = (await typed("baton execute next")).out;
			expect(nextLine(screen)).toContain(" record ");
		} else screen = ran.out;
	}
	expect(steps).toBe(2);
	expect(screen.split("\n")[1]).toMatch(
		/^Steps: 2\/2 \| Gates passed: \d+ \| Elapsed: \d+s$/,
	);
	const trace = /^Trace: (.*)$/m.exec(screen)?.[1] ?? "";
	expect((await typed(`cat ${trace}`)).out).toContain('"completed"');
	expect((await typed("baton dashboard")).out).toContain("Dashboard: 1 run");
	expect((await typed("baton verify")).code).toBe(0);
	expect((await typed("baton retro")).out).toMatch(/^# Retrospective: /);
}, 120_000);
