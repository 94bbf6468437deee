import { StoreUnavailable } from "./store-unavailable.ts";

/** Thrown where the log of a clone ends because the clone was made with a part of it only: nothing is damaged. */
export class ShallowEnd extends StoreUnavailable {
	constructor(cause?: unknown) {
		super(
			"this clone is shallow and does not hold what comes before: `git fetch --unshallow` brings it",
			{ cause },
		);
		this.name = "ShallowEnd";
	}
}
