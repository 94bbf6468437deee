/** One input of a verb. */
export interface VerbInput {
	readonly name: string;
	readonly type: string;
	readonly values?: readonly string[];
	readonly required: boolean;
	readonly about?: string;
}

/** A verb as `help` tells of it. */
export interface VerbTold {
	readonly name: string;
	readonly summary: string;
	readonly role: string;
	readonly usage: string;
	readonly doors: readonly string[];
	readonly target: "task" | "board";
	readonly step?: string;
	readonly payload?: string;
	readonly reads: boolean;
	readonly examples: readonly string[];
	readonly inputs: readonly VerbInput[];
	readonly errors: readonly string[];
}

/** Verbs that belong together. */
export interface VerbGroup {
	readonly title: string;
	readonly about: string;
	readonly verbs: readonly VerbTold[];
}

const GROUPS: readonly (Omit<VerbGroup, "verbs"> & {
	readonly has: (verb: VerbTold) => boolean;
})[] = [
	{
		title: "Looking at a task",
		about: "Change nothing.",
		has: ({ reads, target }) => reads && target === "task",
	},
	{
		title: "Looking at the board",
		about: "Change nothing.",
		has: ({ reads }) => reads,
	},
	{
		title: "Working",
		about: "What agents and people say while they work.",
		has: ({ role }) => role === "triage",
	},
	{
		title: "Directing",
		about: "For whoever may write to the repository.",
		has: ({ role }) => role === "write",
	},
	{
		title: "Keeping the board",
		about: "For whoever maintains the repository.",
		has: ({ role }) => role === "maintain" || role === "admin",
	},
	{ title: "Others", about: "", has: () => true },
];

/** The verbs in groups, each in the first that has it, those alone that a text is part of: of a name, a summary, an input or an error. */
export function verbGroups(
	verbs: readonly VerbTold[],
	filter: string,
): readonly VerbGroup[] {
	const wanted = filter.trim().toLowerCase().replace(/^\//, "");
	const groups = GROUPS.map(({ title, about }) => ({
		...{ title, about },
		verbs: [] as VerbTold[],
	}));
	for (const verb of verbs)
		if (isLike(verb, wanted))
			groups[GROUPS.findIndex(({ has }) => has(verb))]?.verbs.push(verb);
	return groups.filter((group) => group.verbs.length > 0);
}

function isLike(verb: VerbTold, wanted: string): boolean {
	const { name, summary, inputs, errors } = verb;
	return [name, summary, ...inputs.map((input) => input.name), ...errors].some(
		(text) => text.toLowerCase().includes(wanted),
	);
}
