/** Characters that some file systems ignore in a name, so that `.g<zero width>it` would be `.git` there. */
const IGNORABLE = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
/** `.git` and its short name on Windows, with the trailing characters Windows drops. */
const DOT_GIT = /^(\.git|git~1)[ .]*(:.*)?$/i;

/** How many directories deep a path may go; anything deeper on a branch is left alone. */
export const MAX_DEPTH = 50;

/** Whether a name may stand between two slashes of a path we write. */
export function isPlainName(name: string): boolean {
	if (name === "" || name === "." || name === "..") return false;
	if (/[/\\\0]/.test(name)) return false;
	return !DOT_GIT.test(name.replace(IGNORABLE, ""));
}

/**
 * Splits a slash-separated path, relative to the root of the branch, into its names. Throws `TypeError` for a path that
 * git, or a checkout on some system, would refuse: empty or absolute, with empty, `.`, `..` or `.git` parts, backslashes or
 * NUL, or too deep.
 */
export function splitPath(path: string): readonly string[] {
	const names = path.split("/");
	if (names.length > MAX_DEPTH || !names.every(isPlainName))
		throw new TypeError(`not a path inside a board: ${JSON.stringify(path)}`);
	if (Buffer.from(path, "utf8").toString("utf8") !== path) {
		throw new TypeError(`not well-formed text: ${JSON.stringify(path)}`);
	}
	return names;
}
