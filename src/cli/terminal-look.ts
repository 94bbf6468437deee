import type { Look } from "./page.ts";
import { canDrawBlocks, styleFor } from "./style.ts";
import type { Terminal } from "./terminal.ts";

const WIDTH = { least: 40, most: 120, unknown: 80 } as const;

/** How a page is to look on a terminal, or where it is piped to. */
export function lookOf({
	env = {},
	isTerminal = false,
	columns,
}: Pick<Terminal, "env" | "isTerminal" | "columns">): Look {
	const wide = columns ?? WIDTH.unknown;
	return {
		width: Math.min(WIDTH.most, Math.max(WIDTH.least, wide)),
		// What is piped is read by programs of today.
		ascii: isTerminal && !canDrawBlocks({ env }),
		style: styleFor({ isTerminal, env }),
	};
}
