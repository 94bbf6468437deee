import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Oid } from "./store.ts";

/** The last commit of one branch that somebody was told of, kept in a file. */
export interface JournalMark {
	/** Undefined when none is known; a file that cannot be read is as good as none. */
	read(): Promise<Oid | undefined>;
	/** Keeps a commit, soon. Of several in quick succession only the last is written. Never throws. */
	write(oid: Oid): void;
	/** Waits until everything is written. */
	settled(): Promise<void>;
}

/**
 * Opens the mark of a branch. It is written by rename, so that it is whole or of before. `branch` tells marks of branches
 * apart that have followed each other in the same place. A disk that does not take it costs the next start its memory, no
 * command.
 */
export function openJournalMark(path: string, branch: string): JournalMark {
	let wanted: Oid | undefined;
	let written: Oid | undefined;
	let writing: Promise<void> | undefined;

	async function writeWanted(): Promise<void> {
		while (wanted !== undefined && wanted !== written) {
			const oid = wanted;
			try {
				await mkdir(dirname(path), { recursive: true });
				await writeFile(`${path}.new`, `${JSON.stringify({ branch, oid })}\n`);
				await rename(`${path}.new`, path);
				written = oid;
			} catch {
				// The next commit tries again.
				break;
			}
		}
		writing = undefined;
	}

	return {
		async read() {
			const text = await readFile(path, "utf8").catch(() => "{}");
			const found = fieldsOf(text);
			if (found.branch !== branch || typeof found.oid !== "string")
				return undefined;
			return /^[0-9a-f]{40}$/.test(found.oid) ? found.oid : undefined;
		},
		write(oid) {
			wanted = oid;
			writing ??= writeWanted();
		},
		settled: async () => writing,
	};
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null
			? (value as Readonly<Record<string, unknown>>)
			: {};
	} catch {
		return {};
	}
}
