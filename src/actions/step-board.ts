import type { Refusal } from "../core/errors.ts";
import type { Answer } from "../engine/answer.ts";
import type { DoorSaying, DoorWait } from "../engine/board-door.ts";

/** What a step says its commands to, whichever way the board is reached. */
export interface StepBoard {
	say(saying: DoorSaying): Promise<Answer | Refusal>;
	wait(wish: DoorWait): Promise<Answer | Refusal>;
	/** Shows what was done, as far as it is not shown by somebody else, and lets go of the board. */
	close(): Promise<void>;
}
