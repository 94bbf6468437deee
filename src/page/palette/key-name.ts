/** What a key event tells that matters for a shortcut. */
export interface KeyPress {
	readonly key: string;
	readonly ctrlKey: boolean;
	readonly metaKey: boolean;
	readonly altKey: boolean;
	readonly shiftKey: boolean;
	/** Whether the key that makes a third character was held, which looks like Ctrl and Alt on some systems. */
	readonly altGraph: boolean;
}

/**
 * A key as shortcuts name it: `j`, `?`, `Enter`, `Shift+ArrowLeft`, `mod+k` for Ctrl or Cmd. Characters are what they come out as,
 * whatever has to be held for them. Undefined for what is no shortcut's business: Alt, and modifiers alone.
 */
export function keyName(press: KeyPress): string | undefined {
	const { key, altGraph, shiftKey } = press;
	if (["Shift", "Control", "Alt", "Meta", "AltGraph"].includes(key))
		return undefined;
	const isMod = !altGraph && (press.ctrlKey || press.metaKey);
	if (press.altKey && !altGraph) return undefined;
	const isCharacter = [...key].length === 1;
	if (isMod)
		return `mod+${shiftKey ? "Shift+" : ""}${isCharacter ? key.toLowerCase() : key}`;
	return isCharacter || !shiftKey ? key : `Shift+${key}`;
}

const SHOWN: Readonly<Record<string, string>> = {
	ArrowLeft: "←",
	ArrowRight: "→",
	ArrowUp: "↑",
	ArrowDown: "↓",
	Escape: "Esc",
	" ": "Space",
};

/** Keys as people read them, one text for each that is pressed: `g b` is two, `mod+k` is `Ctrl K` or `⌘ K`. */
export function shownKeys(keys: string, isMac: boolean): readonly string[] {
	return keys.split(" ").map((name) =>
		name
			.split(/\+(?=.)/)
			.map((part) =>
				part === "mod"
					? isMac
						? "⌘"
						: "Ctrl"
					: (SHOWN[part] ??
						(name.includes("mod+") ? part.toUpperCase() : part)),
			)
			.join(" "),
	);
}
