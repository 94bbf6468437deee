/** What of a long list is in view, in pixels. */
export interface View {
	readonly scrolledPx: number;
	readonly heightPx: number;
	readonly rowPx: number;
}

/** Rows that are drawn above and below those in view, so that scrolling shows no gaps. */
const BEYOND = 3;
/** However high a window is, so many rows are drawn at most. */
const MOST_ROWS = 40;

/** Which of `count` rows to draw: from the first of them to before the other. */
export function windowOf(
	count: number,
	{ scrolledPx, heightPx, rowPx }: View,
): { readonly from: number; readonly to: number } {
	const inView = Math.ceil(heightPx / rowPx) + 2 * BEYOND + 1;
	const rows = Math.min(inView, MOST_ROWS);
	const first = Math.floor(scrolledPx / rowPx) - BEYOND;
	const from = Math.max(0, Math.min(first, count - rows));
	return { from, to: Math.min(count, from + rows) };
}

/** Where a list has to be scrolled to for a row to be in view: where it is, if it is already. */
export function scrolledTo(index: number, view: View): number {
	const { scrolledPx, heightPx, rowPx } = view;
	const top = index * rowPx;
	if (top < scrolledPx) return top;
	return Math.max(scrolledPx, top + rowPx - heightPx);
}
