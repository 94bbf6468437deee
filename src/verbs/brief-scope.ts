import type { Artifact } from "../core/task.ts";

/**
 * Puts first what a baton's `work_scope` chooses, each part in its own order. An entry chooses an artifact whose kind, ref,
 * address or title it matches: as a path or the folder above it, as a pattern in which a star stands for any text, or as a
 * word.
 */
export function chosenFirst(
	artifacts: readonly Artifact[],
	workScope: readonly string[],
): readonly Artifact[] {
	const matches = workScope.map(matcherOf);
	const isChosen = ({ kind, ref, url, title }: Artifact) =>
		[kind, ref, url, title].some(
			(text) => text !== undefined && matches.some((fits) => fits(text)),
		);
	const chosen = artifacts.filter(isChosen);
	return [...chosen, ...artifacts.filter((one) => !chosen.includes(one))];
}

function matcherOf(entry: string): (text: string) => boolean {
	const wanted = entry.trim().toLowerCase();
	if (wanted.includes("*")) {
		const parts = wanted.split(/\*+/);
		return (text) => hasParts(text.toLowerCase(), parts);
	}
	const folder = wanted.endsWith("/") ? wanted : `${wanted}/`;
	return (text) => {
		const said = text.toLowerCase();
		return said === wanted || said.startsWith(folder) || hasWord(said, wanted);
	};
}

/** True when the text is these parts in order with anything between them; one look at each, however many stars there are. */
function hasParts(text: string, parts: readonly string[]): boolean {
	const [first = "", ...rest] = parts;
	const last = rest.pop() ?? "";
	if (!text.startsWith(first)) return false;
	let at = first.length;
	for (const part of rest) {
		const found = text.indexOf(part, at);
		if (found === -1) return false;
		at = found + part.length;
	}
	return text.length - last.length >= at && text.endsWith(last);
}

/** True when the text has the word with no letter or digit right beside it. */
function hasWord(text: string, word: string): boolean {
	if (word === "") return false;
	for (
		let at = text.indexOf(word);
		at !== -1;
		at = text.indexOf(word, at + 1)
	) {
		const beside = `${text.charAt(at - 1)}${text.charAt(at + word.length)}`;
		if (!/[\p{L}\p{N}]/u.test(beside)) return true;
	}
	return false;
}
