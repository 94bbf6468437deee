import { git, gitEnd, linesOf } from "./git-process.ts";

/** Beyond this many changed lines, or files, of one comparison no text of the changes is shown. */
const MOST_PATCH_LINES = 20_000;
const MOST_PATCH_FILES = 300;

/** What a commit without parents is compared with; git knows it without having it. */
export const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** One changed file between two commits. */
export interface FileChange {
	readonly filename: string;
	/** What it was called before, where it was renamed or copied. */
	readonly previous: string | undefined;
	readonly status:
		| "added"
		| "removed"
		| "modified"
		| "renamed"
		| "copied"
		| "changed";
	/** Name of the blob afterwards, of a removed file before. */
	readonly sha: string;
	/** Lines; 0 for what is not text. */
	readonly additions: number;
	readonly deletions: number;
	/** The change as text, without the lines that name the file; undefined where it is too big or no text. */
	readonly patch: string | undefined;
}

const STATUS: Readonly<Record<string, FileChange["status"]>> = {
	A: "added",
	D: "removed",
	M: "modified",
	R: "renamed",
	C: "copied",
	T: "changed",
};

/** The best common ancestor of two commits; undefined when their histories have nothing in common. */
export async function mergeBase(
	dir: string,
	one: string,
	other: string,
): Promise<string | undefined> {
	const { stdout } = await gitEnd(dir, ["merge-base", one, other]);
	return linesOf(stdout)[0];
}

/** Whether everything that `ancestor` holds is in `commit` too. False as well when one of them is not there. */
export async function isAncestor(
	dir: string,
	ancestor: string,
	commit: string,
): Promise<boolean> {
	const args = ["merge-base", "--is-ancestor", ancestor, commit];
	return (await gitEnd(dir, args)).code === 0;
}

/** The files that differ from one commit to another, by name, without the text of the changes. */
export async function changedFiles(
	dir: string,
	from: string,
	to: string,
): Promise<Omit<FileChange, "patch">[]> {
	const format = ["--raw", "--numstat", "--no-abbrev", "-z", "-M"];
	const listed = await git(dir, ["diff", ...format, from, to]);
	return parseRaw(listed.toString("utf8").split("\0"));
}

/** The same with the text of the changes, where all of it is of a size to be shown. */
export async function diffFiles(
	dir: string,
	from: string,
	to: string,
): Promise<FileChange[]> {
	const files = await changedFiles(dir, from, to);
	const lines = files.reduce((sum, f) => sum + f.additions + f.deletions, 0);
	const isSmall = files.length <= MOST_PATCH_FILES && lines <= MOST_PATCH_LINES;
	const patches = isSmall ? await patchesOf(dir, from, to) : [];
	// A file that turns into a link makes two patches; then they cannot be told apart by their order.
	const areAligned = patches.length === files.length;
	return files.map((file, index) => ({
		...file,
		patch: areAligned ? patches[index] : undefined,
	}));
}

/** First `:<mode> <mode> <sha> <sha> <status>`, each with its path or two; then `<added>\t<deleted>\t<path>` in the same order. */
function parseRaw(parts: readonly string[]): Omit<FileChange, "patch">[] {
	const files: Omit<FileChange, "patch" | "additions" | "deletions">[] = [];
	let at = 0;
	while (parts[at]?.startsWith(":") === true) {
		const [, , before = "", after = "", status = "M"] = (parts[at] ?? "").split(
			" ",
		);
		const letter = status.charAt(0);
		const isMoved = letter === "R" || letter === "C";
		files.push({
			filename: parts[at + (isMoved ? 2 : 1)] ?? "",
			previous: isMoved ? parts[at + 1] : undefined,
			status: STATUS[letter] ?? "modified",
			sha: letter === "D" ? before : after,
		});
		at += isMoved ? 3 : 2;
	}
	return files.map((file) => {
		const [added = "0", deleted = "0"] = (parts[at] ?? "").split("\t");
		at += file.previous === undefined ? 1 : 3;
		return {
			...file,
			additions: Number(added) || 0,
			deletions: Number(deleted) || 0,
		};
	});
}

async function patchesOf(
	dir: string,
	from: string,
	to: string,
): Promise<(string | undefined)[]> {
	const text = (
		await git(dir, ["diff", "--no-color", "--no-ext-diff", "-M", from, to])
	).toString("utf8");
	return text
		.split(/^diff --git .*\n/m)
		.slice(1)
		.map((section) => {
			const start = section.search(/^@@ /m);
			return start === -1 ? undefined : section.slice(start).trimEnd();
		});
}

/** Commits that only one of two sides has. */
export async function countDistance(
	dir: string,
	base: string,
	head: string,
): Promise<{ ahead: number; behind: number }> {
	const output = await git(dir, [
		"rev-list",
		"--left-right",
		"--count",
		`${base}...${head}`,
	]);
	const [behind = 0, ahead = 0] = output
		.toString("utf8")
		.split("\t")
		.map(Number);
	return { ahead, behind };
}

/** Names of the commits that `head` has and `base` has not, oldest first: at most `most`, after the first `skip`. */
export async function listCommits(
	dir: string,
	{
		base,
		head,
		skip,
		most,
	}: { base: string; head: string; skip: number; most: number },
): Promise<string[]> {
	const names = linesOf(
		await git(dir, ["rev-list", "--topo-order", "--reverse", head, `^${base}`]),
	);
	return names.slice(skip, skip + most);
}
