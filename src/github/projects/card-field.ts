import type { CardPart, OptionNames } from "./project-settings.ts";

/** One choice of a single-select field. */
export interface CardOption {
	readonly id: string;
	readonly name: string;
}

/** A single-select field of a project. */
export interface SelectField {
	readonly id: string;
	readonly name: string;
	readonly options: readonly CardOption[];
}

/** A field that shows a part of the task: which option stands for which value of the part. */
export interface CardField extends SelectField {
	readonly part: CardPart;
	readonly optionOf: ReadonlyMap<string, CardOption>;
	/** Values that no option stands for. */
	readonly missing: readonly string[];
}

/** Finds for each value of a part the option that stands for it. GitHub takes names that differ only in case for the same. */
export function cardField(
	part: CardPart,
	field: SelectField,
	names: OptionNames,
): CardField {
	const byName = new Map(
		field.options.map((option) => [option.name.toLowerCase(), option]),
	);
	const optionOf = new Map<string, CardOption>();
	const missing: string[] = [];
	for (const [value, preferred] of Object.entries(names)) {
		const option = preferred
			.map((name) => byName.get(name.toLowerCase()))
			.find((found) => found !== undefined);
		if (option === undefined) missing.push(value);
		else optionOf.set(value, option);
	}
	return { ...field, part, optionOf, missing };
}

/** Values that an option stands for, those first that are shown by it and not only for want of a better one. */
export function valuesOf(
	{ optionOf, options }: CardField,
	optionId: string,
	names: OptionNames,
): readonly string[] {
	const name = options.find(({ id }) => id === optionId)?.name.toLowerCase();
	const rank = (value: string) =>
		(names[value] ?? []).findIndex((one) => one.toLowerCase() === name);
	return [...optionOf]
		.filter(([, option]) => option.id === optionId)
		.map(([value]) => value)
		.sort((a, b) => rank(a) - rank(b));
}

/** What has to be done to a field of a card: an option put in, or what it shows taken out. Undefined when it is right. */
export type CardChange =
	| { readonly kind: "set"; readonly option: CardOption }
	| { readonly kind: "clear" };

/**
 * The change that makes a card show a value. Where no option stands for it, what says otherwise is taken out; an option that
 * means nothing to the board is left to people.
 */
export function changeTo(
	field: CardField,
	value: string,
	shownId: string | undefined,
): CardChange | undefined {
	const option = field.optionOf.get(value);
	if (option !== undefined)
		return option.id === shownId ? undefined : { kind: "set", option };
	const saysOtherwise = [...field.optionOf.values()].some(
		({ id }) => id === shownId,
	);
	return saysOtherwise ? { kind: "clear" } : undefined;
}
