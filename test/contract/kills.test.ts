import { execFile, spawn } from "node:child_process";
import {
	mkdtemp,
	readdir,
	readFile,
	rm,
	stat,
	symlink,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { emptyTree } from "../../src/store/git/tree.ts";
import { openHttpStore } from "../../src/store/http-store.ts";
import { openLocalStore } from "../../src/store/local-store.ts";
import type { Oid, Store, Version } from "../../src/store/store.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { git, stage, textAt } from "../support/staging.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const KILLER = fileURLToPath(new URL("step-killer.mjs", import.meta.url));
const BRANCH = "baton/board";
const NOTHING: Version = { oid: null, tree: emptyTree() };
/** More steps than any of the writers takes. */
const MAX_STEPS = 80;

let directory: string;
let script: string;
let server: GitServer;

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "baton-kills-"));
	script = await compile(directory);
	server = await startGitServer();
}, 60_000);

afterAll(async () => {
	await server.close();
	await rm(directory, { recursive: true, force: true });
});

/** How a writer ended, and the commit it was told was accepted. */
interface Ended {
	readonly signal: string | null;
	readonly code: number | null;
	readonly acknowledged: Oid | undefined;
}

/** Runs a writer that may take so many steps on the disk; `wrap` runs it under a shell's limits. */
function write(
	{ steps, fileBlocks }: { steps: number; fileBlocks?: number },
	args: readonly string[],
): Promise<Ended> {
	const node = [process.execPath, "--import", KILLER, script];
	const line = [...node, String(steps), ...args];
	const [command = "", ...rest] =
		fileBlocks === undefined
			? line
			: ["sh", "-c", `ulimit -f ${fileBlocks}; exec "$@"`, "sh", ...line];
	const child = spawn(command, rest, { stdio: ["ignore", "pipe", "pipe"] });
	let said = "";
	child.stdout.on("data", (chunk: Buffer) => {
		said += chunk.toString();
	});
	return new Promise((resolve, reject) =>
		child.on("error", reject).on("close", (code, signal) =>
			resolve({
				code,
				signal,
				acknowledged: /^[0-9a-f]{40}$/m.exec(said)?.[0],
			}),
		),
	);
}

/** The branch is where it was, or has the whole new commit; never less, and never less than was acknowledged. */
async function isWhole(
	gitdir: string,
	{ base, ended }: { base: Oid; ended: Ended },
): Promise<Oid> {
	const head = (await git(gitdir, "rev-parse", BRANCH)).trim();
	if (ended.acknowledged !== undefined) expect(head).toBe(ended.acknowledged);
	if (head !== base)
		expect((await git(gitdir, "rev-parse", `${head}^`)).trim()).toBe(base);
	await git(gitdir, "fsck", "--strict", "--no-dangling");
	return head;
}

async function appends(store: Store, file: string): Promise<Version> {
	const base = await store.version(await store.head());
	const next = stage(base, { [file]: "after" });
	expect(await store.append(base.oid, [next])).toEqual({ kind: "accepted" });
	return next;
}

describe.each([
	["in single files", 1],
	["in a pack", 120],
])("kill -9 between every two steps of a write to disk, %s:", (_, count) => {
	test("the branch is old or new, never broken, and the next writer goes on", async () => {
		const dir = join(directory, `local-${count}`);
		await git(directory, "init", "--quiet", "--bare", dir);
		const store = await openLocalStore({ dir, branch: BRANCH });
		await store.append(null, [stage(NOTHING, { first: "1" })]);
		let kills = 0;
		for (let steps = 0; ; steps++) {
			expect(steps).toBeLessThan(MAX_STEPS);
			const base = (await store.head()) ?? "";
			const args = [dir, "-", `by-${steps}`, String(count)];
			const ended = await write({ steps }, args);
			const locks = (await readdir(join(dir, "refs/heads/baton"))).filter(
				(name) => name.endsWith(".lock"),
			);
			for (const name of locks) await rm(join(dir, "refs/heads/baton", name));
			await isWhole(dir, { base, ended });
			await appends(store, `after/${steps}`);
			if (ended.signal === null) {
				expect(ended).toMatchObject({ code: 0 });
				expect(ended.acknowledged).toBeDefined();
				break;
			}
			expect(ended.signal).toBe("SIGKILL");
			kills++;
		}
		expect(kills).toBeGreaterThan(8);
		await store.close();
	}, 120_000);
});

describe("a cache of a remote board", () => {
	let places = 0;

	async function aRemote() {
		const name = `remote-${++places}`;
		const gitdir = await server.create(name);
		const url = server.url(name);
		const cacheDir = join(directory, `cache-${places}`);
		const open = (dir = cacheDir) =>
			openHttpStore({ url, branch: BRANCH, cacheDir: dir });
		const writer = await open(join(directory, `writer-${places}`));
		let tip: Version = NOTHING;
		for (let number = 0; number < 3; number++) {
			const next = stage(tip, { [`tasks/${number}`]: `task ${number}` });
			await writer.append(tip.oid, [next]);
			tip = next;
		}
		await writer.close();
		return { gitdir, url, cacheDir, open };
	}

	/** Everything that the branch holds is read through the cache, to the byte, and it can be written to. */
	async function servesAll(
		open: () => Promise<Store>,
		gitdir: string,
	): Promise<void> {
		const store = await open();
		const head = (await store.head()) ?? "";
		for await (const { oid, treeOid } of store.log(head))
			expect((await store.version(oid)).tree.rootOid).toBe(treeOid);
		expect(textAt(await store.version(head), "tasks/2")).toBe("task 2");
		const next = await appends(store, "after");
		expect(await git(gitdir, "show", `${BRANCH}:after`)).toBe("after");
		await store.close();
		const again = await open();
		expect(textAt(await again.version(next.oid), "after")).toBe("after");
		await again.close();
		await git(gitdir, "update-ref", `refs/heads/${BRANCH}`, head);
	}

	test("survives kill -9 between every two of its own steps, from the first on", async () => {
		const { gitdir, url, cacheDir, open } = await aRemote();
		let kills = 0;
		for (let steps = 0; ; steps++) {
			expect(steps).toBeLessThan(MAX_STEPS);
			await rm(cacheDir, { recursive: true, force: true });
			const base = (await git(gitdir, "rev-parse", BRANCH)).trim();
			const ended = await write({ steps }, [url, cacheDir, `by/${steps}`]);
			await isWhole(gitdir, { base, ended });
			await servesAll(open, gitdir);
			if (ended.signal === null) {
				expect(ended).toMatchObject({ code: 0 });
				break;
			}
			kills++;
		}
		expect(kills).toBeGreaterThan(5);
	}, 120_000);

	test.each([0, 1, 4, 64])(
		"on a disk that takes no file over %i blocks costs no answer and no commit",
		async (fileBlocks) => {
			const { gitdir, url, cacheDir, open } = await aRemote();
			const base = (await git(gitdir, "rev-parse", BRANCH)).trim();
			const args = [url, cacheDir, "large", "1", "20000"];
			const ended = await write({ steps: 1_000_000, fileBlocks }, args);
			expect(ended).toMatchObject({ code: 0, signal: null });
			// What was written is larger than that: it cannot all be in the cache.
			for (const file of await filesBelow(cacheDir))
				expect((await stat(join(cacheDir, file))).size).toBeLessThanOrEqual(
					fileBlocks * 1_024,
				);
			expect(await isWhole(gitdir, { base, ended })).toBe(ended.acknowledged);
			await servesAll(open, gitdir);
		},
		30_000,
	);

	test("with a byte changed, cut off or added in any of its files never gives a wrong answer", async () => {
		const { gitdir, cacheDir, open } = await aRemote();
		await servesAll(open, gitdir);
		const files = await filesBelow(cacheDir);
		expect(files.length).toBeGreaterThan(4);
		const damages: readonly ((bytes: Buffer) => Buffer)[] = [
			(bytes) => flipped(bytes, 0),
			(bytes) => flipped(bytes, Math.floor(bytes.length / 2)),
			(bytes) => flipped(bytes, bytes.length - 1),
			(bytes) => bytes.subarray(0, Math.floor(bytes.length / 2)),
			() => Buffer.alloc(0),
			(bytes) => Buffer.concat([bytes, Buffer.from("\u0000more")]),
		];
		let count = 0;
		for (const file of files)
			for (const damage of damages) {
				const dir = `${cacheDir}-${++count}`;
				await promisify(execFile)("cp", ["-r", cacheDir, dir]);
				const path = join(dir, file);
				const bytes = await readFile(path);
				await rm(path);
				await writeFile(path, damage(bytes));
				const outcome = await servesAll(() => open(dir), gitdir).then(
					() => "served",
					(error: Error) => error.message,
				);
				expect([file, outcome]).toEqual([file, "served"]);
			}
	}, 120_000);
});

function flipped(bytes: Buffer, at: number): Buffer {
	const copy = Buffer.from(bytes);
	if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ 0x55;
	return copy;
}

async function filesBelow(dir: string): Promise<readonly string[]> {
	const entries = await readdir(dir, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1));
}

/** Compiles the writer, so that plain node processes can run it, and answers the path of the script. */
async function compile(dir: string): Promise<string> {
	const config = {
		extends: join(ROOT, "tsconfig.json"),
		compilerOptions: {
			rootDir: ROOT,
			outDir: join(dir, "out"),
			noEmit: false,
			allowImportingTsExtensions: false,
			types: ["node"],
			typeRoots: [join(ROOT, "node_modules/@types")],
		},
		include: [],
		files: [join(ROOT, "test/contract/doomed-writer.ts")],
	};
	await writeFile(join(dir, "tsconfig.json"), JSON.stringify(config));
	await writeFile(join(dir, "package.json"), '{"type":"module"}');
	await symlink(join(ROOT, "node_modules"), join(dir, "node_modules"));
	const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
	await promisify(execFile)(process.execPath, [tsc, "-p", dir]);
	return join(dir, "out/test/contract/doomed-writer.js");
}
