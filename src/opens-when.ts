import type { OpenBoardDoor } from "./engine/board-door.ts";

/**
 * Boards that agents are let into once `isReady` says so. Until then opening one throws `STORE_UNAVAILABLE`, which each door tells
 * as it tells of a board that cannot be reached: come again in a moment.
 */
export function opensWhen(
	isReady: () => boolean,
	open: OpenBoardDoor,
): OpenBoardDoor {
	return async (place, caller) => {
		if (isReady()) return open(place, caller);
		throw Object.assign(new Error("boards are still being made ready"), {
			code: "STORE_UNAVAILABLE",
		});
	};
}
