/** A line of a difference. */
export interface DiffLine {
	readonly kind: "same" | "added" | "removed";
	readonly text: string;
}

/** Lists that differ in more places than this are told as a whole: one out, the other in. */
const MOST_PAIRS = 40_000;

/** How one list became another: the fewest lines removed and added, in an order that reads from top to bottom. */
export function listDiff(
	before: readonly string[],
	after: readonly string[],
): readonly DiffLine[] {
	const shorter = Math.min(before.length, after.length);
	let head = 0;
	while (head < shorter && before[head] === after[head]) head += 1;
	let tail = 0;
	while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail))
		tail += 1;
	const same = (text: string): DiffLine => ({ kind: "same", text });
	return [
		...after.slice(0, head).map(same),
		...middleDiff(
			before.slice(head, before.length - tail),
			after.slice(head, after.length - tail),
		),
		...after.slice(after.length - tail).map(same),
	];
}

function middleDiff(
	before: readonly string[],
	after: readonly string[],
): readonly DiffLine[] {
	const isTooMuch = before.length * after.length > MOST_PAIRS;
	const common = isTooMuch ? [] : commonLengths(before, after);
	const lengthAt = (i: number, j: number) => common[i]?.[j] ?? 0;
	const lines: DiffLine[] = [];
	let [i, j] = [0, 0];
	while (i < before.length || j < after.length) {
		const [old, fresh] = [before[i], after[j]];
		if (!isTooMuch && old !== undefined && old === fresh) {
			lines.push({ kind: "same", text: old });
			i += 1;
			j += 1;
		} else if (
			old !== undefined &&
			(fresh === undefined || lengthAt(i + 1, j) >= lengthAt(i, j + 1))
		) {
			lines.push({ kind: "removed", text: old });
			i += 1;
		} else {
			lines.push({ kind: "added", text: fresh ?? "" });
			j += 1;
		}
	}
	return lines;
}

/** For each pair of places how long the longest common part of the rests is. */
function commonLengths(
	before: readonly string[],
	after: readonly string[],
): readonly (readonly number[])[] {
	const rows = Array.from({ length: before.length + 1 }, () =>
		new Array<number>(after.length + 1).fill(0),
	);
	for (let i = before.length - 1; i >= 0; i -= 1)
		for (let j = after.length - 1; j >= 0; j -= 1) {
			const row = rows[i] as number[];
			row[j] =
				before[i] === after[j]
					? (rows[i + 1]?.[j + 1] ?? 0) + 1
					: Math.max(rows[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
		}
	return rows;
}
