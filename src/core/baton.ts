import { type Json, type JsonObject, type Refusal, refuse } from "./errors.ts";

/** A pointer from the hand-off document to something produced, by id and hash. */
export interface BatonArtifact {
	readonly id: string;
	readonly type: string;
	readonly hash?: string;
}

/** The hand-off document (protocol section 5). Only the goal is required; an absent list is an empty one. */
export interface Baton {
	readonly goal: string;
	readonly current_state?: readonly string[];
	readonly decision_log?: readonly string[];
	readonly open_questions?: readonly string[];
	readonly constraints?: readonly string[];
	readonly artifacts?: readonly BatonArtifact[];
	readonly work_scope?: readonly string[];
	readonly acceptance?: readonly string[];
}

export const BATON_FIELDS = [
	"goal",
	"current_state",
	"decision_log",
	"open_questions",
	"constraints",
	"artifacts",
	"work_scope",
	"acceptance",
] as const;

type BatonField = (typeof BATON_FIELDS)[number];

/** Hard limits in characters and entries: exact on replay, unlike a count of tokens. */
export const BATON_LIMITS = {
	entryLength: 300,
	listEntries: 50,
	decisions: 500,
} as const;

/** The document a task starts with. */
export function seedBaton(goal: string): Baton {
	return {
		goal: folded(goal).slice(0, BATON_LIMITS.entryLength),
		current_state: ["Workflow starting"],
	};
}

/** Takes the patch out of its wrapper when its only key is `baton_patch`. */
export function unwrapPatch(patch: JsonObject): JsonObject {
	const inner = patch.baton_patch;
	const isWrapped = Object.keys(patch).length === 1 && isObject(inner);
	return isWrapped ? (inner as JsonObject) : patch;
}

/**
 * Applies a JSON merge patch (RFC 7396) to the eight fields: absent is untouched, null removes, a list replaces. Two fields
 * are protected: the goal cannot be removed, and the decision log only grows.
 */
export function patchBaton(
	baton: Baton,
	patch: JsonObject,
): { readonly ok: true; readonly baton: Baton } | Refusal {
	const next: Record<string, Json | undefined> = {
		...(baton as unknown as JsonObject),
	};
	for (const [field, value] of Object.entries(unwrapPatch(patch))) {
		if (!isBatonField(field))
			return invalid(field, `is not a field of the baton`);
		if (value === undefined) continue;
		if (field === "decision_log") {
			const grown = appendDecisions(baton.decision_log ?? [], value);
			if (!Array.isArray(grown)) return grown as Refusal;
			if (grown.length > 0) next.decision_log = grown;
		} else if (value === null) {
			if (field === "goal") return invalid("goal", "cannot be removed");
			delete next[field];
		} else {
			const refusal = checkField(field, value);
			if (refusal !== undefined) return refusal;
			next[field] = foldedField(value);
		}
	}
	const ordered = Object.fromEntries(
		BATON_FIELDS.filter((field) => next[field] !== undefined).map((field) => [
			field,
			next[field],
		]),
	);
	return { ok: true, baton: ordered as unknown as Baton };
}

function appendDecisions(
	log: readonly string[],
	value: Json,
): readonly string[] | Refusal {
	if (value === null) return log;
	const refusal = checkList("decision_log", value, BATON_LIMITS.decisions);
	if (refusal !== undefined) return refusal;
	const grown = [...log];
	for (const entry of (value as readonly string[]).map(folded))
		if (!grown.includes(entry)) grown.push(entry);
	if (grown.length <= BATON_LIMITS.decisions) return grown;
	return refuse(
		"QUOTA_EXCEEDED",
		`decision_log would hold ${grown.length} entries; the limit is ${BATON_LIMITS.decisions}.`,
		"Continue in a follow-up task: decisions are never removed.",
		{ field: "decision_log", limit: BATON_LIMITS.decisions },
	);
}

/** One line, however it was written: in a prompt an entry must not be able to look like another section. */
function folded(entry: string): string {
	return entry.replace(/\s*\n\s*/g, " ");
}

function foldedField(value: Json): Json {
	if (typeof value === "string") return folded(value);
	if (!Array.isArray(value)) return value;
	return value.map((entry: Json) =>
		isObject(entry)
			? Object.fromEntries(
					Object.entries(entry).map(([name, text]) => [
						name,
						folded(String(text)),
					]),
				)
			: folded(String(entry)),
	);
}

function checkField(
	field: Exclude<BatonField, "decision_log">,
	value: Json,
): Refusal | undefined {
	if (field === "goal") return checkEntry("goal", value);
	if (field === "artifacts") return checkArtifacts(value);
	return checkList(field, value, BATON_LIMITS.listEntries);
}

function checkList(
	field: BatonField,
	value: Json,
	limit: number,
): Refusal | undefined {
	if (!Array.isArray(value)) return invalid(field, "must be a list of texts");
	if (value.length > limit)
		return invalid(field, `has ${value.length} entries, at most ${limit} fit`);
	for (const entry of value) {
		const refusal = checkEntry(field, entry);
		if (refusal !== undefined) return refusal;
	}
	return undefined;
}

function checkEntry(field: BatonField, value: Json): Refusal | undefined {
	if (typeof value !== "string") return invalid(field, "must hold texts only");
	// What shows as nothing is nothing: a goal of invisible characters would be no goal.
	if (value.replace(/[\s\p{Cf}]/gu, "") === "")
		return invalid(field, "has an empty entry");
	if (value.length > BATON_LIMITS.entryLength)
		return invalid(
			field,
			`has an entry of ${value.length} characters, at most ${BATON_LIMITS.entryLength} fit`,
		);
	return undefined;
}

function checkArtifacts(value: Json): Refusal | undefined {
	if (!Array.isArray(value))
		return invalid("artifacts", "must be a list of {id, type, hash}");
	if (value.length > BATON_LIMITS.listEntries)
		return invalid(
			"artifacts",
			`has ${value.length} entries, at most ${BATON_LIMITS.listEntries} fit`,
		);
	for (const entry of value) {
		if (!isObject(entry))
			return invalid("artifacts", "must hold {id, type, hash}");
		const { id, type, hash, ...others } = entry as JsonObject;
		if (Object.keys(others).length > 0)
			return invalid("artifacts", "entries have only id, type and hash");
		const refusal =
			checkEntry("artifacts", id ?? null) ??
			checkEntry("artifacts", type ?? null) ??
			(hash === undefined ? undefined : checkEntry("artifacts", hash));
		if (refusal !== undefined) return refusal;
	}
	return undefined;
}

function invalid(field: string, problem: string): Refusal {
	return refuse(
		"VALIDATION",
		`Baton: ${JSON.stringify(field)} ${problem}.`,
		`The fields are ${BATON_FIELDS.join(", ")}; correct the patch and send it again.`,
		{
			field,
		},
	);
}

function isBatonField(text: string): text is BatonField {
	return (BATON_FIELDS as readonly string[]).includes(text);
}

function isObject(value: Json | undefined): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
