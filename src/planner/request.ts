import type { Learned } from "../core/learned.ts";
import type {
	Complexity,
	GateCheck,
	GitStrategy,
	Risk,
} from "../core/plan/plan.ts";
import type { KnowledgeWarning, PackPage } from "./knowledge/page.ts";

/** The board's own gates: `planner.gates` of the config as commands, `gates` as checks. */
export interface GatesConfig {
	readonly commands?: Readonly<Record<string, string>> | undefined;
	readonly checks?:
		| Readonly<
				Record<
					string,
					{ readonly checks: readonly GateCheck[]; readonly timeout: string }
				>
		  >
		| undefined;
}

/** A role for whatever task names a file that the glob matches. */
export interface RosterRoute {
	readonly paths: string;
	readonly role: string;
}

/** What the caller decides instead of the rules; whatever is absent, the rules decide. */
export interface PlanOptions {
	readonly model?: string | undefined;
	/** The only roles to plan with, flavoured or not; names that the roster does not have are taken as they are. */
	readonly agents?: readonly string[] | undefined;
	readonly risk?: Risk | undefined;
	readonly complexity?: Complexity | undefined;
	/** Knowledge for every step: packs, or pages as `pack/page`. */
	readonly knowledge?: readonly string[] | undefined;
	readonly learned?: Learned | undefined;
	readonly rosterRoutes?: readonly RosterRoute[] | undefined;
	readonly gatesConfig?: GatesConfig | undefined;
	readonly gitStrategy?: GitStrategy | undefined;
	/** What the task is about, as a title says it; the first sentence of the text when absent or empty. One line, cut at 160 characters. */
	readonly summary?: string | undefined;
	/** The task's key; made from the text when absent. */
	readonly id?: string | undefined;
	/** What keeps the keys of equal texts apart. */
	readonly salt?: string | undefined;
	/** At most so many steps, 200 unless told otherwise. */
	readonly maxSteps?: number | undefined;
}

/** Everything a plan is made from. The same request gives the same plan. */
export interface PlanRequest {
	/** The user's text, as long and as odd as it likes. */
	readonly task: string;
	/** All paths of the repository, from its root, with `/`. */
	readonly files: readonly string[];
	/** The text of a file that `manifestsWanted` named; undefined when it cannot be had. */
	readonly read: (path: string) => string | undefined;
	readonly options?: PlanOptions | undefined;
	/** The pages of the repository's packs; undefined when nobody looked for any. */
	readonly knowledge?: readonly PackPage[] | undefined;
	/** What was wrong with packs and pages; the plan says it. */
	readonly knowledgeWarnings?: readonly KnowledgeWarning[] | undefined;
	/** True where gates are checks of a pull request instead of commands. */
	readonly isGitHub?: boolean | undefined;
}
