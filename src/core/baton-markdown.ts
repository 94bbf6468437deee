import type { Baton } from "./baton.ts";

const SECTIONS = [
	["current_state", "Current State"],
	["decision_log", "Recent Decisions"],
	["constraints", "Constraints"],
	["open_questions", "Open Questions"],
	["artifacts", "Artifacts"],
	["work_scope", "Work Scope"],
	["acceptance", "Acceptance"],
] as const;

/** Characters of decisions a render shows; older ones stay in the log. */
const DECISIONS_SHOWN_CHARACTERS = 4_000;

/**
 * The baton as the markdown that goes into an agent's prompt, empty fields left out. `inert` makes untrusted text safe for
 * where it is shown; the default leaves it as it is.
 */
export function renderBaton(
	baton: Baton,
	inert: (text: string) => string = (text) => text,
): string {
	const parts = [
		"## Baton (Handoff Context)",
		`**Goal:** ${inert(baton.goal)}`,
	];
	for (const [field, heading] of SECTIONS) {
		const lines = linesOf(baton, field);
		if (lines.length > 0)
			parts.push(
				[`**${heading}:**`, ...lines.map((line) => `- ${inert(line)}`)].join(
					"\n",
				),
			);
	}
	return parts.join("\n\n");
}

function linesOf(
	baton: Baton,
	field: (typeof SECTIONS)[number][0],
): readonly string[] {
	if (field === "artifacts") {
		return (baton.artifacts ?? []).map(({ id, type, hash }) =>
			hash === undefined
				? `${id} (${type})`
				: `${id} (${type}, ${hash.slice(0, 12)})`,
		);
	}
	return field === "decision_log"
		? newestThatFit(baton.decision_log ?? [])
		: (baton[field] ?? []);
}

function newestThatFit(decisions: readonly string[]): readonly string[] {
	let left = DECISIONS_SHOWN_CHARACTERS;
	let first = decisions.length;
	while (first > 0 && left >= (decisions[first - 1] as string).length) {
		first -= 1;
		left -= (decisions[first] as string).length;
	}
	return first === 0
		? decisions
		: [
				`(${first} earlier decisions are in the log)`,
				...decisions.slice(first),
			];
}
