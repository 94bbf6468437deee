import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { makeBoard } from "./board-fixture.mjs";
import { startChild } from "./child.mjs";
import { copyBare } from "./git.mjs";

/**
 * Where a run of the bench happens: a temporary directory, a git server, and the boards and processes the rows ask for.
 *
 * @typedef {object} Place
 * @property {string} dir
 * @property {(size: { tasks: number, commits: number }) => Promise<string>} board The bare repository of a board, made once; not to be written to.
 * @property {(size: { tasks: number, commits: number }) => Promise<{ dir: string, url: string }>} serve A copy of a board on the git server.
 * @property {(script: string, options?: Parameters<typeof startChild>[1]) => import("./child.mjs").Child} child A process that ends with its row at the latest.
 * @property {(url: string) => Promise<{ worker: import("./child.mjs").Child, ms: number }>} app A process of the app on a board that is served, with how long taking it in took.
 * @property {<T>(key: string, make: () => Promise<T>) => Promise<T>} once What several rows need, measured once.
 * @property {(name: string) => string} path A new path in the directory.
 * @property {(name: string) => { dir: string, url: string }} servedPath A new path for a bare repository that the git server serves.
 * @property {(child: import("./child.mjs").Child) => void} keep Has a process outlive its row.
 * @property {() => Promise<void>} endRow Ends what the row has started.
 * @property {() => Promise<void>} close
 */

/** @returns {Promise<Place>} */
export async function openPlace() {
	const dir = await mkdtemp(join(tmpdir(), "baton-bench-"));
	const server = startChild("git-server.mjs", { args: [dir] });
	const { port } = await server.ask("listen");
	/** @type {Map<string, Promise<any>>} */
	const made = new Map();
	/** @type {import("./child.mjs").Child[]} */
	const children = [];
	/** @type {import("./child.mjs").Child[]} */
	const kept = [];
	let count = 0;
	const path = (name) => join(dir, `${name}-${++count}`);
	const once = (key, make) => {
		const present = made.get(key) ?? make();
		made.set(key, present);
		return present;
	};
	const child = (script, options) => {
		const started = startChild(script, options);
		children.push(started);
		return started;
	};
	const board = (size) =>
		once(`board ${size.tasks} ${size.commits}`, async () => {
			const made = path("board");
			await makeBoard(made, size);
			return made;
		});
	const endRow = async () => {
		for (const started of children.splice(0)) await started.end();
	};
	const servedPath = (name) => {
		const served = `${name}-${++count}.git`;
		return {
			dir: join(dir, served),
			url: `http://127.0.0.1:${port}/${served}`,
		};
	};
	return {
		dir,
		board,
		child,
		once,
		path,
		servedPath,
		endRow,
		async serve(size) {
			const served = servedPath("served");
			await copyBare(await board(size), served.dir);
			return served;
		},
		async app(url) {
			const worker = child("worker.mjs", { execArgv: ["--expose-gc"] });
			const { ms } = await worker.ask("open", { url, cacheDir: path("cache") });
			return { worker, ms };
		},
		keep(child) {
			kept.push(...children.splice(children.indexOf(child), 1));
		},
		async close() {
			await endRow();
			for (const child of kept.splice(0)) await child.end();
			await server.end();
			await rm(dir, { recursive: true, force: true });
		},
	};
}
