/** Makes a text stand out, or leaves it as it is. Colours are put on last: they have no width of their own to reckon with. */
export interface Style {
	readonly bold: (text: string) => string;
	readonly dim: (text: string) => string;
	readonly green: (text: string) => string;
	readonly red: (text: string) => string;
	readonly yellow: (text: string) => string;
}

/** Where something is printed: whether a person looks on, and the variables that say what that terminal can do. */
export interface Output {
	readonly isTerminal: boolean;
	readonly env: Readonly<Record<string, string | undefined>>;
}

const asItIs = (text: string) => text;

/** A style without any colour. */
export const PLAIN: Style = {
	bold: asItIs,
	dim: asItIs,
	green: asItIs,
	red: asItIs,
	yellow: asItIs,
};

const COLOURED: Style = {
	bold: coded(1, 22),
	dim: coded(2, 22),
	green: coded(32, 39),
	red: coded(31, 39),
	yellow: coded(33, 39),
};

/**
 * Colours on a terminal and nowhere else. `FORCE_COLOR` decides before all (`0` and `false` mean no), then `NO_COLOR` with any
 * value, then `TERM=dumb`; a variable that is empty says nothing.
 */
export function styleFor({ isTerminal, env }: Output): Style {
	const { FORCE_COLOR: forced = "", NO_COLOR: refused = "", TERM } = env;
	if (forced !== "")
		return forced === "0" || forced === "false" ? PLAIN : COLOURED;
	return isTerminal && refused === "" && TERM !== "dumb" ? COLOURED : PLAIN;
}

/** True where block characters can be shown: the locale is one of UTF-8 and the terminal no dumb one. */
export function canDrawBlocks({ env }: Pick<Output, "env">): boolean {
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
	return env.TERM !== "dumb" && /utf-?8/i.test(locale);
}

function coded(on: number, off: number): (text: string) => string {
	return (text) => (text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`);
}
