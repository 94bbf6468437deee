import { constants } from "node:fs";
import { access, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { StartError } from "./running.ts";

/** A folder that this process alone works in until it lets go. */
export interface Home {
	readonly directory: string;
	release(): Promise<void>;
}

/** Takes a folder for this process, making it where it is missing. A folder that another process works in is a `StartError`. */
export async function takeHome(directory: string): Promise<Home> {
	await makeWritable(resolve(directory), directory);
	const lock = join(directory, "pid");
	const holder = await tryLock(lock);
	if (holder !== undefined)
		throw new StartError(
			`already running as process ${holder} in ${directory}: end that one, or choose another folder with BATON_HOME`,
		);
	return { directory, release: () => rm(lock, { force: true }) };
}

/** One folder at a time: a missing one in a place where none can be made fails at once. */
async function makeWritable(path: string, shown: string): Promise<void> {
	try {
		const missing: string[] = [];
		for (let at = path; !(await exists(at)); at = dirname(at))
			missing.unshift(at);
		for (const folder of missing) await mkdir(folder);
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

/** Makes the lock file; answers the process that has it already, if that is alive. A dead one's is taken over. */
async function tryLock(lock: string): Promise<number | undefined> {
	for (;;) {
		try {
			const file = await open(lock, "wx");
			await file.writeFile(`${process.pid}\n`);
			await file.close();
			return undefined;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
			const holder = Number(await readFile(lock, "utf8").catch(() => ""));
			if (isAlive(holder)) return holder;
			await rm(lock, { force: true });
		}
	}
}

function isAlive(pid: number): boolean {
	if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid)
		return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
