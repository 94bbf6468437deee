/** How the words behind a slash command are called here, in their order. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
	amend: ["description"],
	approve: ["phase-id", "result", "feedback"],
	cancel: ["reason"],
	dispatched: ["step-id"],
	done: ["deliverable"],
	// A step may stand before the reason, and need not.
	"force-release": ["reason"],
	gate: ["phase-id", "result"],
	record: ["step-id", "status", "outcome"],
	reopen: ["reason"],
	retry: ["step-id"],
	skip: ["step-id", "reason"],
};

/** Options that have another name here. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	gate: { reason: "notes", phase: "phase-id" },
	approve: { phase: "phase-id" },
	dispatched: { role: "agent" },
	"force-release": { step: "step-id" },
	record: { role: "agent" },
};

/** A word, or a text in quotes, with what stands before its `=`. */
const PIECE = /(?:([a-z_-]+)=)?("[^"]*"|[^\s"]+)/g;

/** What stands behind a verb in a comment, as options: `1.1 complete commit=a4d82cf`. Of other verbs it stays as it is. */
export function cliUsage(verb: string, words: string): string {
	const names = Object.hasOwn(WORDS, verb) ? WORDS[verb] : undefined;
	if (names === undefined) return words;
	let at = 0;
	return [...words.matchAll(PIECE)]
		.map(([piece, key, value]) => {
			if (key === undefined) {
				const isStep = /^\d+\.\d+$/.test(piece);
				if (isStep && names[at] !== "step-id") return `--step-id ${piece}`;
				const name = names[at++];
				return name === undefined ? piece : `--${name} ${piece}`;
			}
			const own = RENAMED[verb]?.[key] ?? key.replace(/_/g, "-");
			return value === "true" ? `--${own}` : `--${own} ${value}`;
		})
		.join(" ");
}
