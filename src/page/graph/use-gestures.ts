import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { dragsOf } from "./drags.ts";
import { panned, type Size, type View, whole, zoomed } from "./view.ts";

/** What a gesture makes of a view, in a window of that size. */
export type Move = (view: View, window: Size) => View;

const STEP = 60;
const NEARER = 1.25;

/** Nearer or farther, around the middle of the window. */
export function zoomBy(factor: number): Move {
	return (view, { width, height }) =>
		zoomed(view, factor, { x: width / 2, y: height / 2 });
}

/** What each key does with a drawing of that size. */
function keyMove(key: string, drawing: Size): Move | undefined {
	const pan =
		(dx: number, dy: number): Move =>
		(view) =>
			panned(view, dx, dy);
	if (key === "ArrowLeft") return pan(STEP, 0);
	if (key === "ArrowRight") return pan(-STEP, 0);
	if (key === "ArrowUp") return pan(0, STEP);
	if (key === "ArrowDown") return pan(0, -STEP);
	if (key === "+" || key === "=") return zoomBy(NEARER);
	if (key === "-") return zoomBy(1 / NEARER);
	if (key === "0") return (_, window) => whole(drawing, window);
	return undefined;
}

/** Moves a view by wheel, pinch, drag and keys on a frame. `move` may be another one at each drawing. */
export function useGestures(
	frame: RefObject<HTMLElement>,
	drawing: Size,
	move: (move: Move) => void,
): void {
	const now = useRef({ drawing, move });
	now.current = { drawing, move };
	useEffect(() => {
		const at = frame.current;
		if (at === null) return undefined;
		const ending = new AbortController();
		const { signal } = ending;
		const go = (make: Move) => now.current.move(make);
		at.addEventListener("wheel", (event) => onWheel(event, at, go), {
			...{ passive: false, signal },
		});
		at.addEventListener(
			"keydown",
			(event) => {
				if (event.ctrlKey || event.metaKey || event.altKey) return;
				const made = keyMove(event.key, now.current.drawing);
				if (made === undefined) return;
				event.preventDefault();
				go(made);
			},
			{ signal },
		);
		dragsOf(at, go, signal);
		return () => ending.abort();
	}, [frame]);
}

/** The wheel pans; with Ctrl or ⌘, which is also how browsers tell of a pinch, it zooms. */
function onWheel(
	event: WheelEvent,
	at: HTMLElement,
	go: (move: Move) => void,
): void {
	event.preventDefault();
	const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
	const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
	if (!event.ctrlKey && !event.metaKey) {
		const isAcross = event.shiftKey && dx === 0;
		go((view) => panned(view, isAcross ? -dy : -dx, isAcross ? 0 : -dy));
		return;
	}
	const { left, top } = at.getBoundingClientRect();
	const point = { x: event.clientX - left, y: event.clientY - top };
	const factor = Math.exp(-Math.max(-60, Math.min(60, dy)) / 150);
	go((view) => zoomed(view, factor, point));
}
