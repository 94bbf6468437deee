import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";
import type { Size } from "./view.ts";

/** How large an element is, kept as it changes; undefined until it is there. */
export function useSize(element: RefObject<Element>): Size | undefined {
	const [size, setSize] = useState<Size>();
	useLayoutEffect(() => {
		const at = element.current;
		if (at === null) return undefined;
		const look = () => {
			const { clientWidth: width, clientHeight: height } = at;
			setSize({ width, height });
		};
		look();
		const observer = new ResizeObserver(look);
		observer.observe(at);
		return () => observer.disconnect();
	}, [element]);
	return size;
}
