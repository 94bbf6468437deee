import { roleCovers } from "../../core/actor.ts";
import type { Engine } from "../../engine/perform.ts";
import type { Saying } from "../../engine/saying.ts";
import { neededRole } from "../../verbs/authorize.ts";
import { findVerb } from "../../verbs/index.ts";

/** True for something that whoever says it has the right to, whether or not there is anything to do now. */
export function mayEver(
	{ verb: name, role }: Pick<Saying, "verb" | "role">,
	engine: Pick<Engine, "inspect">,
): Promise<boolean> {
	return engine.inspect(({ board }) => {
		const verb = findVerb(name);
		return (
			verb !== undefined &&
			board !== undefined &&
			roleCovers(role, neededRole(verb, board.config))
		);
	});
}
