import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { manifestsWanted } from "../../planner/manifests-wanted.ts";
import { gitOutput } from "./git-output.ts";

/** A checkout as the planner looks at it. */
export interface Checkout {
	/** Its top folder. */
	readonly top: string;
	/** All paths that git knows or would add, with `/`. */
	readonly files: readonly string[];
	readonly read: (path: string) => string | undefined;
}

/** Bytes of a file that is read: what is larger is no manifest. */
const FILE_BYTES = 512_000;
/** So many files are looked at. */
const MAX_FILES = 200_000;

/** Reads what the planner wants to see of a checkout; ignored files are passed over. */
export async function readCheckout(top: string): Promise<Checkout> {
	const listed = await gitOutput(top, [
		...["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
	]);
	const files = [...new Set((listed ?? "").split("\0"))]
		.filter((path) => path !== "")
		.slice(0, MAX_FILES);
	const texts = new Map(
		manifestsWanted(files).flatMap((path) => {
			const text = textOf(join(top, path));
			return text === undefined ? [] : [[path, text] as const];
		}),
	);
	return { top, files, read: (path) => texts.get(path) };
}

/** A file's text; undefined when it is gone, too large or none that can be read. */
function textOf(path: string): string | undefined {
	try {
		return statSync(path).size <= FILE_BYTES
			? readFileSync(path, "utf8")
			: undefined;
	} catch {
		return undefined;
	}
}
