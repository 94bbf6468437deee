import { agentOfLogin } from "../../core/agent.ts";
import type { Action } from "../../core/plan/action.ts";
import type { Bound } from "../say-bound.ts";

/** Who asks, as an agent; looked up only for an action that depends on it. */
export async function selfOf(
	{
		said,
		terminal: { env = {} },
		door,
	}: Pick<Bound, "said" | "terminal" | "door">,
	action: Action,
): Promise<string | undefined> {
	if (action.action !== "WAIT" || action.out.length === 0) return undefined;
	const named = said.values["agent-as"] ?? env.BATON_AGENT ?? "";
	if (named !== "") return named;
	const actor = await door.who();
	return actor && agentOfLogin(actor.login);
}
