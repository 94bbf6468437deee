import { useLayoutEffect, useRef } from "preact/hooks";
import { addShortcuts, type Shortcut } from "./keys.ts";

/** Keeps shortcuts while the component is shown. What they do may change with each drawing; which keys there are may not. */
export function useShortcuts(
	scope: string,
	shortcuts: readonly Shortcut[],
): void {
	const latest = useRef(shortcuts);
	latest.current = shortcuts;
	const keys = shortcuts.map(({ keys, does }) => `${keys}=${does}`).join("\n");
	// Whoever sees a page can use its keys at once.
	useLayoutEffect(
		() =>
			addShortcuts(
				scope,
				latest.current.map((one, index) => ({
					...one,
					act: () => latest.current[index]?.act(),
				})),
			),
		[scope, keys],
	);
}
