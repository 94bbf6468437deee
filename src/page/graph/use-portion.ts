import { useEffect, useState } from "preact/hooks";

/** So many at a time are drawn within a frame or two, so that nothing else has to wait. */
const STEP = 60;

/** How many of so many are to be drawn by now: some at first, more with each frame, and then all as they come. */
export function usePortion(total: number): number {
	const [portion, setPortion] = useState(STEP);
	useEffect(() => {
		if (portion >= total) return undefined;
		const frame = requestAnimationFrame(() => setPortion(portion + STEP));
		return () => cancelAnimationFrame(frame);
	}, [portion, total]);
	return portion;
}
