import type { Card } from "../state/card.ts";

/** A short remark on a card. `title` has the whole of it where `text` is short for it. */
export interface Chip {
	readonly text: string;
	readonly title: string;
	readonly tone: "good" | "bad" | "warn" | "info" | "plain";
}

const LONGEST = 18;
/** What a line of chips has room for, in characters; every chip costs some more for its edges. */
const ROOM = 27;
const EDGES = 4;

/** What is to be said of a card, what matters most first: what holds it up, its gate, when it is due, its labels. */
export function chipsOf(card: Card): readonly Chip[] {
	const { waits_for: others = [], waits = 0, held, due } = card;
	const chips: Chip[] = [];
	const add = (text: string, tone: Chip["tone"], title = text) =>
		chips.push({ text: shortened(text), tone, title });
	if (held !== undefined) add("held", "warn", `Held: ${held}`);
	if (waits > 0) {
		const named = others.map(({ key, status }) => `${key} (${status})`);
		const more =
			waits > others.length ? ` and ${waits - others.length} more` : "";
		const [first] = others;
		const isOne = waits === 1 && first !== undefined;
		const what = isOne ? first.key : `${waits} tasks`;
		add(`waits for ${what}`, "warn", `Waits for ${named.join(", ")}${more}`);
	}
	if (card.parked === true)
		add("parked", "info", "Waits until its last subtask has ended");
	const gate = gateChip(card);
	if (gate !== undefined) chips.push(gate);
	if (due !== undefined && card.overdue === true)
		add("overdue", "bad", `Was due on ${due}`);
	else if (due !== undefined)
		add(`due ${due.slice(5)}`, "plain", `Due on ${due}`);
	if (card.not_before !== undefined)
		add("waits to retry", "info", `Not tried again before ${card.not_before}`);
	if (card.attempts !== undefined)
		add(
			`failed ${card.attempts}×`,
			"warn",
			`Attempts that failed: ${card.attempts}`,
		);
	if (card.subtasks !== undefined) {
		const { count, open } = card.subtasks;
		const title = `${open} of ${count} subtasks are open`;
		add(`${count - open}/${count} subtasks`, "plain", title);
	}
	for (const label of card.labels ?? []) add(label, "plain", `Label ${label}`);
	return chips;
}

const GATES = {
	pending: ["gate open", "info", "Its gate is not settled yet"],
	failed: ["gate failed", "bad", "Its gate failed"],
	passed: ["gate passed", "good", "Its gates passed"],
	overridden: [
		"gate overridden",
		"warn",
		"Its gate was overridden by a person",
	],
} as const;

function gateChip({ gate }: Card): Chip | undefined {
	if (gate === undefined) return undefined;
	const [text, tone, title] = GATES[gate];
	return { text, tone, title };
}

/** As many chips as one line has room for, and how many there are beyond them. */
export function fitting(chips: readonly Chip[]): {
	readonly shown: readonly Chip[];
	readonly beyond: readonly Chip[];
} {
	let room = ROOM;
	let count = 0;
	for (const { text } of chips) {
		room -= text.length + EDGES;
		const needed = count === chips.length - 1 ? 0 : EDGES;
		if (room < needed) break;
		count += 1;
	}
	return { shown: chips.slice(0, count), beyond: chips.slice(count) };
}

function shortened(text: string): string {
	const letters = [...text];
	return letters.length <= LONGEST
		? text
		: `${letters.slice(0, LONGEST - 1).join("")}…`;
}
