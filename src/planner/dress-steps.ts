import { pathFlaw } from "../core/plan/paths.ts";
import type { Complexity, Explanation, StepDraft } from "../core/plan/plan.ts";
import type { WorkKind } from "./kind-words.ts";
import { modelFor } from "./models.ts";
import type { PlanRequest } from "./request.ts";
import { baseOf, READERS } from "./roster.ts";
import type { Survey } from "./survey.ts";
import { pathsNamed } from "./words.ts";

/** What a change to them would let pass or let in: only work on them may touch them. */
const GUARDED = [".github/workflows/**", ".github/baton.yml"];

/** What the dress of a step rests on beside the request. */
export interface DressGround {
	readonly kind: WorkKind;
	readonly complexity: Complexity;
	/** True when one step does all the work: then every file that the text asks for is its deliverable. */
	readonly isOneStep: boolean;
}

/** Gives every step its model, its limits, and the files to read first. */
export function stepDresser(
	{ task, options = {} }: PlanRequest,
	{ kind, complexity, isOneStep }: DressGround,
	survey: Survey,
) {
	const notes = new Map<string, Explanation>();
	const lessons = new Map<string, Explanation>();
	const guides = ["AGENTS.md", "CLAUDE.md", "CONTRIBUTING.md"].filter((name) =>
		survey.noted.has(name),
	);
	const files = [...survey.named, ...guides]
		.filter((path) => pathFlaw(path) === undefined)
		.slice(0, 12);
	const known = new Set(files);
	const made = pathsNamed(task).filter(
		(path) =>
			/[^/]\.\w{1,6}$/.test(path) &&
			path.includes("/") &&
			![...known].some((file) => file === path || file.endsWith(`/${path}`)),
	);
	const knowledge = [...new Set(options.knowledge ?? [])].slice(0, 20);
	return {
		dress(draft: Omit<StepDraft, "depends_on">): StepDraft {
			const { model, evidence, learned } = modelFor(draft.role, {
				model: options.model,
				complexity,
				kind,
				learned: options.learned ?? {},
			});
			if (evidence !== undefined)
				notes.set(draft.role, { rule: "model", evidence });
			if (learned !== undefined)
				lessons.set(draft.role, { rule: "learned", evidence: learned });
			const base = baseOf(draft.role);
			return {
				...draft,
				model,
				deliverables: READERS.has(base)
					? []
					: made
							.filter((path) => isOneStep || draft.task.includes(path))
							.slice(0, 10),
				blocked_paths: base === "devops-engineer" ? [] : GUARDED,
				context_files: files,
				knowledge,
			};
		},
		explanation: (): readonly Explanation[] => [
			...(options.model === undefined
				? []
				: [
						{
							rule: "model",
							evidence: `${options.model} for every step: the caller's word`,
						},
					]),
			...[...notes.values()].slice(0, 10),
			...[...lessons.values()].slice(0, 10),
		],
	};
}
