import type { JsonObject } from "../core/errors.ts";
import type { Candidate } from "./eligibility.ts";
import { stepView } from "./plan/step-view.ts";
import { taskRow } from "./task-view.ts";

/** A candidate as an answer lists it: the task, with the step of its plan where that is what can be claimed. */
export function candidateRow({ task, step, explain }: Candidate): JsonObject {
	return {
		...taskRow(task),
		version: task.version,
		...(step === undefined ? {} : { step: stepView(task.key, step) }),
		explain,
	};
}
