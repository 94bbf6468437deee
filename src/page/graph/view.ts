import type { Point } from "./graph-layout.ts";

/** How a drawing is looked at: its point (0, 0) is at (x, y) of the window, and it is so many times as large. */
export interface View {
	readonly x: number;
	readonly y: number;
	readonly scale: number;
}

export interface Size {
	readonly width: number;
	readonly height: number;
}

const SMALLEST = 0.12;
const LARGEST = 2.5;
/** Titles cannot be read below this. */
const READABLE = 0.55;
const MARGIN = 24;

/** Looks at the whole drawing, or where that would be unreadable at its beginning. */
export function fitted(drawing: Size, window: Size): View {
	const whole = wholeScale(drawing, window);
	const scale = Math.max(whole, READABLE);
	return {
		scale,
		x: start(drawing.width * scale, window.width),
		y: start(drawing.height * scale, window.height),
	};
}

/** Looks at the whole drawing, however small that makes it. */
export function whole(drawing: Size, window: Size): View {
	const scale = Math.max(SMALLEST, wholeScale(drawing, window));
	return {
		scale,
		x: (window.width - drawing.width * scale) / 2,
		y: (window.height - drawing.height * scale) / 2,
	};
}

function wholeScale(drawing: Size, window: Size): number {
	return Math.min(
		1,
		(window.width - 2 * MARGIN) / Math.max(1, drawing.width),
		(window.height - 2 * MARGIN) / Math.max(1, drawing.height),
	);
}

function start(length: number, room: number): number {
	return length + 2 * MARGIN > room ? MARGIN : (room - length) / 2;
}

/** The view nearer or farther by a factor; what is at the point of the window stays there. */
export function zoomed(view: View, factor: number, at: Point): View {
	const scale = Math.min(LARGEST, Math.max(SMALLEST, view.scale * factor));
	const by = scale / view.scale;
	return {
		scale,
		x: at.x - (at.x - view.x) * by,
		y: at.y - (at.y - view.y) * by,
	};
}

/** The view moved along. */
export function panned(view: View, dx: number, dy: number): View {
	return { ...view, x: view.x + dx, y: view.y + dy };
}

/** The view moved no more than it takes to have a box of the drawing in the window. */
export function showing(view: View, box: Point & Size, window: Size): View {
	const left = view.x + box.x * view.scale;
	const top = view.y + box.y * view.scale;
	return panned(
		view,
		nudge(left, box.width * view.scale, window.width),
		nudge(top, box.height * view.scale, window.height),
	);
}

function nudge(from: number, length: number, room: number): number {
	if (from < MARGIN) return MARGIN - from;
	const over = from + length + MARGIN - room;
	return over > 0 ? -Math.min(over, from - MARGIN) : 0;
}
