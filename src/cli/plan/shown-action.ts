import type { BoardReader } from "../../core/board.ts";
import type { Instant } from "../../core/instant.ts";
import type { Action } from "../../core/plan/action.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { TaskKey } from "../../core/task.ts";
import { actionView, nextAction } from "../../verbs/plan/action-view.ts";

/** What a run needs next, and its plan; undefined for a task that has none. A task that was taken out of work only waits. */
export function shownAction(
	board: BoardReader,
	key: TaskKey,
	{ now, all = false }: { readonly now: Instant; readonly all?: boolean },
): { readonly action: Action; readonly plan: Plan } | undefined {
	const [task, plan] = [board.task(key), board.plan(key)];
	const config = board.board?.config;
	if (task === undefined || plan === undefined || config === undefined)
		return undefined;
	const view = actionView(task, plan, { config, now, all });
	// A view has the steps as answers show them; here they are needed as the plan holds them.
	return view.action === "DISPATCH"
		? { action: nextAction(plan, { config, now, all }), plan }
		: { action: view as unknown as Action, plan };
}
