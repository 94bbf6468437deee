import type { Explanation } from "../core/plan/plan.ts";
import type { DraftGround } from "./draft-phases.ts";
import type { WorkKind } from "./kind-words.ts";
import { type DraftPhase, stepOf } from "./phase-draft.ts";
import { AROUND } from "./phase-words.ts";
import { isHigh } from "./risk.ts";
import { isWanted } from "./roles-given.ts";
import { baseOf } from "./roster.ts";

const CHANGING: ReadonlySet<WorkKind> = new Set<WorkKind>([
	"feature",
	"bug",
	"security",
	"migration",
	"performance",
	"refactor",
	"chore",
]);

/**
 * What comes first: the cause where it is unknown, a design where much is touched. At HIGH risk and above nothing is changed
 * before a person agreed to something, so a design stands in front of whatever would begin with a change.
 */
export function phasesBefore(
	{ mode, kind, complexity, risk, parts, roles }: DraftGround,
	work: readonly DraftPhase[],
): {
	readonly phases: readonly DraftPhase[];
	readonly explanation: readonly Explanation[];
} {
	if (
		mode === "investigative" &&
		kind !== "investigation" &&
		isWanted(roles, "debugger")
	) {
		const { name } = AROUND.investigation;
		const steps = [stepOf("debugger", AROUND.investigation)];
		return { phases: [{ name, steps, changes: false }], explanation: [] };
	}
	const [first] = work;
	const isGuarded = isHigh(risk) && first?.changes === true;
	const isDecided = parts.phases.length > 0 || parts.items.length > 1;
	const isWide = complexity === "heavy" && !isDecided && CHANGING.has(kind);
	const hasArchitect = isWanted(roles, "architect");
	if (!isGuarded && !(isWide && hasArchitect))
		return { phases: [], explanation: [] };
	const { name } = AROUND.design;
	const role = hasArchitect ? "architect" : first?.steps[0]?.role;
	return {
		phases: [
			{
				name,
				steps: [stepOf(role ?? "architect", AROUND.design)],
				changes: false,
			},
		],
		explanation: isGuarded
			? [
					{
						rule: "approval",
						evidence: `${name} stands in front of ${first?.name}: the risk is ${risk}, so a person agrees before anything is changed`,
					},
				]
			: [],
	};
}

/** What comes last: tests for a wide change, and somebody else's eyes unless the task is small or its phases are its own. */
export function phasesBehind(
	{ complexity, risk, stakes, kind, parts, roles, mode }: DraftGround,
	work: readonly DraftPhase[],
): readonly DraftPhase[] {
	const phases: DraftPhase[] = [];
	if (parts.phases.length > 0 || kind === "review" || kind === "investigation")
		return phases;
	const done = work.flatMap(({ steps }) =>
		steps.map(({ role }) => baseOf(role)),
	);
	if (
		complexity === "heavy" &&
		parts.items.length < 2 &&
		CHANGING.has(kind) &&
		isWanted(roles, "test-engineer")
	)
		phases.push({
			name: AROUND.tests.name,
			steps: [stepOf("test-engineer", AROUND.tests)],
			changes: true,
		});
	const isSmall = complexity === "light" && !isHigh(risk);
	if (
		(isSmall && mode !== "phased") ||
		mode === "direct" ||
		done.includes("code-reviewer")
	)
		return phases;
	const reviewers = [
		...(isWanted(roles, "code-reviewer")
			? [stepOf("code-reviewer", AROUND.review)]
			: []),
		...(isHigh(risk) &&
		stakes.includes("security") &&
		isWanted(roles, "security-reviewer")
			? [stepOf("security-reviewer", AROUND.securityReview)]
			: []),
	];
	if (reviewers.length > 0)
		phases.push({ name: AROUND.review.name, steps: reviewers, changes: false });
	return phases;
}
