/** The name that a mistyped word most likely meant: fewest edits, at most a third of the word; undefined when none is close. */
export function nearest(
	word: string,
	names: readonly string[],
): string | undefined {
	if (word.length > 40) return undefined;
	let best: string | undefined;
	let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
	for (const name of names) {
		const distance = editDistance(word, name);
		if (distance < bestDistance) [best, bestDistance] = [name, distance];
	}
	return best;
}

/** Levenshtein distance: insertions, deletions and substitutions that turn one text into the other. */
function editDistance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const substitution =
				(row[j - 1] as number) + Number(a[i - 1] !== b[j - 1]);
			next.push(
				Math.min(
					(row[j] as number) + 1,
					(next[j - 1] as number) + 1,
					substitution,
				),
			);
		}
		row = next;
	}
	return row[b.length] as number;
}
