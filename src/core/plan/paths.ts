/**
 * True when a path of the repository is meant by a pattern: `src/app.ts`, a folder (`src/` or `src`) with all it holds, or
 * with `*` for anything within a name and `**` for any number of folders. Time grows with the product of both lengths.
 */
export function matchesPath(pattern: string, path: string): boolean {
	const wanted = segmentsOf(pattern);
	const given = segmentsOf(path);
	let reached: readonly boolean[] = wanted.map((_, at) => at === 0);
	reached = [...reached, wanted.length === 0];
	reached = spread(wanted, reached);
	for (const name of given) {
		// What is below a folder that is meant is meant as well.
		if (reached[wanted.length] === true) return true;
		reached = spread(wanted, step(wanted, reached, name));
	}
	return reached[wanted.length] === true;
}

/** The paths that lie outside the allowed ones (none named: all are allowed) or inside the blocked ones. */
export function pathsOutOfBounds(
	paths: readonly string[],
	bounds: {
		readonly allowed_paths: readonly string[];
		readonly blocked_paths: readonly string[];
	},
): readonly string[] {
	return paths.filter(
		(path) =>
			bounds.blocked_paths.some((pattern) => matchesPath(pattern, path)) ||
			(bounds.allowed_paths.length > 0 &&
				!bounds.allowed_paths.some((pattern) => matchesPath(pattern, path))),
	);
}

/** Why a text cannot be a path or pattern within the repository, as the end of a sentence about it; undefined when it can. */
export function pathFlaw(path: string): string | undefined {
	if (path.trim() === "") return "is empty";
	if (path.startsWith("/") || /^[A-Za-z]:/.test(path))
		return "is not relative to the top of the repository";
	if (path.includes("\\")) return "has a backslash; separate folders with /";
	if (/\p{Cc}/u.test(path)) return "holds a control character";
	return path.split("/").includes("..")
		? "leads out of the repository"
		: undefined;
}

function segmentsOf(path: string): readonly string[] {
	return path.split("/").filter((name) => name !== "" && name !== ".");
}

/** `reached[n]`: the first n parts of the pattern fit what was read so far. `**` fits nothing as well. */
function spread(
	wanted: readonly string[],
	reached: readonly boolean[],
): readonly boolean[] {
	const next = [...reached];
	for (const [at, part] of wanted.entries())
		if (part === "**" && next[at] === true) next[at + 1] = true;
	return next;
}

function step(
	wanted: readonly string[],
	reached: readonly boolean[],
	name: string,
): readonly boolean[] {
	const next = reached.map(() => false);
	for (const [at, part] of wanted.entries()) {
		if (reached[at] !== true) continue;
		if (part === "**") next[at] = true;
		else if (matchesName(part, name)) next[at + 1] = true;
	}
	return next;
}

/** `*` stands for any text; on a mismatch the last one takes a character more. */
function matchesName(part: string, name: string): boolean {
	let [at, read, star, from] = [0, 0, -1, 0];
	while (read < name.length) {
		if (part[at] === "*") {
			star = at;
			from = read;
			at += 1;
		} else if (part[at] === name[read]) {
			at += 1;
			read += 1;
		} else if (star === -1) return false;
		else {
			from += 1;
			[at, read] = [star + 1, from];
		}
	}
	while (part[at] === "*") at += 1;
	return at === part.length;
}
