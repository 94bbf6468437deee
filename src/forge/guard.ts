import { may, type Need, visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	type Handler,
	NO_ADMIN_RIGHTS,
	NOT_FOR_INTEGRATION,
	NOT_FOUND,
	type Params,
	UNAUTHORIZED,
} from "./call.ts";
import type { World } from "./world.ts";

export const TRIAGE: Need = {
	role: "triage",
	permission: "issues",
	level: "write",
};
export const WRITE: Need = {
	role: "write",
	permission: "issues",
	level: "write",
};

/** Lets only those pass who have what is needed in the repository that the path names. */
export function guarded(need: Need, handle: Handler): Handler {
	return (call, params, world) => {
		const repo = visibleRepo(world.tables, call.caller, params);
		if (repo === undefined) return NOT_FOUND;
		if (call.caller === undefined) return UNAUTHORIZED;
		if (may(world.tables, call.caller, repo, need))
			return handle(call, params, world);
		return call.caller.kind === "installation"
			? NOT_FOR_INTEGRATION
			: NO_ADMIN_RIGHTS;
	};
}

/** For what takes triage on issues. */
export function forTriage(handle: Handler): Handler {
	return guarded(TRIAGE, handle);
}

/** For what takes write on issues. */
export function forWrite(handle: Handler): Handler {
	return guarded(WRITE, handle);
}

/** For reading what belongs to a permission: an App needs it in private repositories alone. */
export function forReaders(permission: string, handle: Handler): Handler {
	return (call, params, world) => {
		const repo = visibleRepo(world.tables, call.caller, params);
		if (repo === undefined) return NOT_FOUND;
		const need = { role: "read", permission, level: "read" } as const;
		return !repo.private || may(world.tables, call.caller, repo, need)
			? handle(call, params, world)
			: NOT_FOR_INTEGRATION;
	};
}

/** Leaves the answer to the emulator. */
export function passOn(
	call: Call,
	_params: Params,
	world: World,
): Promise<Answer> {
	return world.emulate(call);
}
