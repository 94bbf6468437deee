import { signal } from "@preact/signals";

/** The card that keys are about: the one that had the focus last. It stays drawn wherever its column is scrolled to. */
export const focusedKey = signal<string | undefined>(undefined);

/** Counts up whenever that card is to be brought into view and to take the focus. */
export const focusWish = signal(0);

/** Moves the focus to a card. */
export function focusCard(key: string): void {
	focusedKey.value = key;
	focusWish.value += 1;
}
