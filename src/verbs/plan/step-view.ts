import type { JsonObject } from "../../core/errors.ts";
import type { Step } from "../../core/plan/plan.ts";
import type { TaskKey } from "../../core/task.ts";

/** A step as a worker reads it: what is to be done and within which bounds. Empty lists are left out. */
export function stepView(key: TaskKey, step: Step): JsonObject {
	const { lease, attempts, fence, ...fields } = step;
	const filled = Object.entries(fields).filter(
		([, value]) => !Array.isArray(value) || value.length > 0,
	);
	return {
		address: `${key}/${step.id}`,
		...(Object.fromEntries(filled) as unknown as JsonObject),
		...(attempts.length === 0 ? {} : { attempts: attempts.length }),
		...(lease === undefined
			? {}
			: { held_by: lease.agent, until: lease.expires_at, fence }),
	};
}
