import { once } from "node:events";
import { mkdir } from "node:fs/promises";

import { seedBaton } from "../dist/core/baton.js";
import { encodeBaton, encodeBrief, encodeTask } from "../dist/store/codec.js";
import { writeEntry } from "../dist/store/journal.js";
import { BOARD_FILE, README_FILE, taskPath } from "../dist/store/layout.js";
import {
	MemoryRepository,
	openMemoryStore,
} from "../dist/store/memory-store.js";
import { APP, openBoard, openEngine } from "./engine.mjs";
import { initBare, REF, startGit } from "./git.mjs";

const START_MS = Date.UTC(2026, 0, 5, 9);

/**
 * Makes a bare repository with a board of so many tasks and so many commits. The documents are printed by the app's own
 * code; git's fast-import writes them, since 100,000 commits one by one would take longer than all measurements.
 *
 * @param {string} dir Does not exist yet.
 * @param {{ tasks: number, commits: number }} size
 */
export async function makeBoard(dir, { tasks, commits }) {
	await mkdir(dir, { recursive: true });
	await initBare(dir);
	const { stdin, done } = startGit(dir, ["fast-import", "--quiet"]);
	// Awaited below; a failure meanwhile must not count as unhandled.
	done.catch(() => {});
	for (const part of commitsOf(await boardFiles(), { tasks, commits }))
		if (!stdin.write(part)) await Promise.race([once(stdin, "drain"), done]);
	stdin.end();
	await done;
}

/** @param {number} index From 1. */
export function taskKey(index) {
	return String(index);
}

/**
 * Of ten tasks two are done, one waits for the next one and seven are ready.
 *
 * @param {number} index From 1.
 * @param {number} tasks
 * @returns {import("../dist/core/task.js").Task}
 */
export function taskAt(index, tasks) {
	const at = instant(index);
	const isDone = index % 10 < 2;
	const isBlocked = index % 10 === 2 && index < tasks;
	return {
		format: 1,
		key: taskKey(index),
		issue: index,
		title: `Let the importer of feed ${index} resume where it stopped`,
		status: isDone ? "done" : isBlocked ? "blocked" : "ready",
		priority: "normal",
		version: 1,
		labels: ["importer", `area-${index % 20}`],
		capabilities: [],
		blocked_by: isBlocked ? [taskKey(index + 1)] : [],
		attempts: 0,
		fence: 0,
		...(isDone
			? { deliverable: `Merged as change ${index}, with tests.` }
			: {}),
		artifacts: [],
		inbox: { below: { comment: 0, event: 0 }, seen: [] },
		created_at: at,
		updated_at: at,
		...(isDone
			? {
					completed_at: at,
					completed_by: { id: 7, login: "octocat", agent: "octocat" },
				}
			: {}),
	};
}

/**
 * The files of an opened board, as the app's engine writes them.
 *
 * @returns {Promise<[string, Uint8Array][]>}
 */
async function boardFiles() {
	const store = openMemoryStore(new MemoryRepository());
	await openBoard(openEngine(store));
	const { tree } = await store.version(await store.head());
	return [BOARD_FILE, README_FILE].map((path) => [
		path,
		tree.get(path) ?? new Uint8Array(),
	]);
}

/**
 * @param {Iterable<[string, Uint8Array]>} files
 * @param {{ tasks: number, commits: number }} size
 */
function* commitsOf(files, { tasks, commits }) {
	yield commitHead("configure", undefined, 0);
	for (const [path, bytes] of files) yield file(path, bytes);
	for (let index = 1; index <= tasks; index++) yield taskFiles(index, tasks);
	for (let index = 1; index < commits; index++) {
		const of = ((index - 1) % tasks) + 1;
		const round = Math.ceil(index / tasks);
		/** @type {ReturnType<typeof taskAt>} */
		const task = {
			...taskAt(of, tasks),
			priority: round % 2 === 1 ? "high" : "normal",
			version: 1 + round,
			updated_at: instant(index),
		};
		const head = commitHead("priority", task, index);
		yield Buffer.concat([
			head,
			file(taskPath(task.key, "task"), encodeTask(task)),
		]);
	}
}

/**
 * @param {number} index
 * @param {number} tasks
 */
function taskFiles(index, tasks) {
	const task = taskAt(index, tasks);
	const description = `Feed ${index} starts over after every failure.\n\n- keep the last good position\n- resume from it, at most once per entry\n- say so in the log`;
	const baton = {
		...seedBaton(task.title),
		constraints: ["no new dependency", "the format of the feed stays"],
		acceptance: [
			`an interrupted import of feed ${index} ends with every entry once`,
		],
	};
	return Buffer.concat([
		file(taskPath(task.key, "task"), encodeTask(task)),
		file(
			taskPath(task.key, "brief"),
			encodeBrief({ title: task.title, description }),
		),
		file(taskPath(task.key, "baton"), encodeBaton(baton)),
	]);
}

/**
 * @param {string} verb
 * @param {ReturnType<typeof taskAt> | undefined} task
 * @param {number} index
 */
function commitHead(verb, task, index) {
	const command = {
		verb,
		input: task === undefined ? {} : { priority: task.priority },
		...(task === undefined ? {} : { task: task.key }),
		actor: APP,
		role: /** @type {const} */ ("app"),
		agent: "baton",
		opId: `e${index + 1}`,
		now: instant(index),
	};
	const { message } = writeEntry(
		{ command, ...(task === undefined ? {} : { version: task.version }) },
		task?.priority ?? "the board is opened",
	);
	const bytes = Buffer.from(message);
	const who = `${APP.login} <${APP.id}@example.com> ${START_MS / 1_000 + index} +0000`;
	return Buffer.concat([
		Buffer.from(
			`commit ${REF}\nauthor ${who}\ncommitter ${who}\ndata ${bytes.length}\n`,
		),
		bytes,
		Buffer.from("\n"),
	]);
}

/**
 * @param {string} path
 * @param {Uint8Array} bytes
 */
function file(path, bytes) {
	return Buffer.concat([
		Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`),
		bytes,
		Buffer.from("\n"),
	]);
}

/** @param {number} index Seconds after the board began. */
function instant(index) {
	return new Date(START_MS + index * 1_000).toISOString();
}
