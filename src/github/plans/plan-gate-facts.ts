import type { GateFacts } from "../../core/gate.ts";
import { isCounted } from "../../core/gate-source.ts";
import { currentPhase } from "../../core/plan/phase.ts";
import type { TaskKey } from "../../core/task.ts";
import type { Engine } from "../../engine/perform.ts";
import { gatherCheckFacts } from "../gates.ts";
import type { HeadApi } from "../head-api.ts";

/**
 * What GitHub says now about the checks of a phase's gate, the current one unless a number names another. Undefined where the
 * gate names none: then there is nothing to ask.
 */
export async function planGateFacts(
	key: TaskKey,
	phase: unknown,
	{ engine, heads }: { readonly engine: Engine; readonly heads: HeadApi },
): Promise<GateFacts | undefined> {
	const { task, checks } = await engine.inspect((board) => {
		const plan = board.plan(key);
		const meant =
			phase === undefined
				? plan && currentPhase(plan)
				: plan?.phases.find(({ id }) => id === phase);
		const { config = { gates: {} } } = board.board ?? {};
		return {
			task: board.task(key),
			checks:
				meant?.gate?.checks?.filter((one) => isCounted(config, one)) ?? [],
		};
	});
	return task === undefined || checks.length === 0
		? undefined
		: gatherCheckFacts(heads, checks, task);
}
