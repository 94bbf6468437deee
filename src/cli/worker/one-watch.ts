import type { BoardDoor } from "../../engine/board-door.ts";

/**
 * The door with one watch for all who watch: each one of a server's is a stream, and a server gives an account only so many. It lasts
 * while anybody watches.
 */
export function withOneWatch(door: BoardDoor): BoardDoor {
	const watching = new Set<{ readonly act: () => void }>();
	let unwatch: (() => void) | undefined;
	return {
		...door,
		watch(act) {
			const own = { act };
			watching.add(own);
			unwatch ??= door.watch(() => {
				for (const one of watching) one.act();
			});
			return () => {
				watching.delete(own);
				if (watching.size > 0) return;
				unwatch?.();
				unwatch = undefined;
			};
		},
	};
}
