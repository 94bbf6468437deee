/** The value of a key: a text or a list of texts. */
export type FrontMatterValue = string | readonly string[];

const DOUBLE_QUOTED = /^"((?:[^"\\]|\\["\\/])*)"\s*(?:#.*)?$/;
const SINGLE_QUOTED = /^'((?:[^']|'')*)'\s*(?:#.*)?$/;

/** One entry of a list in brackets, and the comma or bracket behind it. */
const ENTRY =
	/\s*("(?:[^"\\]|\\["\\/])*"|'(?:[^']|'')*'|[^\s,"'[\]][^,[\]]*)?\s*([,\]])/y;

/** A value that stands behind a colon. Undefined for what is no plain text, quoted text or list of those on one line. */
export function writtenValue(text: string): FrontMatterValue | undefined {
	return text.startsWith("[") ? listOf(text) : scalarOf(text);
}

/** A text with or without quotes. Undefined for what YAML would read as more than a text. */
export function scalarOf(written: string): string | undefined {
	const text = written.trim();
	if (text.startsWith('"'))
		return DOUBLE_QUOTED.exec(text)?.[1]?.replace(/\\(.)/g, "$1");
	if (text.startsWith("'"))
		return SINGLE_QUOTED.exec(text)?.[1]?.replaceAll("''", "'");
	// Patterns such as **/*.ts are what people write without quotes; an alias is not meant by it.
	if (/^[|>&!{}[\]]/.test(text)) return undefined;
	const comment = text.search(/(?:^|\s)#/);
	const plain = (comment < 0 ? text : text.slice(0, comment)).trim();
	return plain === "~" || plain === "null" ? "" : plain;
}

function listOf(text: string): readonly string[] | undefined {
	const entries: string[] = [];
	let at = 1;
	// Every round takes at least a comma or the bracket.
	while (at < text.length) {
		ENTRY.lastIndex = at;
		const found = ENTRY.exec(text);
		if (found === null) return undefined;
		at = ENTRY.lastIndex;
		const entry = found[1] === undefined ? "" : scalarOf(found[1]);
		if (entry === undefined) return undefined;
		if (entry !== "") entries.push(entry);
		if (found[2] === "]")
			return /^\s*(?:#.*)?$/.test(text.slice(at)) ? entries : undefined;
	}
	return undefined;
}
