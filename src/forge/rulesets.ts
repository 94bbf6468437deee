import { may, visibleRepo } from "./access.ts";
import {
	type Answer,
	type Call,
	fields,
	invalidField,
	NOT_FOUND,
	ok,
	type Params,
	paged,
	route,
} from "./call.ts";
import { type RefCondition, takesIn } from "./ref-pattern.ts";
import {
	ADMIN,
	type BypassActor,
	type RulesetRow,
	rulesetFields,
	rulesetTable,
} from "./ruleset-table.ts";
import type { RepoRow } from "./tables.ts";
import type { World } from "./world.ts";

const REPO = "/repos/:owner/:repo";

/** Rules for branches: made and taken away by admins, told to everybody. Nothing here holds a push against them. */
export const rulesetRoutes = [
	route(`POST ${REPO}/rulesets`, create),
	route(`GET ${REPO}/rulesets/:ruleset_id`, show),
	route(`DELETE ${REPO}/rulesets/:ruleset_id`, remove),
	route(`GET ${REPO}/rules/branches/:branch`, showForBranch),
];

const ENFORCEMENTS = ["disabled", "active", "evaluate"];

function governed(
	call: Call,
	params: Params,
	{ tables }: World,
): RepoRow | undefined {
	const repo = visibleRepo(tables, call.caller, params);
	return repo !== undefined && may(tables, call.caller, repo, ADMIN)
		? repo
		: undefined;
}

function create(call: Call, params: Params, world: World): Answer {
	const repo = governed(call, params, world);
	if (repo === undefined) return NOT_FOUND;
	const {
		name,
		enforcement,
		target = "branch",
		conditions,
		rules = [],
		bypass_actors,
	} = fields(call);
	if (typeof name !== "string" || name === "")
		return invalidField("RepositoryRuleset", "name");
	if (!ENFORCEMENTS.includes(`${enforcement}`))
		return invalidField("RepositoryRuleset", "enforcement");
	if (target !== "branch") return invalidField("RepositoryRuleset", "target");
	if (!areRules(rules)) return invalidField("RepositoryRuleset", "rules");
	const row = rulesetTable(world.db).insert({
		repo_id: repo.id,
		name,
		enforcement: `${enforcement}`,
		ref_name: conditionOf(conditions),
		rules,
		bypass_actors: (bypass_actors ?? []) as readonly BypassActor[],
	});
	return { status: 201, body: rulesetFields(row, { repo, call, world }) };
}

function areRules(value: unknown): value is RulesetRow["rules"] {
	return (
		Array.isArray(value) &&
		value.every((rule) => typeof rule?.type === "string")
	);
}

function conditionOf(conditions: unknown): RefCondition {
	const { include, exclude } =
		(conditions as { ref_name?: Partial<RefCondition> } | undefined)
			?.ref_name ?? {};
	return { include: include ?? [], exclude: exclude ?? [] };
}

function show(call: Call, params: Params, world: World): Answer {
	const repo = visibleRepo(world.tables, call.caller, params);
	const row = rulesetTable(world.db).get(Number(params.ruleset_id));
	return repo === undefined || row?.repo_id !== repo.id
		? NOT_FOUND
		: ok(rulesetFields(row, { repo, call, world }));
}

function remove(call: Call, params: Params, world: World): Answer {
	const repo = governed(call, params, world);
	const table = rulesetTable(world.db);
	const row = table.get(Number(params.ruleset_id));
	if (repo === undefined || row?.repo_id !== repo.id) return NOT_FOUND;
	table.delete(row.id);
	return { status: 204 };
}

/** The branch need not exist: what would be asked of it once it does is told all the same. */
function showForBranch(call: Call, params: Params, world: World): Answer {
	const repo = visibleRepo(world.tables, call.caller, params);
	if (repo === undefined) return NOT_FOUND;
	const { branch = "" } = params;
	const rules = rulesetTable(world.db)
		.findBy("repo_id", repo.id)
		.filter(
			({ enforcement, ref_name }) =>
				enforcement === "active" &&
				takesIn(ref_name, branch, repo.default_branch),
		)
		.flatMap((row) =>
			row.rules.map((rule) => ({
				...rule,
				ruleset_source_type: "Repository",
				ruleset_source: repo.full_name,
				ruleset_id: row.id,
			})),
		);
	const { items, headers } = paged(call, rules, world.url);
	return ok(items, headers);
}
