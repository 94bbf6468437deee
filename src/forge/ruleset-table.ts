import { may, type Need } from "./access.ts";
import type { Call } from "./call.ts";
import type { Database } from "./database.ts";
import type { RefCondition } from "./ref-pattern.ts";
import type { Row, Table } from "./table.ts";
import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

/** Rules for some branches of a repository. */
export interface RulesetRow extends Row {
	readonly repo_id: number;
	readonly name: string;
	readonly enforcement: string;
	readonly ref_name: RefCondition;
	readonly rules: readonly { readonly type: string }[];
	readonly bypass_actors: readonly BypassActor[];
}

/** Whom a ruleset does not hold. */
export interface BypassActor {
	readonly actor_id?: number | null;
	readonly actor_type: string;
	/** `always` when it is not said. */
	readonly bypass_mode?: string;
}

/** What it takes to make rules. */
export const ADMIN: Need = {
	role: "admin",
	permission: "administration",
	level: "write",
};
/** The table of rulesets. */
export function rulesetTable(db: Database): Table<RulesetRow> {
	return db.collection<RulesetRow>("forge.rulesets", ["repo_id"]);
}

const BYPASS: Readonly<Record<string, string>> = {
	always: "always",
	exempt: "exempt",
	pull_request: "pull_requests_only",
};

/** What the caller may do about a ruleset: an App where it is listed; roles and teams are not looked at. */
function bypassOf({ bypass_actors }: RulesetRow, { caller }: Call): string {
	if (caller?.kind !== "installation") return "never";
	const { appId } = caller.grant;
	const found = bypass_actors.find(
		({ actor_type, actor_id }) =>
			actor_type === "Integration" && actor_id === appId,
	);
	if (found === undefined) return "never";
	return BYPASS[found.bypass_mode ?? "always"] ?? "never";
}

/** A ruleset as GitHub shows it. Only admins see who may bypass it; everybody sees whether they may. */
export function rulesetFields(
	row: RulesetRow,
	{ repo, call, world }: { repo: RepoRow; call: Call; world: World },
): Record<string, unknown> {
	const { apiUrl, url, tables } = world;
	const isAdmin = may(tables, call.caller, repo, ADMIN);
	const { id, name, enforcement, ref_name, rules, created_at, updated_at } =
		row;
	return {
		id,
		node_id: Buffer.from(`RepositoryRuleset${id}`).toString("base64url"),
		name,
		target: "branch",
		source_type: "Repository",
		source: repo.full_name,
		enforcement,
		...(isAdmin ? { bypass_actors: row.bypass_actors } : {}),
		current_user_can_bypass: bypassOf(row, call),
		conditions: { ref_name },
		rules,
		created_at,
		updated_at,
		_links: {
			self: { href: `${apiUrl}/repos/${repo.full_name}/rulesets/${id}` },
			html: { href: `${url}/${repo.full_name}/rules/${id}` },
		},
	};
}
