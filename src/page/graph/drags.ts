import type { Point } from "./graph-layout.ts";
import type { Move } from "./use-gestures.ts";
import { panned, zoomed } from "./view.ts";

/** A click is allowed to be that unsteady. */
const SLACK = 5;

/** Pans by drag and zooms by two fingers on a frame, until the signal. A drag that ends on a link does not follow it. */
export function dragsOf(
	frame: HTMLElement,
	go: (move: Move) => void,
	signal: AbortSignal,
): void {
	const down = new Map<number, Point>();
	let start: Point | undefined;
	let isDrag = false;

	frame.addEventListener(
		"pointerdown",
		(event) => {
			if (event.button !== 0) return;
			if (down.size === 0) {
				start = pointOf(event);
				isDrag = false;
			}
			down.set(event.pointerId, pointOf(event));
		},
		{ signal },
	);
	frame.addEventListener(
		"pointermove",
		(event) => {
			const before = down.get(event.pointerId);
			if (before === undefined || start === undefined) return;
			const now = pointOf(event);
			isDrag ||= distance(start, now) > SLACK || down.size > 1;
			if (!isDrag) return;
			frame.setPointerCapture(event.pointerId);
			const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
			down.set(event.pointerId, now);
			go(other === undefined ? pan(before, now) : pinch(before, now, other));
		},
		{ signal },
	);
	const up = (event: PointerEvent) => down.delete(event.pointerId);
	frame.addEventListener("pointerup", up, { signal });
	frame.addEventListener("pointercancel", up, { signal });
	frame.addEventListener("lostpointercapture", up, { signal });
	frame.addEventListener(
		"click",
		(event) => {
			if (!isDrag) return;
			isDrag = false;
			event.preventDefault();
			event.stopPropagation();
		},
		{ capture: true, signal },
	);
	// A link that is dragged would be dropped somewhere.
	frame.addEventListener("dragstart", (event) => event.preventDefault(), {
		signal,
	});

	function pointOf({ clientX, clientY }: PointerEvent): Point {
		const { left, top } = frame.getBoundingClientRect();
		return { x: clientX - left, y: clientY - top };
	}
}

function pan(from: Point, to: Point): Move {
	return (view) => panned(view, to.x - from.x, to.y - from.y);
}

function pinch(from: Point, to: Point, other: Point): Move {
	const factor = distance(to, other) / Math.max(1, distance(from, other));
	const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
	return (view) =>
		panned(
			zoomed(view, factor, middle),
			(to.x - from.x) / 2,
			(to.y - from.y) / 2,
		);
}

function distance(a: Point, b: Point): number {
	return Math.hypot(a.x - b.x, a.y - b.y);
}
