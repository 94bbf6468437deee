import { go } from "fuzzysort";
import {
	ENTRY_KINDS,
	type EntryGroup,
	type PaletteEntry,
} from "./palette-entry.ts";

/** So many of a kind are shown: whoever wants others says more of them. */
const MOST_OF_A_KIND = { asked: 12, unasked: 8 } as const;
const LONGEST_QUERY = 100;
/** A match in what else is told counts less than one in the name. */
const DETAIL_SHARE = 0.7;
const LEAST_SCORE = 0.35;

/**
 * The entries that a query means, by kind: best first, and the kind with the best first. An empty query means the first few of
 * each kind as they come. What was found by its words was matched already and stands last.
 */
export function rankEntries(
	entries: readonly PaletteEntry[],
	query: string,
): readonly EntryGroup[] {
	const words = query.trim().replace(/^#/, "").slice(0, LONGEST_QUERY);
	const found = entries.filter(({ kind }) => kind === "found");
	const others = entries.filter(({ kind }) => kind !== "found");
	if (words === "")
		return groupsOf(others, MOST_OF_A_KIND.unasked).toSorted(
			(a, b) => ENTRY_KINDS.indexOf(a.kind) - ENTRY_KINDS.indexOf(b.kind),
		);
	const matches = go(words, others, {
		// What an action is done with is no reason to find it: all of a task's actions would be.
		keys: [
			"text",
			({ kind, detail }) => (kind === "action" ? "" : (detail ?? "")),
		],
		limit: 0,
		threshold: LEAST_SCORE,
		scoreFn: (result) =>
			Math.max(result[0]?.score ?? 0, (result[1]?.score ?? 0) * DETAIL_SHARE),
	}).map(({ obj }) => obj);
	const shown = new Set(matches.map(({ id }) => id));
	const rest = found.filter(
		({ id }) => !shown.has(id.replace("found", "task")),
	);
	return groupsOf([...matches, ...rest], MOST_OF_A_KIND.asked);
}

function groupsOf(
	entries: readonly PaletteEntry[],
	most: number,
): readonly EntryGroup[] {
	const kinds = new Map<PaletteEntry["kind"], PaletteEntry[]>();
	for (const entry of entries) {
		const group = kinds.get(entry.kind) ?? [];
		kinds.set(entry.kind, group);
		if (group.length < most) group.push(entry);
	}
	return [...kinds].map(([kind, group]) => ({ kind, entries: group }));
}
