import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** How wide an element is, in whole pixels; 0 until it is there. */
export function useWidth(element: RefObject<HTMLElement>): number {
	const [width, setWidth] = useState(0);
	useLayoutEffect(() => {
		const at = element.current;
		if (at === null) return undefined;
		const look = () => setWidth(Math.floor(at.clientWidth));
		look();
		const observer = new ResizeObserver(look);
		observer.observe(at);
		return () => observer.disconnect();
	}, [element]);
	return width;
}
