import { WORK_KINDS, type WorkKind } from "./kind-words.ts";

/** How the phase is called in which a kind of work is done. */
export const PHASE_NAMES: Readonly<Record<WorkKind, string>> = {
	feature: "Implementation",
	bug: "Fix",
	security: "Hardening",
	migration: "Migration",
	performance: "Optimization",
	refactor: "Refactoring",
	test: "Tests",
	docs: "Documentation",
	review: "Review",
	investigation: "Investigation",
	chore: "Change",
};

/** Other names that people give to phases, in lower case. */
const OTHER_NAMES: Readonly<Record<string, WorkKind>> = {
	analysis: "investigation",
	build: "feature",
	cleanup: "refactor",
	development: "feature",
	discovery: "investigation",
	docs: "docs",
	execution: "feature",
	refactor: "refactor",
	research: "investigation",
	rollout: "chore",
	testing: "test",
	verification: "test",
};

/** The kind of work that the first word of a phase's name stands for; undefined for any other word. */
export function phaseKind(name: string): WorkKind | undefined {
	const word = /^[a-z]+/.exec(name.trim().toLowerCase())?.[0] ?? "";
	const own = WORK_KINDS.find(
		(kind) => PHASE_NAMES[kind].toLowerCase() === word,
	);
	return (
		own ?? (Object.hasOwn(OTHER_NAMES, word) ? OTHER_NAMES[word] : undefined)
	);
}

/** What has to be true when a step of that kind is over. */
export const OUTCOMES: Readonly<Record<WorkKind, string>> = {
	feature:
		"The feature works as asked and has tests that would fail without it.",
	bug: "The fault is gone, and a test that failed before passes now.",
	security: "The weakness is closed, and a test shows that the attack fails.",
	migration:
		"Everything works on the new side, nothing was lost, and the way back is written down.",
	performance:
		"It is measurably faster; the figures before and after are in the outcome.",
	refactor:
		"The structure is better and the behavior the same; the tests pass unchanged.",
	test: "The new tests pass, and each of them fails when what it tests is broken.",
	docs: "The text is true of the code as it is, and its examples were tried.",
	review:
		"Every finding is named with its place, how grave it is and what to do about it.",
	investigation:
		"The cause or answer is named with the evidence for it, and what follows from it.",
	chore: "The change is made and nothing else is different.",
};

/** The steps around the work itself. */
export const AROUND = {
	design: {
		name: "Design",
		task: "Decide how to do it, with the risks and the way back, and write that down without changing code",
		outcome:
			"The approach, what it touches, what can go wrong and how to undo it are written down.",
	},
	investigation: {
		name: "Investigation",
		task: "Find the cause, prove it and write it down, changing nothing yet",
		outcome:
			"The cause is named with the evidence for it: a failing test or exact steps to see it.",
	},
	tests: {
		name: "Tests",
		task: "Cover the change with tests, its edges and failures included",
		outcome: OUTCOMES.test,
	},
	review: {
		name: "Review",
		task: "Review for correctness and style",
		outcome: OUTCOMES.review,
	},
	securityReview: {
		task: "Review for what an attacker could do with it",
		outcome: OUTCOMES.review,
	},
} as const;
