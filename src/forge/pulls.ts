import { visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	NOT_FOUND,
	type Params,
	route,
} from "./call.ts";
import { guarded } from "./guard.ts";
import type { World } from "./world.ts";

const CONTENTS = {
	role: "write",
	permission: "contents",
	level: "write",
} as const;

/** On a public repository the emulator lets everybody merge. */
export const pullRoutes = [
	route("PUT /repos/:owner/:repo/pulls/:number/merge", guarded(CONTENTS, move)),
	route(
		"PUT /repos/:owner/:repo/pulls/:number/update-branch",
		guarded(CONTENTS, move),
	),
];

function move(
	call: Call,
	params: Params,
	world: World,
): Answer | Promise<Answer> {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	return world.mirror.write(repo, call.caller, () => world.emulate(call));
}
