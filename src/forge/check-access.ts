import { may, type Need, visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	type Handler,
	NOT_FOR_INTEGRATION,
	NOT_FOUND,
	refusal,
} from "./call.ts";
import type { Caller } from "./callers.ts";
import { type CheckRunRow, latestRuns, newestFirst } from "./check-tables.ts";

const READ: Need = { role: "read", permission: "checks", level: "read" };
const WRITE: Need = { role: "write", permission: "checks", level: "write" };

/** Lets those read checks who may read the repository, of the Apps those that were given the permission. */
export function forChecks(handle: Handler): Handler {
	return (call, params, world) => {
		const repo = visibleRepo(world.tables, call.caller, params);
		if (repo === undefined) return NOT_FOUND;
		return may(world.tables, call.caller, repo, READ)
			? handle(call, params, world)
			: NOT_FOR_INTEGRATION;
	};
}

/** The caller of a handler behind `forApps`. */
export type AppCaller = Extract<Caller, { kind: "installation" }>;

/** Lets only Apps pass that may write checks. People cannot, whatever their role. */
export function forApps(handle: Handler): Handler {
	return (call, params, world) => {
		const repo = visibleRepo(world.tables, call.caller, params);
		if (repo === undefined) return NOT_FOUND;
		if (call.caller?.kind !== "installation")
			return refusal(403, "You must authenticate via a GitHub App.");
		return may(world.tables, call.caller, repo, WRITE)
			? handle(call, params, world)
			: NOT_FOR_INTEGRATION;
	};
}

/** The refusal of a commit that is not there. */
export function noCommit(ref: string | undefined): Answer {
	return refusal(422, `No commit found for SHA: ${ref ?? ""}`);
}

/** The runs that a list's `filter`, `check_name`, `status` and `app_id` leave, newest first. */
export function selectRuns(
	{ query }: Pick<Call, "query">,
	runs: readonly CheckRunRow[],
): CheckRunRow[] {
	const [name, status, appId] = ["check_name", "status", "app_id"].map((key) =>
		query.get(key),
	);
	const isAll = query.get("filter") === "all";
	// What is newest is decided before the filters, or an old run would pass for the present one.
	return (isAll ? newestFirst(runs) : latestRuns(runs)).filter(
		(run) =>
			(name === null || run.name === name) &&
			(status === null || run.status === status) &&
			(appId === null || `${run.app_id}` === appId),
	);
}
