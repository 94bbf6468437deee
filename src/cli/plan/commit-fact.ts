import type { CommitFact } from "../../core/plan/evidence.ts";
import { gitOutput } from "./git-output.ts";

/** So many paths of one commit are told. */
const MAX_FILES = 3_000;

/** What a repository knows of a commit: its full name, the files it changed and by how much. */
export async function commitFact(
	directory: string,
	name: string,
): Promise<CommitFact> {
	const sha = await gitOutput(directory, [
		...["rev-parse", "--verify", "--quiet", "--end-of-options"],
		`${name}^{commit}`,
	]);
	if (sha === undefined) return { known: false };
	const printed = await gitOutput(directory, [
		...["show", "--format=", "--numstat", "-z", "--no-renames", sha],
	]);
	const rows = (printed ?? "").split("\0").filter((row) => row !== "");
	let [insertions, deletions] = [0, 0];
	const files: string[] = [];
	for (const row of rows.slice(0, MAX_FILES)) {
		const [added = "", removed = "", path = ""] = row.split("\t");
		// A binary file counts no lines: git prints a dash.
		insertions += Number.parseInt(added, 10) || 0;
		deletions += Number.parseInt(removed, 10) || 0;
		files.push(path);
	}
	return { known: true, sha, files, insertions, deletions };
}
