import { useState } from "preact/hooks";
import type { Json } from "../../core/errors.ts";
import type { Refused } from "../state/api.ts";
import type { Card } from "../state/card.ts";
import type { Place } from "../state/place.ts";
import { commandFields, sayableFields } from "./command-fields.ts";
import { fieldValue } from "./command-input.ts";
import { readCommand } from "./command-line.ts";
import { closeDialog } from "./modal.tsx";
import { sayAction } from "./say-action.ts";
import { type VerbFact, verbFacts } from "./verb-facts.ts";

/** What fields hold, by their names. */
export type Texts = Readonly<Record<string, string>>;

/** A command on its way: the line, the verb that it names and what its fields hold, and what came of saying it. */
export function useCommand(place: Place, opened: Card | undefined) {
	const [card, setCard] = useState(opened);
	const [line, setLine] = useState("/");
	const [texts, setTexts] = useState<Texts>({});
	const [refused, setRefused] = useState<Refused>();
	const [told, setTold] = useState<string>();
	const facts = (verbFacts.value ?? []).filter(({ doors }) =>
		doors.includes("agent"),
	);
	const understood = (text: string) => {
		const typed = readCommand(text);
		const fact = facts.find(({ name }) => name === typed.verb);
		return { fact, filled: fact && commandFields(typed, fact) };
	};
	const { fact, filled } = understood(line);
	const type = (text: string) => {
		setLine(text);
		setTexts(understood(text).filled?.fields ?? {});
	};
	const submit = async () => {
		if (fact === undefined) return;
		const read = commandInput(fact, { texts, card });
		if ("problem" in read) {
			setRefused({ ok: false, code: "VALIDATION", message: read.problem });
			return;
		}
		const isOwn = read.input.task === card?.key && takesVersion(fact);
		const { answer, fresh } = await sayAction(place, {
			...{ name: fact.name, input: read.input, isQuiet: true },
			...{ isAsked: fact.reads, card: isOwn ? card : undefined },
		});
		if (fresh !== undefined) setCard(fresh);
		setRefused(answer.ok ? undefined : answer);
		if (answer.ok && fact.reads) setTold(JSON.stringify(answer.data, null, 2));
		else if (answer.ok) closeDialog();
	};
	const problem = filled?.problem;
	return {
		...{ line, type, texts, setTexts, facts, fact, problem },
		...{ refused, told, submit },
	};
}

function takesVersion({ reads, inputs }: VerbFact): boolean {
	return !reads && inputs.some(({ name }) => name === "version");
}

/** The input of a command from what its fields hold; the card's task where none is named. */
function commandInput(
	fact: VerbFact,
	{ texts, card }: { texts: Texts; card: Card | undefined },
):
	| { readonly input: Record<string, Json | undefined> }
	| { readonly problem: string } {
	const input: Record<string, Json | undefined> = {};
	for (const field of sayableFields(fact)) {
		const read = fieldValue(field, texts[field.name] ?? "");
		if ("problem" in read) return read;
		input[field.name] = read.value;
	}
	const task = texts.task ?? card?.key;
	if (fact.target === "task" && task !== undefined) input.task = task;
	if (fact.step !== undefined && texts.step) input.step = texts.step;
	return { input };
}
