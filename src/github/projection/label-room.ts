/** GitHub takes so many labels on an issue, and refuses all of what would be more. */
const MOST_LABELS = 100;

/** Of labels to put on an issue those that there is room for once others are taken off, what matters most first. */
export function roomFor(
	add: readonly string[],
	shown: readonly string[],
	remove: readonly string[],
): { readonly fits: readonly string[]; readonly leftOut: readonly string[] } {
	const room = Math.max(0, MOST_LABELS - shown.length + remove.length);
	return { fits: add.slice(0, room), leftOut: add.slice(room) };
}
