import { mkdir, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";

/** Why nothing may be written there, by the system's code: everything else is a defect or a disk that fails. */
const REASONS: Readonly<Record<string, string>> = {
	EACCES: "it may not be written to",
	EEXIST: "something else is in its place",
	EISDIR: "a folder is in its place",
	ELOOP: "its links lead in a circle",
	ENOSPC: "the disk is full",
	ENOTDIR: "a file is where its folder belongs",
	EPERM: "it may not be written to",
	EROFS: "the disk is read-only",
};

/** Writes files below a checkout, each whole: nobody ever reads half of it. Answers why not, for the first that could not be. */
export async function writeExports(
	top: string,
	files: Readonly<Record<string, string>>,
): Promise<string | undefined> {
	for (const [path, text] of Object.entries(files)) {
		const why = await writeExport(top, path, text);
		if (why !== undefined) return `${path} was not written: ${why}`;
	}
	return undefined;
}

async function writeExport(
	top: string,
	path: string,
	text: string,
): Promise<string | undefined> {
	const target = join(top, path);
	const draft = `${target}.${process.pid}`;
	try {
		if (await leadsOut(top, path)) return "a link leads out of this checkout";
		await mkdir(dirname(target), { recursive: true });
		await writeFile(draft, text, { flag: "wx" });
		await rename(draft, target);
		return undefined;
	} catch (error) {
		const reason = REASONS[(error as { code?: string }).code ?? ""];
		if (reason === undefined)
			throw new Error(`${target} could not be written`, { cause: error });
		await rm(draft, { force: true }).catch(() => undefined);
		return reason;
	}
}

/** A checkout may come from anybody: what is written into it stays in it. */
async function leadsOut(top: string, path: string): Promise<boolean> {
	const home = await realpath(top);
	let at = home;
	for (const name of path.split("/").slice(0, -1)) {
		const next = join(at, name);
		const real = await realpath(next).catch((error: unknown) => {
			if ((error as { code?: string }).code === "ENOENT") return undefined;
			throw error;
		});
		// What is not there yet is no link, and neither is anything below it.
		if (real === undefined) return false;
		if (!real.startsWith(home + sep)) return true;
		at = real;
	}
	return false;
}
