import { BATON_FIELDS, type Baton } from "../../core/baton.ts";
import { type DiffLine, listDiff } from "./list-diff.ts";

type BatonField = (typeof BATON_FIELDS)[number];

/** What became of a field of the baton. */
export interface FieldChange {
	readonly field: BatonField;
	readonly lines: readonly DiffLine[];
	readonly added: number;
	readonly removed: number;
	/** False where it was not the patch that did it: an edit of the title changed the goal in between. */
	readonly isPatched: boolean;
}

/** The entries of a field as lines. */
export function linesOf(
	baton: Baton | undefined,
	field: BatonField,
): readonly string[] {
	const value = baton?.[field];
	if (value === undefined) return [];
	if (typeof value === "string") return [value];
	return value.map((entry) => {
		if (typeof entry === "string") return entry;
		const { id, type, hash } = entry;
		return `${id} (${type})${hash === undefined ? "" : ` ${hash.slice(0, 12)}`}`;
	});
}

/**
 * What a patch changed, field by field. `before` is the baton right before it; where nobody knows that, everything that the
 * patch said of a field counts as added.
 */
export function batonDiff(
	before: Baton | undefined,
	after: Baton,
	patch: Readonly<Record<string, unknown>>,
): readonly FieldChange[] {
	return BATON_FIELDS.flatMap((field): readonly FieldChange[] => {
		const isPatched = Object.hasOwn(patch, field);
		if (before === undefined && !isPatched) return [];
		const lines = listDiff(linesOf(before, field), linesOf(after, field));
		const count = (kind: DiffLine["kind"]) =>
			lines.filter((line) => line.kind === kind).length;
		const [added, removed] = [count("added"), count("removed")];
		return added + removed === 0
			? []
			: [{ field, lines, added, removed, isPatched }];
	});
}

const TITLES: Readonly<Record<BatonField, string>> = {
	goal: "Goal",
	current_state: "Current state",
	decision_log: "Decisions",
	open_questions: "Open questions",
	constraints: "Constraints",
	artifacts: "Artifacts",
	work_scope: "Work scope",
	acceptance: "Acceptance",
};

/** What a field is called for people. */
export function titleOf(field: BatonField): string {
	return TITLES[field];
}
