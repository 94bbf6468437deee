import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import {
	type MarkKeeper,
	readMark,
	type VerifiedMark,
} from "./verified-mark.ts";

/** How many branches one file remembers; those verified longest ago are forgotten. */
const MAX_BRANCHES = 50;

/**
 * Keeps one branch's mark in a file of JSON, which it may share with other branches. The file may be deleted at any time,
 * and anything in it that is no mark is as good as none.
 */
export function markFile(path: string, branch: string): MarkKeeper {
	return {
		load: async () => (await readMarks(path)).get(branch),
		async save(mark) {
			const marks = await readMarks(path);
			marks.delete(branch);
			marks.set(branch, mark);
			await write(path, [...marks].slice(-MAX_BRANCHES));
		},
	};
}

async function readMarks(path: string): Promise<Map<string, VerifiedMark>> {
	const marks = new Map<string, VerifiedMark>();
	const text = await readFile(path, "utf8").catch(() => "{}");
	for (const [branch, value] of entriesOf(text)) {
		const mark = readMark(value);
		if (mark !== undefined) marks.set(branch, mark);
	}
	return marks;
}

function entriesOf(text: string): readonly (readonly [string, unknown])[] {
	try {
		const value: unknown = JSON.parse(text);
		return Object.entries(value ?? {});
	} catch {
		return [];
	}
}

/** Whole or not at all; without a disk that takes it the next verification only has more to do. */
async function write(
	path: string,
	marks: readonly (readonly [string, VerifiedMark])[],
): Promise<void> {
	const temporary = `${path}.${randomBytes(6).toString("hex")}`;
	try {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(
			temporary,
			`${JSON.stringify(Object.fromEntries(marks), undefined, 2)}\n`,
		);
		await rename(temporary, path);
	} catch {
		await rm(temporary, { force: true }).catch(() => undefined);
	}
}
