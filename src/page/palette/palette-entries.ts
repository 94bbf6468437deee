import type { Card } from "../state/card.ts";
import type { Column } from "../state/columns.ts";
import type { PaletteEntry } from "./palette-entry.ts";
import { PALETTE_PAGES } from "./palette-pages.ts";

/** A task that the `search` verb found. */
export interface SearchHit {
	readonly key: string;
	readonly title: string;
	readonly status: string;
	readonly where: readonly string[];
}

/** What can be done, with one task or with the board. */
export function actionEntries<Name extends string>(
	actions: readonly { readonly name: Name; readonly title: string }[],
	act: (name: Name) => void,
	card?: Pick<Card, "key" | "title">,
): readonly PaletteEntry[] {
	return actions.map(({ name, title }) => ({
		id: `action ${card?.key ?? ""} ${name}`,
		kind: "action",
		text: card === undefined ? title : `${title} (${card.key})`,
		...(card === undefined ? {} : { detail: card.title }),
		act: () => act(name),
	}));
}

/** A status as people say it. */
const inWords = (status: string) => status.replaceAll("_", " ");

/** Every task of the board, in the order of its columns. */
export function taskEntries(
	columns: readonly Column[],
	open: (key: string) => void,
): readonly PaletteEntry[] {
	return columns.flatMap(({ cards }) =>
		cards.map((card): PaletteEntry => {
			const who = card.held_by ?? card.assignee;
			return {
				id: `task ${card.key}`,
				kind: "task",
				text: `${card.key} ${card.title}`,
				detail: `${inWords(card.status)}${who === undefined ? "" : ` · ${who}`}`,
				act: () => open(card.key),
			};
		}),
	);
}

/** What was found by words that are not in titles alone. */
export function foundEntries(
	hits: readonly SearchHit[],
	open: (key: string) => void,
): readonly PaletteEntry[] {
	return hits.map(({ key, title, status, where }) => ({
		id: `found ${key}`,
		kind: "found",
		text: `${key} ${title}`,
		detail: `${inWords(status)} · in ${where.join(", ")}`,
		act: () => open(key),
	}));
}

export function pageEntries(
	go: (below: string) => void,
): readonly PaletteEntry[] {
	return PALETTE_PAGES.map(({ below, name, keys }) => ({
		id: `page ${name}`,
		kind: "page",
		text: `Go to ${name}`,
		keys,
		act: () => go(below),
	}));
}

/** Whom the page may speak as instead of `speaker`. */
export function personEntries(
	users: readonly { readonly name: string; readonly role: string }[],
	speaker: string | undefined,
	speakAs: (name: string) => void,
): readonly PaletteEntry[] {
	return users
		.filter(({ name }) => name !== speaker)
		.map(({ name, role }) => ({
			id: `person ${name}`,
			kind: "person",
			text: `Speak as ${name}`,
			detail: role,
			act: () => speakAs(name),
		}));
}
