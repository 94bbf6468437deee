import type { Role } from "../../core/actor.ts";
import { agentOfLogin } from "../../core/agent.ts";
import type { Engine } from "../../engine/perform.ts";
import { authorize } from "../../verbs/authorize.ts";
import { findVerb } from "../../verbs/index.ts";
import type { Opinion } from "./review-meaning.ts";

/**
 * True for an opinion of somebody whose role covers what it says. On a public repository anybody may review, so the rest is no
 * command that could be refused: it is as if it had not been said.
 */
export function mayReview(
	{ state, author: { id, login } }: Opinion,
	role: Role,
	engine: Engine,
): boolean {
	const verb = findVerb(state === "APPROVED" ? "approve" : "changes");
	return engine.peek(({ board }) => {
		if (verb === undefined || board === undefined) return false;
		const command = {
			...{ verb: verb.name, input: {}, opId: "review" },
			...{ actor: { id, login }, role, agent: agentOfLogin(login) },
			now: "1970-01-01T00:00:00.000Z",
		};
		return authorize(verb, command, board.config)?.data?.needed === undefined;
	});
}
