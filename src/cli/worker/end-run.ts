import type { JsonObject } from "../../core/errors.ts";
import type { Answer } from "../../engine/answer.ts";
import { sayPatiently } from "./say-patiently.ts";
import type { Held, Shift } from "./shift.ts";

/** Completes the task whose last step this was: with its plan through, nothing else is left to be said about it. */
export async function endRun(
	shift: Shift,
	{ task, step, agent }: Held,
	answer: Answer | undefined,
): Promise<void> {
	if (step === undefined || answer?.ok !== true) return;
	const next = answer.data.next as JsonObject | undefined;
	if (next?.action !== "COMPLETE") return;
	const saying = { verb: "done", task, agent };
	const said = await sayPatiently(shift, saying, shift.endAll);
	shift.tell(
		said.ok
			? `${task}: done, its plan is through`
			: `${task}: its plan is through, and it could not be completed: ${said.message}`,
	);
}
