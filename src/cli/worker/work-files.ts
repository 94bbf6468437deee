import { rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StoreUnavailable } from "../../store/store-unavailable.ts";
import { roomPrefix } from "./room-names.ts";

/** The files that a command and its worker speak by, in a directory that nobody else may read. */
export interface WorkFiles {
	/** What to work from, as markdown. */
	readonly context: string;
	/** Empty at first; what the command leaves in it is its result. */
	readonly result: string;
	remove(): Promise<void>;
}

/** Makes the directory for the files of all tasks, and answers its path. Throws `STORE_UNAVAILABLE`, with a `hint`, where none can be made. */
export async function makeWorkRoom(): Promise<string> {
	return mkdtemp(join(tmpdir(), roomPrefix(process.pid))).catch(cannotWrite);
}

/** Removes a directory and what is in it, as far as that can be done. */
export async function removeWorkRoom(directory: string): Promise<void> {
	// Commands may have left things in it that cannot be removed: that is no reason to end.
	await rm(directory, { recursive: true, force: true }).catch(() => undefined);
}

/** The same before this returns, for a process that is about to end. */
export function removeWorkRoomNow(directory: string): void {
	try {
		rmSync(directory, { recursive: true, force: true });
	} catch {
		// The next worker tries it again.
	}
}

/** Makes the files of one task in the directory for all. Throws as `makeWorkRoom` does. */
export async function makeWorkFiles(
	room: string,
	page: string,
): Promise<WorkFiles> {
	try {
		const directory = await mkdtemp(join(room, "task-"));
		const [context, result] = ["context.md", "result"].map((name) =>
			join(directory, name),
		) as [string, string];
		await writeFile(context, page, { mode: 0o600 });
		await writeFile(result, "", { mode: 0o600 });
		return { context, result, remove: () => removeWorkRoom(directory) };
	} catch (error) {
		return cannotWrite(error);
	}
}

function cannotWrite(cause: unknown): never {
	const { message } = cause as Error;
	throw Object.assign(
		new StoreUnavailable(
			`the files for commands cannot be written: ${message}`,
			{
				cause,
			},
		),
		{
			hint: `See that ${tmpdir()} is there, may be written to and has room; TMPDIR names another directory.`,
		},
	);
}
