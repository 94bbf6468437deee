import type { Card, Priority } from "../state/card.ts";

/** Which cards are shown. Empty texts and false leave everything in. */
export interface Filter {
	/** Words that all have to be in the key, title, labels or names. */
	readonly text: string;
	/** Assignee, or agent that holds it or a step of it. */
	readonly who: string;
	readonly label: string;
	readonly priority: "" | Priority;
	readonly blocked: boolean;
	readonly overdue: boolean;
	readonly mine: boolean;
}

export const NO_FILTER: Filter = {
	...{ text: "", who: "", label: "", priority: "" },
	...{ blocked: false, overdue: false, mine: false },
};

const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
const MOST_TEXT = 200;

/** The filter that an address says; what makes no sense in it counts as not said. */
export function filterIn(query: Readonly<Record<string, string>>): Filter {
	const said = (name: string) => (query[name] ?? "").slice(0, MOST_TEXT);
	return {
		text: said("q"),
		who: said("who"),
		label: said("label"),
		priority: PRIORITIES.find((name) => name === query.priority) ?? "",
		blocked: query.blocked === "true",
		overdue: query.overdue === "true",
		mine: query.mine === "true",
	};
}

/** A filter as an address says it, with its question mark; empty where everything is shown. */
export function queryOf(filter: Filter): string {
	const query = new URLSearchParams();
	const { text, ...rest } = filter;
	if (text !== "") query.set("q", text);
	for (const [name, value] of Object.entries(rest))
		if (value !== "" && value !== false) query.set(name, String(value));
	return query.size === 0 ? "" : `?${query}`;
}

/** Everybody who has to do with a card: its assignee and whoever holds it or a step of it. */
export function peopleOf({
	assignee,
	held_by: holder,
	plan,
}: Card): readonly string[] {
	const steps = plan?.holders?.map(({ agent }) => agent) ?? [];
	return [assignee, holder, ...steps].filter((name) => name !== undefined);
}

/** Makes the function that tells whether a card is shown; `speaker` is whose cards are one's own. */
export function makeMatch(
	filter: Filter,
	speaker: string | undefined,
): (card: Card) => boolean {
	const terms = filter.text
		.toLowerCase()
		.split(/\s+/)
		.filter((term) => term !== "");
	const own = speaker?.toLowerCase();
	return (card) =>
		(filter.priority === "" || card.priority === filter.priority) &&
		(!filter.overdue || card.overdue === true) &&
		(!filter.blocked || isHeldUp(card)) &&
		(filter.label === "" || card.labels?.includes(filter.label) === true) &&
		(filter.who === "" || peopleOf(card).includes(filter.who)) &&
		(!filter.mine ||
			peopleOf(card).some((name) => name.toLowerCase() === own)) &&
		(terms.length === 0 || hasAll(card, terms));
}

function isHeldUp({ status, waits = 0, held }: Card): boolean {
	return status === "blocked" || waits > 0 || held !== undefined;
}

function hasAll(card: Card, terms: readonly string[]): boolean {
	const { key, title, labels = [] } = card;
	const text = [`#${key}`, title, ...labels, ...peopleOf(card)]
		.join("\n")
		.toLowerCase();
	return terms.every((term) => text.includes(term));
}
