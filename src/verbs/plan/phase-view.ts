import type { JsonObject } from "../../core/errors.ts";
import type { Phase } from "../../core/plan/plan.ts";
import type { TaskKey } from "../../core/task.ts";
import { stepView } from "./step-view.ts";

/** A phase as `status` tells it: its steps, and the gate and the approval behind them where there are such. */
export function phaseView(
	key: TaskKey,
	{ id, name, steps, gate, approval }: Phase,
): JsonObject {
	return {
		id,
		name,
		steps: steps.map((step) => stepView(key, step)),
		...(gate === undefined ? {} : { gate: gate as unknown as JsonObject }),
		...(approval === undefined ? {} : { approval: { ...approval } }),
	};
}
