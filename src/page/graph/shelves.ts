import type { Point } from "./graph-layout.ts";

interface Size {
	readonly width: number;
	readonly height: number;
}

const GAP = 32;
/** Wide as screens are. */
const ASPECT = 1.6;

/** Puts boxes beside and below each other, in their order, so that all of them together are about as wide as a screen. */
export function shelved(
	boxes: readonly Size[],
): Size & { readonly corners: readonly Point[] } {
	const area = boxes.reduce(
		(sum, { width, height }) => sum + (width + GAP) * (height + GAP),
		0,
	);
	const widest = Math.max(0, ...boxes.map(({ width }) => width));
	const room = Math.max(widest, Math.sqrt(area * ASPECT));
	const corners: Point[] = [];
	let [x, y, tallest, width] = [0, 0, 0, 0];
	for (const box of boxes) {
		if (x > 0 && x + box.width > room) {
			x = 0;
			y += tallest + GAP;
			tallest = 0;
		}
		corners.push({ x, y });
		x += box.width + GAP;
		width = Math.max(width, x - GAP);
		tallest = Math.max(tallest, box.height);
	}
	return { width, height: y + tallest, corners };
}
