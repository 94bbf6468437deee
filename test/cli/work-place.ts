import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type LocalDoor, openLocalDoor } from "../../src/cli/local-door.ts";
import type { JsonObject } from "../../src/core/errors.ts";
import type { Task } from "../../src/core/task.ts";
import type { Done } from "../../src/engine/answer.ts";
import { ownBundle } from "../support/own-bundle.ts";
import { baton, makeWorkplace } from "./board-repository.ts";

/** Leases of seconds, so that their ends can be waited for. */
const CONFIG = `review: never
lease: { default: 2s, min: 1s, max: 1h, grace: 1s }
attempts: { max: 5, backoff: 1s, backoff_max: 10s }
`;

/** A repository with an open board, and the command line as it is bundled now. */
export interface WorkPlace {
	readonly directory: string;
	/** The command line's own file. */
	readonly cli: string;
	/** Where commands of a test leave their marks. */
	readonly log: string;
	lines(): Promise<readonly string[]>;
	enroll(task: string, input?: JsonObject): Promise<void>;
	/** Says something as another agent, and throws what is refused. */
	say(verb: string, task?: string, input?: JsonObject): Promise<Done>;
	task(key: string): Promise<Task>;
	notes(key: string): Promise<readonly string[]>;
	/** Starts `baton` with these words. */
	start(
		words: readonly string[],
		env?: Readonly<Record<string, string>>,
	): Started;
	remove(): Promise<void>;
}

/** A command line that runs. */
export interface Started {
	readonly process: ChildProcess;
	readonly output: () => string;
	/** Resolves with the first match in what was printed; throws when it ends before. */
	printed(pattern: RegExp): Promise<RegExpExecArray>;
	/** The exit code, or the signal that ended it. */
	readonly ended: Promise<number | string>;
}

/** Bundles the command line once for all tests of a file. */
export async function workBench() {
	const bundle = await ownBundle();
	return { remove: bundle.remove, open: () => openWorkPlace(bundle.cli) };
}

async function openWorkPlace(cli: string): Promise<WorkPlace> {
	const repository = await makeWorkplace();
	const { directory } = repository;
	await mkdir(join(directory, ".github"));
	await writeFile(join(directory, ".github", "baton.yml"), CONFIG);
	const opened = await baton(directory, "init");
	if (opened.code !== 0) throw new Error(opened.err);
	const door = await openLocalDoor({
		...{ dir: directory, branch: "baton/board", env: {}, nowMs: Date.now },
		agent: "boss",
		onDefect: (error) => {
			throw error;
		},
	});
	const log = join(directory, ".git", "work.log");
	await writeFile(log, "");
	const started: Started[] = [];
	const say: WorkPlace["say"] = async (verb, task, input = {}) => {
		const answer = await door.say({ verb, task, input });
		if (!answer.ok) throw new Error(`${verb}: ${answer.message}`);
		return answer;
	};
	return {
		...{ directory, cli, log, say },
		lines: async () =>
			(await readFile(log, "utf8")).split("\n").filter((line) => line !== ""),
		async enroll(task, input) {
			await say("enroll", task, { title: `Task ${task}`, ...input });
		},
		task: (key) => taskOf(door, key),
		notes: (key) =>
			door.look((board) => board.context(key).notes.map(({ body }) => body)),
		start(words, env = {}) {
			// A worker that is killed leaves its files behind.
			const own = { LOG: log, TMPDIR: join(directory, ".git") };
			const one = startCli(cli, words, {
				directory,
				env: { ...own, ...env },
			});
			started.push(one);
			return one;
		},
		async remove() {
			for (const { process } of started) process.kill("SIGKILL");
			await Promise.all(started.map(({ ended }) => ended));
			await door.close();
			await repository.remove();
		},
	};
}

async function taskOf(door: LocalDoor, key: string): Promise<Task> {
	const task = await door.look((board) => board.task(key));
	if (task === undefined) throw new Error(`there is no task ${key}`);
	return task;
}

/** Starts the command line in a directory, with this environment and the way to programs. */
export function startCli(
	cli: string,
	words: readonly string[],
	{
		directory,
		env,
	}: { directory: string; env: Readonly<Record<string, string>> },
): Started {
	const child = spawn(process.execPath, [cli, ...words], {
		cwd: directory,
		env: { PATH: process.env.PATH, ...env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "";
	const listeners = new Set<() => void>();
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding("utf8").on("data", (text: string) => {
			output += text;
			for (const listener of listeners) listener();
		});
	// What a killed worker has left behind holds its pipes: its own end is what counts.
	const ended = once(child, "exit").then(
		([code, signal]) => (code ?? signal) as number | string,
	);
	return {
		process: child,
		output: () => output,
		ended,
		printed: (pattern) =>
			new Promise((resolve, reject) => {
				const look = () => {
					const match = pattern.exec(output);
					if (match !== null) resolve(match);
				};
				listeners.add(look);
				look();
				void ended.then((code) =>
					setImmediate(() =>
						reject(
							new Error(`ended with ${code} before ${pattern}: ${output}`),
						),
					),
				);
			}),
	};
}
