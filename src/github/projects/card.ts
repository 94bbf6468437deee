import type { GraphqlFault } from "./ask.ts";
import type { CardChange } from "./card-field.ts";
import type { CardPart } from "./project-settings.ts";

/** What a card shows in one field; an empty field shows nothing. */
export interface ShownValue {
	readonly optionId: string;
	/** When it was put there, in milliseconds. */
	readonly atMs: number;
}

/** An issue's place in the project. */
export interface Card {
	readonly id: string;
	/** Archived cards are out of sight, and GitHub does not let them be changed. */
	readonly isArchived: boolean;
	readonly shown: Readonly<Partial<Record<CardPart, ShownValue>>>;
}

/** An issue, and its card where it has one. */
export interface IssueCard {
	/** GitHub's global id of the issue. */
	readonly content: string;
	readonly card?: Card;
}

/** What is asked of cards: the project's id, and names of those of the two fields that there are. */
export interface CardQuestion {
	readonly project: string;
	readonly fields: Readonly<Partial<Record<CardPart, string>>>;
}

/** What GitHub lets the app still ask of it by GraphQL. */
export interface GraphqlBudget {
	readonly remaining: number;
	readonly resetAtMs: number;
}

/** A field of a card to be changed. */
export interface CardWrite {
	readonly project: string;
	readonly card: string;
	readonly field: string;
	readonly change: CardChange;
}

/** Reading and changing cards. At most `CARDS_AT_ONCE` are asked for and `CHANGES_AT_ONCE` changed by one call. */
export interface CardApi {
	/** By issue number; issues that are gone or moved away are left out. */
	cards(
		numbers: readonly number[],
		question: CardQuestion,
	): Promise<{
		readonly cards: ReadonlyMap<number, IssueCard>;
		readonly budget?: GraphqlBudget;
	}>;
	/** Puts issues on the project, by their global ids; one that is there already is left where it is. Answers the cards. */
	add(
		contents: readonly string[],
		question: CardQuestion,
	): Promise<Outcome<Card>>;
	/** Changes fields. Answers for each change in turn whether it took effect. */
	change(writes: readonly CardWrite[]): Promise<Outcome<true>>;
}

/** What came of each part of a request, in order, and what went wrong with those that came to nothing. */
export interface Outcome<T> {
	readonly done: readonly (T | undefined)[];
	readonly faults: readonly GraphqlFault[];
}
