import type { Json, JsonObject } from "../core/errors.ts";
import { text } from "./markdown.ts";

/** A list in an answer's data; empty for what is absent. */
export function list(value: Json | undefined): readonly JsonObject[] {
	return (value ?? []) as readonly JsonObject[];
}

/** A value as inert text; nothing for what is absent. */
export function word(value: Json | undefined): string {
	return value === undefined || value === null ? "" : text(String(value));
}

/** The same, cut to so many characters of what was written. */
export function shortWord(value: Json | undefined, maxCharacters: number) {
	const whole = String(value ?? "");
	return text(
		whole.length <= maxCharacters ? whole : `${whole.slice(0, maxCharacters)}…`,
	);
}
