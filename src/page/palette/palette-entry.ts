/** What kinds of things the palette offers, in the order that they stand in as long as nothing was typed. */
export const ENTRY_KINDS = [
	"action",
	"page",
	"task",
	"found",
	"person",
	"looks",
] as const;

export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Something that the palette offers. */
export interface PaletteEntry {
	/** Its own among all that are offered at once. */
	readonly id: string;
	readonly kind: EntryKind;
	readonly text: string;
	/** What else is told of it, and found by: a status, who has it. */
	readonly detail?: string;
	/** The shortcut that does the same, as the registry names it. */
	readonly keys?: string;
	readonly act: () => void;
}

/** Entries of one kind under their heading. */
export interface EntryGroup {
	readonly kind: EntryKind;
	readonly entries: readonly PaletteEntry[];
}
