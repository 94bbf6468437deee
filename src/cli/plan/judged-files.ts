import { EXPORT_FOLDER } from "./exports.ts";
import { gitOutput } from "./git-output.ts";
import { treeOf } from "./tree-of.ts";

/** The files that a gate judges: what Baton exports is none of the work, nor is byte code, which every run makes anew. */
const JUDGED = [
	...[".", `:(exclude)${EXPORT_FOLDER}`],
	":(exclude,glob)**/__pycache__/**",
];

/** The files that no commit holds as they are: changed since the last one, or not known to git and not ignored either. */
export async function uncommitted(top: string): Promise<readonly string[]> {
	const printed = await gitOutput(top, [
		...["status", "--porcelain", "-z", "--no-renames"],
		...["--untracked-files=all", "--", ...JUDGED],
	]);
	return (printed ?? "")
		.split("\0")
		.filter((row) => row !== "")
		.map((row) => row.slice(3));
}

/**
 * The last commit and the tracked files as they are now, in one word that is another one when either changed. What a gate leaves
 * beside them, such as a report, changes nothing.
 */
export async function judgedState(top: string): Promise<string> {
	const head = await gitOutput(top, ["rev-parse", "--verify", "HEAD"]);
	const tree = await treeOf(top, ["--update", "--", ...JUDGED]);
	return `${head ?? ""} ${tree ?? ""}`;
}
