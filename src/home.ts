import {
	access,
	constants,
	link,
	mkdir,
	readFile,
	rename,
	rm,
	stat,
	writeFile,
} from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { StartError } from "./running.ts";

/** A folder that this process alone works in until it lets go. */
export interface Home {
	readonly directory: string;
	release(): Promise<void>;
}

/** How often a lock that others fight over is tried. */
const MAX_TRIES = 20;

/** Takes a folder for this process, making it where it is missing. One that cannot be used is a `StartError`. */
export async function takeHome(directory: string): Promise<Home> {
	await makeWritable(resolve(directory), directory);
	const lock = join(directory, "pid");
	try {
		const own = await processName(process.pid);
		const holder = await takeLock(lock, own);
		if (holder !== undefined) {
			throw new StartError(
				`already running as process ${holder} in ${directory}: end that one, or choose another folder with BATON_HOME (if it is not Baton, remove ${lock})`,
			);
		}
		return { directory, release: () => releaseLock(lock, own) };
	} catch (error) {
		if ((error as { code?: string }).code === "CANNOT_START") throw error;
		throw new StartError(
			`cannot use ${directory}: ${(error as Error).message}`,
			{ cause: error },
		);
	}
}

/** One folder at a time: a missing one in a place where none can be made fails at once. */
async function makeWritable(path: string, shown: string): Promise<void> {
	try {
		const missing: string[] = [];
		for (let at = path; !(await exists(at)); at = dirname(at))
			missing.unshift(at);
		for (const folder of missing) await mkdir(folder);
		if (!(await stat(path)).isDirectory()) throw new Error("it is no folder");
		await access(path, constants.W_OK);
	} catch (error) {
		throw new StartError(
			`cannot write to ${shown}: choose another folder with BATON_HOME`,
			{ cause: error },
		);
	}
}

async function exists(path: string): Promise<boolean> {
	try {
		await access(path);
		return true;
	} catch {
		return path === dirname(path);
	}
}

/**
 * Makes the lock file, whole from the start: its content is linked into place. Answers the process that has it already, if
 * that is alive. The file of a dead one is moved away first, which of several processes one can do.
 */
async function takeLock(
	lock: string,
	own: string,
): Promise<string | undefined> {
	const mine = `${lock}.${process.pid}`;
	await writeFile(mine, own);
	try {
		for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
			if (await tryLink(mine, lock)) return undefined;
			const holder = await readIfThere(lock);
			if (holder === "") continue;
			if (holder !== own && (await isAlive(holder)))
				return holder.split(" ", 1)[0];
			await moveAway(lock, holder);
		}
		return "unknown";
	} finally {
		await rm(mine, { force: true });
	}
}

async function tryLink(from: string, to: string): Promise<boolean> {
	try {
		await link(from, to);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
		throw error;
	}
}

/** Moves a dead process's lock away; one that is somebody else's by now is put back. */
async function moveAway(lock: string, dead: string): Promise<void> {
	const away = `${lock}.${process.pid}.old`;
	try {
		await rename(lock, away);
		if ((await readFile(away, "utf8")) !== dead) await tryLink(away, lock);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
	} finally {
		await rm(away, { force: true });
	}
}

/** A file's text; nothing when it is gone by now. */
async function readIfThere(path: string): Promise<string> {
	try {
		return await readFile(path, "utf8");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
		throw error;
	}
}

async function releaseLock(lock: string, own: string): Promise<void> {
	if ((await readIfThere(lock)) === own) await rm(lock, { force: true });
}

async function isAlive(holder: string): Promise<boolean> {
	const pid = Number(holder.split(" ", 1)[0]);
	if (!Number.isSafeInteger(pid) || pid <= 0) return false;
	try {
		process.kill(pid, 0);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
	}
	return (await processName(pid)) === holder;
}

/**
 * A process's number and, where the system tells, when it started: numbers are used again. A process that has ended and
 * only waits to be noticed has another name than when it lived.
 */
async function processName(pid: number): Promise<string> {
	const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
	const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
	const started = fields[19];
	return started === undefined
		? `${pid}`
		: `${pid} ${fields[0] === "Z" ? "ended" : started}`;
}
