import { signal } from "@preact/signals";
import { keyName } from "./key-name.ts";
import { makeKeyReader } from "./key-reader.ts";

/** A key, or a sequence of keys, that does something. */
export interface Shortcut {
	/** `j`, `?`, `Enter`, `Shift+ArrowLeft`, `mod+k` (Ctrl or Cmd), `g b` (one after the other). */
	readonly keys: string;
	/** What it does, as the list of keys says it: "Go to the board". */
	readonly does: string;
	readonly act: () => void;
	/** Whether it goes on while the key is held. */
	readonly repeats?: boolean;
}

/** Shortcuts that belong together; `scope` is the heading that they are listed under. */
export interface ShortcutGroup {
	readonly scope: string;
	readonly shortcuts: readonly Shortcut[];
}

/** All that is there now, in the order that it came. */
export const shortcutGroups = signal<readonly ShortcutGroup[]>([]);

/** Adds shortcuts until the function that it answers is called. Those that came last win over earlier ones with the same keys. */
export function addShortcuts(
	scope: string,
	shortcuts: readonly Shortcut[],
): () => void {
	const group = { scope, shortcuts };
	shortcutGroups.value = [...shortcutGroups.peek(), group];
	return () => {
		shortcutGroups.value = shortcutGroups.peek().filter((one) => one !== group);
	};
}

const reader = makeKeyReader(() =>
	shortcutGroups.peek().flatMap(({ shortcuts }) => shortcuts),
);

/** Hears the keyboard until the function that it answers is called. What is typed into fields and dialogs is left to them. */
export function hearKeys(): () => void {
	const hear = (event: KeyboardEvent) => {
		if (event.defaultPrevented || event.isComposing) return;
		const altGraph = event.getModifierState("AltGraph");
		const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
		const name = keyName({
			...{ key, ctrlKey, metaKey, altKey, shiftKey, altGraph },
		});
		if (name === undefined || isTaken(event.target, name)) return;
		const reading = reader.take(name, event.timeStamp);
		if (reading.kind !== "match") return;
		event.preventDefault();
		if (!event.repeat || reading.item.repeats === true) reading.item.act();
	};
	document.addEventListener("keydown", hear);
	return () => document.removeEventListener("keydown", hear);
}

const FIELDS = "input, textarea, select, [contenteditable]";
const PRESSED = "a[href], button, summary";

/** Whether a key belongs to what has the focus, or to a dialog that is open. */
function isTaken(target: EventTarget | null, name: string): boolean {
	if (document.querySelector("dialog[open]") !== null) return true;
	if (!(target instanceof Element)) return false;
	if (target.closest(FIELDS) !== null) return !name.startsWith("mod+");
	return (name === "Enter" || name === " ") && target.closest(PRESSED) !== null;
}
