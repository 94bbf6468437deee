import type { RuleFacts } from "../../verbs/doctor/github-facts.ts";
import { unlessMissing } from "../api.ts";
import type { DoctorDoor } from "./doctor-door.ts";
import { ONCE } from "./look.ts";

type Rule = RuleFacts["rules"][number];

/** So many rules of so many rulesets are looked at. */
const MAX_RULES = 100;
const MAX_RULESETS = 20;

/** A rule as GitHub lists it for a branch, as far as it is looked at here. */
interface ListedRule {
	readonly type: string;
	readonly ruleset_id?: number;
	readonly ruleset_source?: string;
	readonly parameters?: object;
}

/** The rules for the board's branch, whether it is there or not, with their rulesets' names and whether Baton may pass them by. */
export async function ruleFacts({
	octokit,
	name,
	branch,
}: DoctorDoor): Promise<RuleFacts> {
	const { rest } = octokit;
	const where = { ...name, branch, ...ONCE };
	const { data } = await rest.repos.getBranchRules({
		...where,
		per_page: MAX_RULES,
	});
	const rules = data as readonly ListedRule[];
	const present = await unlessMissing(
		async () => (await rest.repos.getBranch(where)).data,
	);
	const ids = [...new Set(rules.flatMap(({ ruleset_id }) => ruleset_id ?? []))];
	const sets = new Map<number, Ruleset | undefined>();
	for (const id of ids.slice(0, MAX_RULESETS))
		sets.set(id, await rulesetOf({ octokit, name }, id));
	return {
		branch,
		exists: present !== undefined,
		rules: rules.map((rule) => ruleOf(rule, sets.get(rule.ruleset_id ?? 0))),
		...(present?.protection?.enabled === true ? { classic: true } : {}),
	};
}

type Ruleset = Pick<Rule, "bypass"> & { readonly name: string };

/** A ruleset that is not shown, for example one of an enterprise, is known by its number alone. */
async function rulesetOf(
	{ octokit, name }: Pick<DoctorDoor, "octokit" | "name">,
	id: number,
): Promise<Ruleset | undefined> {
	try {
		const { data } = await octokit.rest.repos.getRepoRuleset({
			...name,
			ruleset_id: id,
			...ONCE,
		});
		const bypass = data.current_user_can_bypass;
		return { name: data.name, ...(bypass === undefined ? {} : { bypass }) };
	} catch (error) {
		const { status } = error as { status?: number };
		if (status === 403 || status === 404) return undefined;
		throw error;
	}
}

function ruleOf(rule: ListedRule, set: Ruleset | undefined): Rule {
	const { type, ruleset_id, ruleset_source, parameters } = rule;
	const { operator, pattern, negate } = (parameters ?? {}) as {
		operator?: string;
		pattern?: string;
		negate?: boolean;
	};
	return {
		type,
		ruleset: set?.name ?? `${ruleset_id ?? "without a number"}`,
		owner: ruleset_source ?? "whose is not told",
		...(set?.bypass === undefined ? {} : { bypass: set.bypass }),
		...(operator === undefined || pattern === undefined
			? {}
			: { pattern: { operator, text: pattern, negate: negate === true } }),
	};
}
