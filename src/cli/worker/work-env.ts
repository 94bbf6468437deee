import { oneLine } from "../../planner/words.ts";
import { type Held, leaseIdOf, type Shift } from "./shift.ts";
import type { WorkFiles } from "./work-files.ts";

const MAX_TITLE = 300;

/** What a command finds in its environment. Text of other people's is only here and in the file, never on a command line. */
export function workEnv(
	shift: Shift,
	held: Held,
	files: WorkFiles,
): Readonly<Record<string, string | undefined>> {
	return {
		...shift.env,
		BATON_CONTEXT_FILE: files.context,
		BATON_RESULT_FILE: files.result,
		BATON_TASK_ID: held.task,
		// One that comes from around a worker is another one's step.
		BATON_STEP_ID: held.step,
		BATON_TASK_TITLE: oneLine(held.title, MAX_TITLE),
		BATON_LEASE_ID: leaseIdOf(shift, held),
		BATON_FENCE: String(held.fence),
		BATON_AGENT: held.agent,
	};
}
